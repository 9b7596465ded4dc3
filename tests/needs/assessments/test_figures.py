"""The figures of one assessment, beside a plain loop over the same needs."""

from decimal import Decimal

import pytest

from portal.needs.enums import NeedStatus
from portal.needs.figures.of_assessment import found
from portal.needs.models import Need
from tests.needs.factories import NeedFactory

pytestmark = pytest.mark.django_db


def test_figures_when_compared_with_a_plain_loop_then_are_the_same(assessment, health, water):
    impacts = [1, 2, 3, 4, 5, 5]
    for impact in impacts:
        NeedFactory(
            found=True, rated=True, assessment=assessment, category=water, impact_severity=impact,
            affected_population=impact * 100, status=NeedStatus.PRIORITIZED if impact > 3 else NeedStatus.VALIDATED,
        )  # fmt: skip
    NeedFactory(found=True, assessment=assessment, category=health, affected_population=None)
    other = NeedFactory(found=True, assessment=assessment, category=health, rejected=True)
    NeedFactory(found=True, assessment=assessment, status=NeedStatus.DUPLICATE, duplicate_of=other)
    NeedFactory(found=True, assessment=assessment, status=NeedStatus.WITHDRAWN)
    NeedFactory(found=True)

    figures = found(Need.objects.filter(assessment=assessment))

    rows = [
        need
        for need in Need.objects.filter(assessment=assessment).select_related("category")
        if need.status not in ("duplicate", "withdrawn")
    ]
    scores = [need.priority_score for need in rows if need.priority_score is not None]
    of_water = [need.priority_score for need in rows if need.category == water]
    decided = [need for need in rows if need.status not in ("identified", "validated")]
    assert figures.count == len(rows) == 8
    assert (figures.rated, figures.decided) == (len(scores), len(decided))
    assert figures.share_decided == Decimal(len(decided)) / len(rows)
    assert figures.people == sum(need.affected_population or 0 for need in rows)
    assert figures.by_band == {
        "high": sum(score > 4 for score in scores),
        "middle": sum(3 < score <= 4 for score in scores),
        "low": sum(score <= 3 for score in scores),
        "unrated": len(rows) - len(scores),
    }
    first = figures.by_category[0]
    assert (first.category, first.count, first.rated) == ("Infrastructure", 6, 6)
    assert first.mean == round(sum(of_water) / len(of_water), 2)


def test_figures_when_there_is_no_need_then_nothing_is_known(assessment):
    figures = found(Need.objects.filter(assessment=assessment))

    assert (figures.count, figures.people, figures.share_decided) == (0, None, None)
