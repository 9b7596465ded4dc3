"""What a PPA should say: the figure and what is missing, against a look at each row in plain Python."""

import datetime

import pytest

from portal.monitoring import completeness
from portal.monitoring.completeness import PARTS, complete, completeness_of, lacking, with_parts
from portal.monitoring.enums import InterventionType
from portal.monitoring.models import MonitoringEntry
from tests.core.factories import DevelopmentGoalFactory
from tests.monitoring.factories import (
    MonitoringEntryFactory,
    NeedAddressedFactory,
    OutcomeFactory,
    OutcomePeriodFactory,
    PPAMemberFactory,
    PPAPlaceFactory,
)

pytestmark = pytest.mark.django_db


def all_there(desk):
    ppa = desk.ppa(
        description="Wells for three sitios.",
        intervention_type=InterventionType.INFRASTRUCTURE,
        planned_start=datetime.date(2026, 1, 1),
        planned_end=datetime.date(2026, 6, 1),
        target_beneficiaries=100,
        target_obc=0,
    )
    PPAPlaceFactory(ppa=ppa)
    PPAMemberFactory(ppa=ppa, leader=True)
    OutcomePeriodFactory(outcome=OutcomeFactory(ppa=ppa), target=0)
    ppa.goals.add(DevelopmentGoalFactory())
    return ppa


def of(ppa):
    return completeness_of(with_parts(MonitoringEntry.objects.all()).get(pk=ppa.pk))


def by_hand(ppa):
    """The names of the parts that are there, found row by row."""
    justification = getattr(ppa, "justification", None)
    own_or_parts = [ppa, *ppa.children.all()]
    found = {
        "description": ppa.description != "",
        "sector": ppa.sector is not None,
        "intervention_type": ppa.intervention_type != "",
        "places": len(ppa.places.all()) > 0,
        "leader": any(member.role == "lead" for member in ppa.team.all()),
        "planned_start": ppa.planned_start is not None,
        "planned_end": ppa.planned_end is not None,
        "beneficiaries": ppa.target_beneficiaries is not None,
        "obc": ppa.target_obc is not None,
        "money": any(len(each.lines.all()) for each in own_or_parts),
        "justification": justification is not None,
        "needs": len(ppa.needs_addressed.all()) > 0 or bool(justification and justification.without_needs_reason),
        "results": any(period.target is not None for outcome in ppa.outcomes.all() for period in outcome.periods.all()),
        "goals": len(ppa.goals.all()) > 0,
    }
    return {name for name, is_there in found.items() if is_there}


def test_completeness_when_everything_is_said_then_is_whole_and_zero_counts_as_said(desk):
    found = of(all_there(desk))

    assert (found.known, found.missing, found.rate, found.is_complete) == (len(PARTS), [], 100, True)


def test_completeness_when_compared_with_a_look_at_each_row_then_is_the_same(desk):
    whole = desk.ppa(amount=None)
    rows = [all_there(desk), MonitoringEntryFactory(), desk.ppa(), whole, desk.ppa(parent=whole)]
    NeedAddressedFactory(ppa=rows[1])

    for ppa in rows:
        there = {name for name in PARTS if PARTS[name][0] not in of(ppa).missing}
        assert there == by_hand(ppa)
        assert of(ppa).known == len(there)


def test_lists_when_asked_for_what_is_missing_then_hold_exactly_these(desk):
    whole, bare = all_there(desk), MonitoringEntryFactory()
    rows = MonitoringEntry.objects.all()

    assert list(complete(rows)) == [whole]
    assert {name: list(lacking(rows, name)) for name in PARTS} == {name: [bare] for name in PARTS}


def test_completeness_when_it_is_counted_then_no_label_stands_twice():
    labels = [str(label) for label, _said in completeness.PARTS.values()]

    assert len(labels) == len(set(labels))
