"""The figures of the dashboard against plain loops over the rows."""

import datetime
from collections import defaultdict
from decimal import Decimal
from itertools import pairwise

import pytest

from portal.core.fiscal_year import Quarter
from portal.core.money import split
from portal.monitoring.enums import ComplianceTag, FlowType, PPAStatus, Stage
from portal.monitoring.figures import money
from portal.monitoring.figures.breakdown import BY, breakdown
from portal.monitoring.figures.causes import by_cause
from portal.monitoring.figures.goals import first_payment, goals, needs_linked
from portal.monitoring.figures.largest import largest
from portal.monitoring.figures.milestones import stages_due, work_due
from portal.monitoring.figures.quarters import by_quarter
from portal.monitoring.formulas.censored_median import censored_median
from portal.monitoring.models import MoneyLine, MonitoringEntry, MonitoringEntryWorkflowStage
from portal.needs.models import Need
from tests.monitoring.boards.sample import TODAY, YEARS, make_sample
from tests.monitoring.factories import (
    BudgetCalendarFactory,
    MonitoringEntryFactory,
    MonitoringEntryFundingFactory,
    MonitoringEntryWorkflowStageFactory,
    NeedAddressedFactory,
)
from tests.needs.factories import NeedFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def lines():
    make_sample(50)
    return MoneyLine.objects.all()


def counts(line):
    """Its money is asked for, approved or law."""
    status = line.ppa.status
    is_law = (line.ppa.status_before or status) in PPAStatus.funding()
    return is_law or status in [*PPAStatus.asking(), PPAStatus.APPROVED]


def test_breakdown_when_made_then_has_the_money_of_each_figure_by_itself(lines):
    found = breakdown(lines, as_of=TODAY)

    for year in YEARS:
        assert found.total(year).money == money.totals(lines.in_year(year), as_of=TODAY)
        for name, path in BY.items():
            own = money.totals_by(path, lines.in_year(year), as_of=TODAY)
            assert {key: one.money for key, one in found.by(name, year).items()} == own, name


def test_breakdown_when_made_of_all_years_then_has_them_together_and_by_year(lines):
    found = breakdown(lines, as_of=TODAY, each_year=False)

    assert found.total(None).money == money.totals(lines, as_of=TODAY)
    years = money.totals_by(money.YEAR, lines, as_of=TODAY)
    assert {key: one.money for key, one in found.by("year", None).items()} == years
    offices = money.totals_by(money.OFFICE, lines, as_of=TODAY)
    assert {key: one.money for key, one in found.by("lead_organization", None).items()} == offices


def test_breakdown_when_made_then_says_what_it_rests_on(lines):
    groups = defaultdict(list)
    for line in lines:
        groups[line.fiscal_year, line.ppa.sector_id].append(line)

    found = breakdown(lines, as_of=TODAY)

    for (year, sector), own in groups.items():
        one, counted = found.by("sector", year)[sector], [line for line in own if counts(line)]
        said = [line for line in counted if line.ppa.obc_budget_share is not None]
        assert one.ppas == len({line.ppa for line in counted})
        assert (one.lines_of, one.amount) == (len({line.ppa for line in own}), sum(line.amount for line in own))
        assert one.share_unknown == len({line.ppa for line in counted if line.ppa.obc_budget_share is None})
        assert one.share_known == sum(line.amount for line in said)
        exact = sum((line.amount * line.ppa.obc_budget_share / 100 for line in said), Decimal())
        assert abs(one.for_obc - exact) <= Decimal("0.005")
        assert one.money.moved == {flow.type for line in own for flow in line.flows.all() if flow.on <= TODAY}


