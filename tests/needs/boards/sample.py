"""Needs of every kind in places of every kind, some of them unknown in some respect; the same ones each time."""

import datetime
from random import Random

from django.utils import timezone

from portal.needs.enums import Equity, Feasibility, NeedStatus, Urgency
from portal.needs.models import Need
from portal.needs.scoring import VERSION, score
from tests.accounts.factories import UserFactory
from tests.communities.factories import CommunityFactory
from tests.core.factories import NeedCategoryFactory
from tests.geography.factories import BarangayFactory, MunicipalityFactory, ProvinceFactory, RegionFactory
from tests.needs.factories import AssessmentFactory, NeedFactory

LEFT_OUT = (NeedStatus.DUPLICATE, NeedStatus.WITHDRAWN)


def places():
    """Two regions; in the first two provinces with all below, the second has only itself."""
    first, second = RegionFactory(code="XII"), RegionFactory(code="IX")
    found = [{"region": first}, {"region": second}]
    for _number in range(2):
        province = ProvinceFactory(region=first)
        municipality = MunicipalityFactory(province=province)
        barangay = BarangayFactory(municipality=municipality)
        community = CommunityFactory(barangay=barangay)
        found += [
            {"province": province},
            {"municipality": municipality},
            {"barangay": barangay},
            {"community": community},
        ]
    return found


def make_sample(count=120, seed=5):
    chance = Random(seed)  # noqa: S311 - to be repeatable, not secret
    somewhere, staff, assessment = places(), UserFactory(), AssessmentFactory()
    communities = [place for place in somewhere if "community" in place]
    categories = [NeedCategoryFactory() for _number in range(3)]
    before = None
    for _number in range(count):
        status = chance.choice([*NeedStatus, NeedStatus.IDENTIFIED, NeedStatus.VALIDATED])
        if status == NeedStatus.DUPLICATE and before is None:
            status = NeedStatus.IDENTIFIED
        is_sent = chance.random() < 0.6
        need = NeedFactory(
            status=status,
            category=chance.choice(categories),
            **_pathway(chance, is_sent, communities, somewhere, assessment, staff),
            **_state(chance, status, before, is_sent),
            **_rating(chance, status, staff),
        )
        created = timezone.now() - datetime.timedelta(days=chance.randint(0, 800))
        Need.objects.filter(pk=need.pk).update(created_at=created)
        before = before or need
    return list(Need.objects.with_place().select_related("category__sector"))


def _pathway(chance, is_sent, communities, somewhere, assessment, staff):
    if not is_sent:
        return {
            "found": True,
            "assessment": assessment,
            "identified_by": staff,
            "community": None,
            **chance.choice(somewhere),
        }
    day = timezone.localdate() - datetime.timedelta(days=chance.choice([0, 10, 29, 30, 31, 45, 60, 200, 400, 500]))
    stood = chance.choice([0, 0, 0, 5, 15])
    return {
        **chance.choice(communities),
        "submitted_by_user": staff,
        "submission_date": day,
        "due_on": day + datetime.timedelta(days=30 + stood),
        "paused_days": stood,
        "is_held": chance.random() < 0.1,
    }


def _state(chance, status, before, is_sent):
    today = timezone.localdate()
    fields = {}
    if status == NeedStatus.DEFERRED:
        fields = {"status_before": NeedStatus.VALIDATED, "review_again_on": today}
    if status == NeedStatus.DUPLICATE:
        fields = {"duplicate_of": before}
    if is_sent and status == NeedStatus.IDENTIFIED and chance.random() < 0.3:
        fields["paused_on"] = today
    if status != NeedStatus.IDENTIFIED and (status != NeedStatus.WITHDRAWN or chance.random() < 0.5):
        fields["reviewed_at"] = timezone.now() - datetime.timedelta(days=chance.randint(0, 60))
    return fields


def _rating(chance, status, staff):
    flags = {flag: chance.choice([None, True, False]) for flag in Equity.values}
    people = chance.choice([None, 40, 40, 4000])
    is_rated = status == NeedStatus.PRIORITIZED or chance.random() < 0.6
    if not is_rated:
        return {"affected_population": people}
    rating = {
        "urgency_level": chance.choice(Urgency.values),
        "impact_severity": chance.randint(1, 5),
        "feasibility": chance.choice(["", *Feasibility.values]),
        "affected_population": people,
        **(flags if chance.random() < 0.8 else {}),
    }
    if status != NeedStatus.PRIORITIZED and chance.random() < 0.2:
        rating["urgency_level"] = ""
    made = score(Need(**rating).inputs)
    return {
        **rating,
        "rated_at": timezone.now(),
        "rated_by": staff,
        "weights_version": VERSION if made else None,
        "priority_score": made and made.value,
    }


def counts(need):
    return not need.is_held and need.status not in LEFT_OUT


def tallied(needs):
    """Total, open, above 4.0 and without a score, counted one by one."""
    still_open = [need for need in needs if need.is_open]
    gap = [need for need in still_open if need.priority_score is not None and need.priority_score > 4]
    return (len(needs), len(still_open), len(gap), sum(need.priority_score is None for need in still_open))
