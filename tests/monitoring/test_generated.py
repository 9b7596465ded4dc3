"""Made-up PPAs for load tests, and for the demonstration."""

from collections import Counter
from decimal import Decimal

import pytest
from django.core.management import CommandError, call_command
from django.db.models import F, Sum
from django.utils import timezone

from portal.activity.models import Comment
from portal.monitoring import demo, indicators
from portal.monitoring.demo.plans import PPAS
from portal.monitoring.enums import CeilingState, PPAStatus
from portal.monitoring.generated import DUPLICATES, PHASES, PLANTED, generate
from portal.monitoring.invented import Flaw
from portal.monitoring.models import (
    BeneficiaryGroup,
    CeilingManagement,
    CeilingOverride,
    ChangeRequest,
    MoneyLine,
    MonitoringEntry,
    MonitoringEntryFunding,
    MonitoringEntryWorkflowStage,
    MultiYearContract,
    NeedAddressed,
    Outcome,
    OutcomePeriod,
    ProgressUpdate,
)
from portal.needs.enums import NeedStatus
from portal.notifications.models import Alert, OutboxMessage
from tests.accounts.factories import UserFactory
from tests.communities.factories import CommunityFactory, RepresentativeFactory
from tests.core.factories import FundingSourceFactory, SectorFactory
from tests.needs.factories import NeedFactory
from tests.organizations.factories import FocalPersonFactory, OrganizationFactory

pytestmark = pytest.mark.django_db

SOURCES = ["gaab", "sdf", "block_grant", "internal", "other"]
NEEDED = [NeedStatus.PRIORITIZED, NeedStatus.PLANNED, NeedStatus.IN_PROGRESS, NeedStatus.COMPLETED]


@pytest.fixture
def ground():
    for role in ("oobc_planner", "budget_officer", "ocm_leadership", "me_officer"):
        UserFactory.create_batch(2, role=role)
    for acronym in PPAS:
        OrganizationFactory(acronym=acronym)
    for code in ("economic", "social", "infrastructure", "environment", "governance", "peace_security"):
        SectorFactory(code=code)
    for code in SOURCES:
        FundingSourceFactory(code=code)
    CommunityFactory.create_batch(3)
    list(indicators.load())
    for number in range(12):
        NeedFactory(title=f"Demonstration {number}", prioritized=True)
    for number, status in enumerate(NEEDED * 6):
        NeedFactory(title=f"Demonstration 1{number}", prioritized=True, status=status)


def facts():
    names = ("pk", "title", "status", "plan_year", "planned_start", "actual_end", "target_beneficiaries")
    money = list(MoneyLine.objects.order_by("ppa", "expense_class").values_list("ppa", "expense_class", "amount"))
    return list(MonitoringEntry.objects.order_by("pk").values_list(*names)) + money


def test_ppas_when_made_then_are_valid_of_every_status_and_say_what_they_are(ground):
    generate(400, seed=3)

    ppas = MonitoringEntry.objects.all()
    assert ppas.count() == 400
    assert set(ppas.values_list("status", flat=True)) == set(PPAStatus.values)
    assert not ppas.exclude(title__startswith="Demonstration ", source="Invented for demonstration").exists()
    for model in (MonitoringEntry, MoneyLine, MonitoringEntryFunding, Outcome, OutcomePeriod, ProgressUpdate):
        for row in model.objects.all()[::60]:
            row.full_clean()
    assert not ppas.filter(lines=None).exists()
    assert not ppas.filter(places=None).exists()


def test_ppas_when_made_then_nothing_of_them_lies_in_the_future(ground):
    generate(200, seed=4)
    now, today = timezone.now(), timezone.localdate()

    for moment in ("created_at", "proposed_at", "reviewed_at", "approved_at"):
        assert not MonitoringEntry.objects.filter(**{f"{moment}__gt": now}).exists()
    for day in ("enacted_on", "actual_start", "actual_end"):
        assert not MonitoringEntry.objects.filter(**{f"{day}__gt": today}).exists()
    assert not MonitoringEntryFunding.objects.filter(on__gt=today).exists()
    assert not ProgressUpdate.objects.filter(reported_at__gt=now).exists()


