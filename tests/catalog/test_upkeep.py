import time_machine

from catalog.upkeep import remind_of_due_checks
from portal.notifications.models import InboxMessage
from tests.catalog.factories import OfferingFactory


def reminders(user):
    return InboxMessage.objects.filter(user=user, kind="catalog.check_due").count()


def test_remind_when_run_twice_in_a_month_then_told_once_and_again_next_month(catalog):
    OfferingFactory(offering_mao=catalog.a, published=True)

    with time_machine.travel("2026-05-02 08:00+08:00", tick=False):
        remind_of_due_checks()
        remind_of_due_checks()
    first = reminders(catalog.editor_a)
    with time_machine.travel("2026-06-01 08:00+08:00", tick=False):
        remind_of_due_checks()

    assert (first, reminders(catalog.editor_a)) == (1, 2)


def test_remind_when_office_has_no_editor_then_oobc_is_told(catalog):
    OfferingFactory(published=True)

    assert remind_of_due_checks() == 1
    assert reminders(catalog.moderator) == 1
    assert reminders(catalog.editor_a) == 0


def test_remind_when_checked_lately_then_nobody_is_told(catalog):
    OfferingFactory(offering_mao=catalog.a, published=True, checked=True)

    assert remind_of_due_checks() == 0
