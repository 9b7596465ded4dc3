"""The gate through the database: what counts, what is refused, who may go on, and what people are told."""

from decimal import Decimal

import pytest
from wagtail.models import ModelLogEntry

from portal.core.actions import ActionRefused
from portal.monitoring.actions import lifecycle
from portal.monitoring.actions.ceilings import add_ceiling, allow_above, change_ceiling
from portal.monitoring.ceilings.checking import effects_of, effects_of_line
from portal.monitoring.ceilings.gate import CeilingRefused, envelopes_of, under_ceilings
from portal.monitoring.ceilings.rooms import filled, largest_takers, takers, used
from portal.monitoring.enums import CeilingMode, CeilingState, PPAStatus
from portal.monitoring.models import CeilingManagementEvent, CeilingOverride, MoneyLine, MonitoringEntry
from portal.notifications.models import OutboxMessage
from tests.accounts.factories import UserFactory
from tests.core.factories import FundingSourceFactory, SectorFactory
from tests.monitoring.factories import YEAR, CeilingManagementFactory, MoneyLineFactory, MonitoringEntryFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def leader():
    return UserFactory(role="ocm_leadership")


@pytest.fixture
def officer():
    return UserFactory(role="budget_officer")


def takes(amount, *, sector=None, **how):
    ppa = MonitoringEntryFactory(sector=sector, **(how or {"approved": True}))
    MoneyLineFactory(ppa=ppa, amount=amount)
    return ppa


def used_of(ceiling):
    return used([ceiling])[ceiling].used


def messages():
    return OutboxMessage.objects.filter(kind="monitoring.ceiling_crossed").count()


@pytest.mark.parametrize("status", PPAStatus.values)
def test_room_when_a_ppa_stands_somewhere_then_counts_from_approval_on(status):
    ceiling = CeilingManagementFactory()
    takes(400, **({} if status != "draft" else {"title": "Draft"}), **({status: True} if status != "draft" else {}))

    (room,) = filled([ceiling])

    assert room.room.used == (400 if status in PPAStatus.counted() else 0)
    assert room.asked == (400 if status in PPAStatus.asking() else 0)


def test_ceilings_when_several_bind_one_ppa_then_each_counts_its_own():
    health, roads = SectorFactory(), SectorFactory()
    whole = CeilingManagementFactory()
    of_health = CeilingManagementFactory(sector=health)
    other_year = CeilingManagementFactory(fiscal_year=YEAR + 1)
    other_source = CeilingManagementFactory(source=FundingSourceFactory(code="sdf"))
    takes(300, sector=health)
    takes(200, sector=roads)

    rooms = used([whole, of_health, other_year, other_source])

    assert [rooms[each].used for each in (whole, of_health, other_year, other_source)] == [500, 300, 0, 0]


def test_ceiling_when_filled_step_by_step_then_two_crossings_are_told_and_told_again_after_falling_back(leader):
    UserFactory(role="budget_officer")
    ceiling = CeilingManagementFactory(ceiling_amount=100, mode=CeilingMode.WARN)

    def approved(amount):
        ppa = takes(amount, under_review=True)
        return lifecycle.approve(ppa, version=ppa.version, by=leader)

    told = []
    steps = []
    for amount in ("89.99", "0.01", "5", "5.01"):
        steps.append(approved(amount))
        told.append(messages())
    lifecycle.cancel(steps[0], reason="No.", by=leader)
    told.append(messages())
    approved("95")
    told.append(messages())

    assert told == [0, 1, 1, 2, 2, 3]
    ceiling.refresh_from_db()
    assert ceiling.told_state == CeilingState.EXCEEDED


def test_ceiling_when_exactly_full_then_is_a_warning_and_no_excess(leader):
    ceiling = CeilingManagementFactory(ceiling_amount=100)
    ppa = takes(100, under_review=True)

    lifecycle.approve(ppa, version=ppa.version, by=leader)

    (room,) = used([ceiling]).values()
    assert (room.state, room.excess) == (CeilingState.WARNING, 0)