def test_ppas_when_planted_then_some_stand_there_twice_and_some_are_second_phases(ground):
    generate(PLANTED, seed=5)

    titles = Counter(
        (title.split(": ", 1)[1], year) for title, year in MonitoringEntry.objects.values_list("title", "plan_year")
    )
    assert sum(title.endswith("phase 2") for title, _year in titles.elements()) == len(PHASES) == 20
    assert sum(count > 1 for count in titles.values()) >= len(DUPLICATES) == 12


def test_ppas_when_flawed_then_one_in_ten_is(ground):
    generate(300, seed=6)

    spent = dict(
        MonitoringEntry.objects.filter(lines__flows__type="disbursement")
        .values_list("pk")
        .annotate(Sum("lines__flows__amount"))
    )
    owed = dict(
        MonitoringEntry.objects.filter(lines__flows__type="obligation")
        .values_list("pk")
        .annotate(Sum("lines__flows__amount"))
    )
    assert any(amount > owed[pk] for pk, amount in spent.items())
    assert OutcomePeriod.objects.filter(target=None).exclude(target_text="").exists()
    assert MonitoringEntry.objects.filter(target_beneficiaries=None).count() < 30
    assert len(Flaw) == 5


def test_needs_when_linked_then_stand_where_their_ppa_has_brought_them(ground):
    generate(300, seed=7)

    pairs = set(NeedAddressed.objects.values_list("ppa__status", "need__status"))
    assert pairs == {
        ("draft", "prioritized"), ("proposed", "planned"), ("under_review", "planned"), ("approved", "planned"),
        ("enacted", "planned"), ("in_execution", "in_progress"), ("completed", "completed"),
    }  # fmt: skip


def test_ppas_when_made_with_the_same_seed_then_are_the_same_and_there_once(ground):
    assert generate(30, seed=7) == 30
    first = facts()

    assert generate(30, seed=7) == 0
    assert facts() == first
    assert generate(40, seed=7) == 10
    assert set(first) < set(facts())
    assert generate(10, seed=8) == 10


def test_ppas_when_many_then_statements_do_not_grow_with_them(ground, django_assert_max_num_queries):
    generate(1, seed=1)

    with django_assert_max_num_queries(70):
        generate(900, seed=2)


def test_command_when_run_then_it_says_how_many(ground, capsys):
    call_command("generate_ppas", "3", "--seed", "2")
    call_command("generate_ppas", "4", "--seed", "2")

    assert capsys.readouterr().out == "3 PPAs made, 0 were there already.\n1 PPAs made, 3 were there already.\n"


def test_command_when_rows_are_missing_or_demonstrations_are_refused_then_it_says_so(settings):
    with pytest.raises(CommandError, match="There is no planner with an account"):
        call_command("generate_ppas", "3")
    settings.DEMO_ALLOWED = False
    with pytest.raises(CommandError, match="refused"):
        call_command("generate_ppas", "3")


# ---- The demonstration -----------------------------------------------------------------------------------------------


def test_demonstration_when_loaded_twice_then_tells_each_ppa_once(ground):
    first = [table.created for table in demo.load()]
    second = [table.created for table in demo.load()]

    assert first == [MonitoringEntry.objects.count(), 6, 18]
    assert second == [0, 0, 0]


def test_demonstration_when_loaded_then_reaches_every_status_late_and_on_time(ground):
    focal = FocalPersonFactory(membership__organization__acronym="MSSD-2").membership.user
    list(demo.load())

    ppas = MonitoringEntry.objects.all()
    assert set(ppas.values_list("status", flat=True)) == set(PPAStatus.values)
    assert ppas.filter(status="completed", actual_end__lte=F("planned_end")).exists()
    assert ppas.filter(status="completed", actual_end__gt=F("planned_end")).exists()
    today = timezone.localdate()
    assert ppas.filter(status="in_execution", planned_end__lt=today).exists()
    assert ppas.filter(status="in_execution", planned_end__gt=today).exists()
    assert {ppas.filter(lead_organization__acronym=mao).count() for mao in ("MBHTE", "MSSD")} <= set(range(5, 13))
    assert set(ppas.values_list("source", flat=True)) == {"Invented for demonstration"}
    assert ProgressUpdate.objects.exclude(deviation_reason="").exists()
    assert set(MonitoringEntryWorkflowStage.objects.values_list("state", flat=True)) == {
        "not_started", "in_progress", "completed", "blocked"
    }  # fmt: skip
    assert not ppas.filter(proposed_by=focal).exists()
    for ppa in ppas:
        ppa.full_clean()


