"""Alerts follow the facts: one open for a row and a rule, told when it opens or gets worse, cleared by itself."""

import pytest
from django.db import IntegrityError, transaction
from django.urls import reverse

from portal.accounts.models import User
from portal.notifications import alert_rules, alerts
from portal.notifications.alert_rules import AlertRule
from portal.notifications.models import Alert, InboxMessage, OutboxMessage
from tests.accounts.factories import UserFactory
from tests.notifications.factories import AlertFactory

pytestmark = pytest.mark.django_db


class Tired(AlertRule):
    """People who are said to be tired; ``now`` says how much."""

    code = "tests.tired"
    model = "accounts.User"
    title = "Tired"
    cleared_by = "It clears once they have slept."
    seen_to_by = "Everybody"
    now: dict[int, int] = {}
    told: list[User] = []

    def holding(self, rows):
        return {row.pk: {"hours": self.now[row.pk]} for row in rows if row.pk in self.now}

    def step(self, facts):
        return facts["hours"] // 10

    def visible_to(self, user):
        return User.objects.filter(pk=user.pk)

    def words(self, row, facts):
        return f"Awake for {facts['hours']} hours."

    def path(self, row):
        return "/about/"

    def recipients(self, rows):
        return {row.pk: self.told for row in rows}


class Urgent(Tired):
    is_urgent = True


@pytest.fixture
def boss():
    return UserFactory()


@pytest.fixture
def rule(settings, boss):
    settings.ALERT_RULES = [f"{__name__}.Tired"]
    alert_rules._made.cache_clear()
    found = alert_rules.rule_named(Tired.code)
    found.now, found.told = {}, [boss]
    yield found
    alert_rules._made.cache_clear()


@pytest.fixture
def amina():
    return UserFactory(first_name="Amina")


def test_sweep_when_run_again_then_one_alert_is_open_and_told_once(rule, amina, boss):
    rule.now = {amina.pk: 20}

    assert [alerts.sweep(), alerts.sweep()] == [1, 0]

    alert = Alert.objects.get()
    assert (alert.object_id, alert.facts, alert.is_open) == (str(amina.pk), {"hours": 20}, True)
    assert InboxMessage.objects.get().user == boss
    assert not OutboxMessage.objects.exists()


def test_sweep_when_the_fact_is_gone_then_the_alert_is_cleared_and_opens_anew_later(rule, amina):
    rule.now = {amina.pk: 20}
    alerts.sweep()
    rule.now = {}
    alerts.sweep()
    rule.now = {amina.pk: 20}
    alerts.sweep()

    assert [alert.is_open for alert in Alert.objects.order_by("opened_at")] == [False, True]
    assert InboxMessage.objects.count() == 2


def test_sweep_when_it_gets_worse_then_is_told_again_and_otherwise_only_brought_up_to_date(rule, amina):
    told = []
    for hours in (21, 25, 31, 22, 35):
        rule.now = {amina.pk: hours}
        alerts.sweep()
        told.append(InboxMessage.objects.count())

    assert told == [1, 1, 2, 2, 2]
    assert Alert.objects.get().facts == {"hours": 35}


def test_sweep_when_many_are_found_then_each_person_has_one_notice(rule, boss):
    rule.now = {UserFactory().pk: 20 for _person in range(12)}

    alerts.sweep()

    notice = InboxMessage.objects.get()
    assert notice.subject == "12 alerts: Tired"
    assert notice.body.count("Awake for 20 hours.") == 10
    assert "And 2 more." in notice.body
    assert notice.path == reverse("admin_notices:alerts") + "?rule=tests.tired"


def test_sweep_when_the_rule_is_urgent_then_is_mailed_at_once(rule, settings, amina, boss):
    settings.ALERT_RULES = [f"{__name__}.Urgent"]
    urgent = alert_rules.rule_named(Tired.code)
    urgent.now, urgent.told = {amina.pk: 20}, [boss]

    alerts.sweep()

    assert OutboxMessage.objects.get().address == boss.email


def test_check_when_asked_of_one_row_then_leaves_the_others(rule, amina):
    other = UserFactory()
    rule.now = {amina.pk: 20, other.pk: 20}

    alerts.check(rule.code, [amina])

    assert Alert.objects.get().object_id == str(amina.pk)
    rule.now = {}
    alerts.check(rule.code, [other])
    assert Alert.objects.get().is_open


def test_alert_when_another_of_its_row_and_rule_is_open_then_the_database_refuses(amina):
    AlertFactory(about=amina, cleared=True)
    AlertFactory(about=amina)

    with pytest.raises(IntegrityError), transaction.atomic():
        AlertFactory(about=amina)


def test_sweep_when_another_process_was_faster_then_is_not_told_twice(rule, amina, monkeypatch):
    rule.now = {amina.pk: 20}
    AlertFactory(about=amina, rule=rule.code)
    monkeypatch.setattr(type(Alert.objects.all()), "open", lambda rows: rows.none())

    alerts.sweep()

    assert Alert.objects.count() == 1
    assert not InboxMessage.objects.exists()


def test_sweep_when_a_rule_fails_then_the_failure_is_told(rule, monkeypatch):
    def fails(rows):
        raise ValueError("broken")

    monkeypatch.setattr(rule, "holding", fails)

    with pytest.raises(ExceptionGroup, match="next run"):
        alerts.sweep()


def test_alerts_when_seen_by_somebody_then_are_of_the_rows_they_may_see(rule, amina):
    rule.now = {amina.pk: 20, UserFactory().pk: 20}
    alerts.sweep()

    assert [alert.object_id for alert in Alert.objects.visible_to(amina)] == [str(amina.pk)]


def test_sweep_when_rows_grow_then_statements_stay_the_same(rule, django_assert_num_queries):
    rule.now = {UserFactory().pk: 20}
    alerts.sweep()
    rule.now |= {UserFactory().pk: 20 for _person in range(3)}
    with django_assert_num_queries(12) as three:
        alerts.sweep()
    rule.now |= {UserFactory().pk: 20 for _person in range(9)}

    with django_assert_num_queries(len(three)):
        alerts.sweep()