def test_regions_when_broken_down_then_are_the_loop_and_add_up(lines):
    amounts, ppas = defaultdict(Decimal), defaultdict(set)
    for ppa in MonitoringEntry.objects.all():
        regions = sorted({place.province.region_id for place in ppa.places.all()}) or [None]
        for line in ppa.lines.filter(fiscal_year=2026):
            if counts(line):
                for region in regions:
                    ppas[region].add(ppa)
        total = sum((line.amount for line in ppa.lines.filter(fiscal_year=2026) if counts(line)), Decimal())
        for region, part in zip(regions, split(total, [Decimal(1)] * len(regions)), strict=True):
            amounts[region] += part

    found = breakdown(lines, as_of=TODAY).by("region", 2026)

    own = money.totals_by_region(lines.in_year(2026), as_of=TODAY)
    assert {key: one.money for key, one in found.items()} == own
    assert {key: one.ppas for key, one in found.items()} == {key: len(ppas[key]) for key in found}
    assert all(abs(one.budget - amounts[key]) < 1 for key, one in found.items())
    whole = breakdown(lines, as_of=TODAY, each_year=False).by("region", None)
    assert {key: one.money for key, one in whole.items()} == money.totals_by_region(lines, as_of=TODAY)


def test_quarters_when_counted_then_are_the_loop_and_have_no_holes(lines):
    moved = defaultdict(Decimal)
    for line in lines:
        for flow in line.flows.all():
            if flow.on <= TODAY:
                moved[line.fiscal_year, Quarter.of(flow.on), flow.type] += flow.amount

    found = by_quarter(lines, TODAY)

    flat = {
        (year, quarter, kind): amount
        for year, quarters in found.items()
        for quarter, kinds in quarters.items()
        for kind, amount in kinds.items()
    }
    assert flat == moved
    for quarters in found.values():
        pairs = list(pairwise(quarters))
        assert [one.last_day + datetime.timedelta(days=1) for one, _two in pairs] == [
            two.first_day for _one, two in pairs
        ]


def test_causes_when_counted_then_are_the_loop(lines):
    ppas = MonitoringEntry.objects.all()
    whole = sum(line.amount for line in lines)

    for one in by_cause(ppas):
        tags = [tag for ppa in ppas for tag in ppa.tags.all() if tag.tag == one.cause]
        said = [tag.amount for tag in tags if tag.amount is not None]
        assert (one.ppas, one.unknown, one.amount, one.whole) == (len(tags), len(tags) - len(said), sum(said), whole)
    assert [one.cause for one in by_cause(ppas)] == list(ComplianceTag)


def test_cause_when_nobody_says_how_much_then_has_no_share():
    (gad, *_others) = by_cause(MonitoringEntry.objects.none())

    assert (gad.amount, gad.share) == (0, None)


def test_largest_when_asked_for_then_are_the_first_of_the_loop(lines):
    sums = defaultdict(lambda: [Decimal(), None])
    for line in lines:
        if counts(line):
            sums[line.ppa][0] += line.amount
            for flow in line.flows.all():
                if flow.on <= TODAY:
                    moved = flow.amount if flow.type == FlowType.OBLIGATION else 0
                    sums[line.ppa][1] = (sums[line.ppa][1] or Decimal()) + moved
    order = sorted(sums.items(), key=lambda one: (-one[1][0], one[0].title))

    found = largest(lines, 5, as_of=TODAY)

    assert [(one.ppa, [one.budget, one.obligated]) for one in found] == [(ppa.pk, own) for ppa, own in order[:5]]


def test_figures_when_rows_grow_then_take_the_same_statements(django_assert_num_queries, lines):
    figures = {
        lambda: breakdown(lines, as_of=TODAY): 2,
        lambda: by_quarter(lines, TODAY): 1,
        lambda: by_cause(MonitoringEntry.objects.all()): 2,
        lambda: largest(lines, 3, as_of=TODAY): 1,
        lambda: stages_due(MonitoringEntryWorkflowStage.objects.all(), TODAY): 1,
        lambda: work_due(MonitoringEntry.objects.all(), TODAY, count=5): 2,
        lambda: goals(MonitoringEntry.objects.all(), 2026, TODAY): 3,
        lambda: needs_linked(Need.objects.all(), [2025, 2026], TODAY): 1,
    }

    for figure, statements in figures.items():
        with django_assert_num_queries(statements):
            figure()


# ---- What comes up ---------------------------------------------------------------------------------------------------


def in_days(days):
    return TODAY + datetime.timedelta(days=days)