def test_demonstration_when_loaded_then_uses_twenty_indicators_of_the_library(ground):
    list(demo.load())

    assert Outcome.objects.exclude(library_indicator=None).values("library_indicator").distinct().count() >= 20


def test_demonstration_when_loaded_then_every_need_in_a_plan_has_its_ppa(ground):
    list(demo.load())

    answered = NeedAddressed.objects.filter(need__status__in=[NeedStatus.PLANNED, NeedStatus.IN_PROGRESS])
    assert answered.values("need").distinct().count() == 12
    assert NeedAddressed.objects.filter(need__status=NeedStatus.COMPLETED).values("need").distinct().count() == 6


def test_demonstration_when_loaded_then_a_ceiling_has_room_one_is_nearly_full_and_one_was_exceeded(ground):
    list(demo.load())

    states = Counter()
    for ceiling in CeilingManagement.objects.all():
        lines = MoneyLine.objects.counted().filter(fiscal_year=ceiling.fiscal_year, source=ceiling.source)
        if ceiling.sector:
            lines = lines.filter(ppa__sector=ceiling.sector)
        used = lines.aggregate(all=Sum("amount"))["all"] or Decimal(0)
        full = used / ceiling.ceiling_amount
        state = "exceeded" if full > 1 else "warning" if full >= Decimal("0.9") else "ok"
        assert state == ceiling.told_state
        states[state] += 1
    assert set(states) == set(CeilingState.values)
    override = CeilingOverride.objects.get()
    assert override.ceiling.told_state == CeilingState.EXCEEDED
    assert override.excess > 0


def test_demonstration_when_loaded_then_tells_of_a_contract_a_mistake_and_changes_asked_for(ground):
    list(demo.load())

    contract = MultiYearContract.objects.get()
    assert sum(part.amount for part in contract.slices.all()) == contract.total_cost
    undone = MonitoringEntryFunding.objects.exclude(reverses=None).get()
    assert undone.amount + undone.reverses.amount == 0
    assert set(ChangeRequest.objects.values_list("state", flat=True)) == {"asked", "refused", "approved"}
    assert MonitoringEntryFunding.objects.exclude(tranche="").exists()


def test_demonstration_when_no_accounts_are_open_then_waits_for_them():
    assert list(demo.load()) == []


def test_demonstration_when_heard_then_alerts_stand_and_twice_changes_nothing(ground):
    UserFactory(role="oobc_staff")
    list(demo.load())

    list(demo.load_heard())

    open_rules = set(Alert.objects.open().values_list("rule", flat=True))
    assert {"monitoring.slippage", "monitoring.ceiling", "monitoring.follow_up"} <= open_rules
    alerts, told = Alert.objects.count(), OutboxMessage.objects.count()
    list(demo.load_heard())
    assert (Alert.objects.count(), OutboxMessage.objects.count()) == (alerts, told)


def test_demonstration_when_heard_then_communities_comment_on_what_serves_them_and_are_answered(ground):
    staff = UserFactory(role="oobc_staff")
    list(demo.load())
    ppa = MonitoringEntry.objects.public().exclude(places=None).first()
    leader = RepresentativeFactory(community=ppa.places.get().community).user

    list(demo.load_heard())
    list(demo.load_heard())

    said = Comment.objects.order_by("depth")
    assert [(comment.author, comment.is_official) for comment in said] == [(leader, False), (staff, True)]


def test_demonstration_when_people_were_counted_then_women_and_men_are_not_more_than_all(ground):
    list(demo.load())

    reached = BeneficiaryGroup.objects.filter(group__in=["female", "male"]).exclude(actual=None)
    sums = reached.values("ppa", "ppa__actual_beneficiaries").annotate(both=Sum("actual"))
    assert sums
    assert all(row["both"] <= row["ppa__actual_beneficiaries"] for row in sums)