def test_ceiling_that_only_warns_when_exceeded_then_lets_it_pass(leader):
    ceiling = CeilingManagementFactory(warning_only=True, ceiling_amount=100)
    ppa = takes(160, under_review=True)

    lifecycle.approve(ppa, version=ppa.version, by=leader)

    assert used_of(ceiling) == 160


def test_exceeded_ceiling_when_reduced_then_always_passes_and_when_raised_is_refused(officer):
    ceiling = CeilingManagementFactory(ceiling_amount=100)
    ppa = takes(200)

    for amount in (150, 120):
        with under_ceilings(envelopes_of(ppa.lines.all()), ppa=ppa, by=officer):
            MoneyLine.objects.update(amount=amount)
    with pytest.raises(CeilingRefused), under_ceilings(envelopes_of(ppa.lines.all()), ppa=ppa, by=officer):
        MoneyLine.objects.update(amount="120.01")

    assert used_of(ceiling) == 120


def test_money_when_moved_to_another_source_then_both_ceilings_decide(officer):
    full = CeilingManagementFactory(ceiling_amount=100, source=FundingSourceFactory(code="sdf"))
    ceiling = CeilingManagementFactory(ceiling_amount=500)
    ppa = takes(300)
    envelopes = {(YEAR, ceiling.source_id), (YEAR, full.source_id)}

    with pytest.raises(CeilingRefused) as refusal, under_ceilings(envelopes, ppa=ppa, by=officer):
        ppa.lines.update(source=full.source)
    full.ceiling_amount = 300
    full.save()
    with under_ceilings(envelopes, ppa=ppa, by=officer):
        ppa.lines.update(source=full.source)

    assert refusal.value.ceilings == [full]
    assert (used_of(ceiling), used_of(full)) == (0, 300)


def test_ppa_when_it_changes_its_sector_then_the_ceiling_of_the_new_one_decides(officer):
    health = SectorFactory()
    CeilingManagementFactory(ceiling_amount=100, sector=health)
    ppa = takes(300)

    with pytest.raises(CeilingRefused), under_ceilings(envelopes_of(ppa.lines.all()), ppa=ppa, by=officer):
        MonitoringEntry.objects.update(sector=health)


def test_ceiling_when_a_budget_officer_changes_money_with_a_reason_then_goes_on_and_keeps_the_reason(officer):
    ceiling = CeilingManagementFactory(ceiling_amount=100)
    ppa = takes(100)

    with under_ceilings(envelopes_of(ppa.lines.all()), ppa=ppa, by=officer, override_reason=" Promised. "):
        ppa.lines.update(amount=130)

    (override,) = CeilingOverride.objects.all()
    assert (override.ceiling, override.ppa, override.excess, override.reason) == (ceiling, ppa, 30, "Promised.")


def test_allow_above_when_a_budget_officer_gives_a_reason_then_somebody_else_can_approve(leader, officer):
    ceiling = CeilingManagementFactory(ceiling_amount=100)
    ppa = takes(160, under_review=True)

    override = allow_above(ceiling, ppa, reason="Promised.", by=officer)
    again = allow_above(ceiling, ppa, reason="Promised.", by=officer)
    lifecycle.approve(ppa, version=ppa.version, by=leader)

    assert (override.excess, again) == (60, override)
    assert used_of(ceiling) == 160


def test_allow_above_when_others_took_more_meanwhile_then_is_asked_again(leader, officer):
    ceiling = CeilingManagementFactory(ceiling_amount=100)
    ppa = takes(160, under_review=True)
    allow_above(ceiling, ppa, reason="Promised.", by=officer)
    takes(1)

    with pytest.raises(CeilingRefused):
        lifecycle.approve(ppa, version=ppa.version, by=leader)