def test_stages_when_due_within_the_time_then_count_ppas_that_have_not_completed_them():
    for days in (0, 5, 5, 91, -1):
        MonitoringEntryWorkflowStageFactory(stage=Stage.EXECUTION, due_on=in_days(days))
    MonitoringEntryWorkflowStageFactory(stage=Stage.EXECUTION, due_on=in_days(5), done=True)

    found = stages_due(MonitoringEntryWorkflowStage.objects.all(), TODAY)

    assert [(one.day, one.stage, one.ppas) for one in found] == [
        (TODAY, Stage.EXECUTION, 1),
        (in_days(5), Stage.EXECUTION, 2),
    ]


def test_work_when_revised_then_counts_by_its_revised_day():
    ends = MonitoringEntryFactory(in_execution=True, planned_end=in_days(-5), revised_end=in_days(9))
    begins = MonitoringEntryFactory(enacted=True, planned_start=in_days(3), planned_end=in_days(400))
    MonitoringEntryFactory(in_execution=True, planned_end=in_days(5), revised_end=in_days(200))
    MonitoringEntryFactory(completed=True, planned_end=in_days(5))
    MonitoringEntryFactory(planned_start=in_days(5))

    found = work_due(MonitoringEntry.objects.all(), TODAY, count=9)

    assert [(one.ppa, one.begins, one.day) for one in found] == [
        (begins.pk, True, in_days(3)),
        (ends.pk, False, in_days(9)),
    ]


# ---- Goals -----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("ended", "running", "median"),
    [
        ([], [], None),
        ([10], [], 10),
        ([10, 20, 30], [], 20),
        ([10], [50, 60], None),
        ([10, 20], [5], 10),
        ([10, 30], [20], 30),
        ([10, 20], [20, 20], 20),
    ],
)
def test_median_when_some_still_run_then_is_the_first_day_by_which_half_have_ended(ended, running, median):
    assert censored_median(ended, running) == median


def test_first_payment_when_taken_back_then_does_not_count():
    paid, undone, waiting = (MonitoringEntryFactory(in_execution=True, with_money=100) for _n in range(3))
    MonitoringEntryFundingFactory(line=paid.lines.get(), disbursement=True, on=datetime.date(2026, 1, 9))
    MonitoringEntryFundingFactory(line=paid.lines.get(), disbursement=True, on=datetime.date(2026, 3, 9))
    flow = MonitoringEntryFundingFactory(line=undone.lines.get(), disbursement=True, on=datetime.date(2026, 1, 9))
    MonitoringEntryFundingFactory.reversing(flow, on=datetime.date(2026, 2, 9))

    found = first_payment(MonitoringEntry.objects.all(), TODAY)

    assert (found.paid, found.waiting) == (1, 2)
    assert found.median is None
    only = first_payment(MonitoringEntry.objects.filter(pk=paid.pk), TODAY)
    assert only.median == (datetime.date(2026, 1, 9) - paid.enacted_on).days
    assert waiting.enacted_on == paid.enacted_on


def test_needs_when_linked_to_a_proposal_then_count_and_when_it_is_a_draft_then_not():
    BudgetCalendarFactory(fiscal_year=2026, due_on=datetime.date(2099, 1, 1))
    needs = [NeedFactory(prioritized=True) for _n in range(4)]
    Need.objects.filter(pk=needs[3].pk).update(priority_score=Decimal("4.00"))
    Need.objects.filter(pk__in=[need.pk for need in needs[:3]]).update(priority_score=Decimal("4.01"))
    NeedAddressedFactory(need=needs[0], ppa=MonitoringEntryFactory(proposed=True))
    NeedAddressedFactory(need=needs[1], ppa=MonitoringEntryFactory())

    too_soon = needs_linked(Need.objects.all(), [2026], TODAY)
    found = needs_linked(Need.objects.all(), [2026, 2030], datetime.date(2099, 1, 1))

    assert too_soon == {}
    assert {year: (share.numerator, share.denominator) for year, share in found.items()} == {2026: (1, 3)}