def test_allow_above_when_forbidden_then_is_refused(leader, officer):
    ceiling = CeilingManagementFactory(ceiling_amount=100)
    small, large = takes(10, under_review=True), takes(160, under_review=True)

    for ppa, reason, by in ((large, "Why", leader), (large, " ", officer), (small, "Why", officer)):
        with pytest.raises(ActionRefused):
            allow_above(ceiling, ppa, reason=reason, by=by)


def test_ceiling_when_set_and_changed_then_the_ledger_has_both_and_people_hear_of_it(officer):
    takes(95)
    values = {"ceiling_amount": 1000, "threshold": Decimal("0.9"), "mode": CeilingMode.WARN, "note": "Budget call"}

    ceiling = add_ceiling(fiscal_year=YEAR, source=MoneyLine.objects.get().source, by=officer, **values)
    change_ceiling(ceiling, **{**values, "ceiling_amount": 100}, reason="The call was cut.", by=officer)

    events = CeilingManagementEvent.objects.filter(chain=ceiling.pk)
    assert [(event.ceiling_amount, event.pgh_context["reason"]) for event in events] == [
        (1000, "Budget call"),
        (100, "The call was cut."),
    ]
    assert messages() == 1


def test_ceiling_when_changed_by_others_or_without_a_reason_or_set_twice_then_is_refused(officer, leader):
    ceiling = CeilingManagementFactory()
    values = {"ceiling_amount": 10, "threshold": "0.90", "mode": CeilingMode.WARN, "note": ""}

    for by, reason in ((leader, "Why"), (officer, " ")):
        with pytest.raises(ActionRefused):
            change_ceiling(ceiling, **values, reason=reason, by=by)
    with pytest.raises(ActionRefused, match="already is a ceiling"):
        add_ceiling(fiscal_year=YEAR, source=ceiling.source, by=officer, **values)


def test_ceiling_when_its_form_is_sent_twice_then_is_changed_once(officer):
    ceiling = CeilingManagementFactory(ceiling_amount=1000)
    form = {"ceiling_amount": Decimal(900), "threshold": Decimal("0.90"), "mode": CeilingMode.BLOCK, "note": "Cabinet"}

    for _press in range(2):
        change_ceiling(ceiling, **form, reason="The Cabinet cut it.", by=officer)

    events = CeilingManagementEvent.objects.filter(pgh_obj=ceiling, pgh_label="update")
    audit = ModelLogEntry.objects.filter(object_id=str(ceiling.pk), action="monitoring.change_ceiling")
    assert (events.count(), audit.count()) == (1, 1)


def test_effects_when_a_draft_has_lines_then_say_what_it_would_take():
    ceiling = CeilingManagementFactory(ceiling_amount=1000)
    takes(700)
    draft = takes(200, title="Draft")
    MoneyLineFactory(ppa=draft, amount=50, capital=True)

    (all_lines,) = effects_of(draft)
    (typed,) = effects_of_line(
        draft, fiscal_year=YEAR, source=ceiling.source_id, expense_class="MOOE", source_name="", amount=400
    )

    assert (all_lines.takes, all_lines.after.remaining, all_lines.is_refused) == (250, 50, False)
    assert (typed.takes, typed.after.excess, typed.is_refused) == (450, 150, True)


def test_effects_when_the_ppa_counts_already_then_it_is_not_counted_twice():
    CeilingManagementFactory(ceiling_amount=1000)
    ppa = takes(700)

    (effect,) = effects_of(ppa)

    assert (effect.before.used, effect.after.used) == (0, 700)


def test_takers_when_read_then_are_the_largest_first_in_one_statement(django_assert_num_queries):
    health = SectorFactory()
    ceilings = [CeilingManagementFactory(), CeilingManagementFactory(sector=health)]
    for amount, sector in ((10, health), (30, None), (20, health), (5, health)):
        takes(amount, sector=sector, approved=True)

    with django_assert_num_queries(1):
        largest = largest_takers(ceilings, 2)

    assert [[pesos for _title, pesos in largest[each]] for each in ceilings] == [[30, 20], [20, 10]]
    assert [pesos for _key, _title, pesos in takers(ceilings[1])] == [20, 10, 5]
