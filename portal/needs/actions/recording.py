"""Entering needs that an assessment found. Staff have seen them on the spot, so they are validated at once."""

import uuid
from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass, field
from decimal import Decimal
from typing import Any, NamedTuple

from django.core.exceptions import ValidationError
from django.db import IntegrityError, models, transaction
from django.utils.translation import gettext as _

from portal.accounts.models import User
from portal.core.actions import ActionRefused
from portal.core.models import NeedCategory
from portal.core.references import new_reference
from portal.core.text import fold
from portal.needs.enums import AssessmentStatus, EventKind, NeedStatus, SubmissionType
from portal.needs.history import happened_to_all
from portal.needs.models import Assessment, Need
from portal.needs.models.places import PLACES
from portal.needs.permissions import can_record, can_review_any, speaks_for

from .rating import rate

TRIES = 5
SAID = (
    "title",
    "description",
    "category",
    "affected_population",
    "estimated_cost",
    "geographic_scope",
    "evidence_sources",
)
"""What a row says of a need, beside its place and its rating."""


@dataclass(frozen=True)
class Rating:
    """What staff think of a need, as ``rating.rate`` takes it."""

    urgency_level: str = ""
    impact_severity: int | None = None
    feasibility: str = ""
    gida: bool | None = None
    conflict_affected: bool | None = None
    high_poverty: bool | None = None
    unserved_3y: bool | None = None

    @property
    def is_empty(self) -> bool:
        return self == Rating()


@dataclass(frozen=True)
class FoundNeed:
    """A need as it was written down on the spot. ``place`` is a community, barangay, …, or none for the whole area."""

    title: str
    description: str
    category: NeedCategory
    place: models.Model | None = None
    affected_population: int | None = None
    estimated_cost: Decimal | None = None
    geographic_scope: str = ""
    evidence_sources: str = ""
    rating: Rating = field(default_factory=Rating)
    client_key: uuid.UUID | None = None
    """Made where the form was filled in, so that a form sent twice enters its needs once."""


class Complaint(NamedTuple):
    """What is wrong with one of several needs: which (from 0), the field (empty: the whole), and a sentence."""

    number: int
    field: str
    message: str


class NeedsRefused(Exception):
    """Some of the needs cannot be entered, so none is."""

    def __init__(self, complaints: Sequence[Complaint]) -> None:
        super().__init__(len(complaints))
        self.complaints = list(complaints)


def record_need(assessment: Assessment, *, by: User, rating: Rating | None = None, **values: Any) -> Need:
    """Enter one need that this assessment found, rated or not."""
    try:
        (need,) = record_needs(assessment, [FoundNeed(**values, rating=rating or Rating())], by=by)
    except NeedsRefused as refusal:
        raise ActionRefused(refusal.complaints[0].message) from refusal
    return need


@transaction.atomic
def record_needs(assessment: Assessment, rows: Sequence[FoundNeed], *, by: User) -> list[Need]:
    """Enter these needs in the order given: all of them, or none and ``NeedsRefused`` says why.

    Needs whose keys are known already were entered by the same form, sent twice: they are given back as they stand.
    """
    assessment = Assessment.objects.select_for_update().get(pk=assessment.pk)
    if not can_record(by):
        raise ActionRefused(_("You may not enter needs."))
    if assessment.status == AssessmentStatus.CANCELLED:
        raise ActionRefused(_("This assessment was cancelled. Needs can no longer be entered."))
    entered = _entered_before(rows)
    if rows and all(_is_entered(assessment, row, entered) for row in rows):
        return [entered[row.client_key] for row in rows if row.client_key]
    if found := list(complaints(assessment, rows, by=by)):
        raise NeedsRefused(found)
    needs = _write([_made(assessment, row, by=by) for row in rows])
    happened_to_all(needs, EventKind.RECORDED, by=by)
    return [_rated(need, row.rating, by=by) for need, row in zip(needs, rows, strict=True)]


def known_needs(assessment: Assessment) -> dict[tuple[str, Any], Need]:
    """The needs of this assessment by what tells them apart: title and place."""
    needs = assessment.needs.with_place().select_related("category")
    return {_identity(need.title, need.place): need for need in needs}


def identity(assessment: Assessment, row: FoundNeed) -> tuple[str, Any]:
    return _identity(row.title, row.place or assessment.place)


def _identity(title: str, place: models.Model) -> tuple[str, Any]:
    return fold(title), (type(place), place.pk)


def _entered_before(rows: Sequence[FoundNeed]) -> dict[uuid.UUID | None, Need]:
    keys = [row.client_key for row in rows if row.client_key]
    found = Need.objects.filter(client_key__in=keys).with_place() if keys else Need.objects.none()
    return {need.client_key: need for need in found.select_related("category")}


def _is_entered(assessment: Assessment, row: FoundNeed, entered: dict[uuid.UUID | None, Need]) -> bool:
    """Whether this row made a need that still says the same: else somebody went back and changed the row."""
    need = entered.get(row.client_key)
    if need is None or need.place != (row.place or assessment.place):
        return False
    return all(getattr(need, name) == getattr(row, name) for name in SAID)


def complaints(assessment: Assessment, rows: Sequence[FoundNeed], *, by: User) -> Iterator[Complaint]:
    """Everything that keeps these needs from being entered together."""
    entered = _entered_before(rows)
    may_rate, known, seen = can_review_any(by), known_needs(assessment), set[tuple[str, Any]]()
    for number, row in enumerate(rows):
        yield from (Complaint(number, name, message) for name, message in _invalid(_made(assessment, row, by=by)))
        who = identity(assessment, row)
        if row.client_key in entered:
            yield Complaint(number, "", _("This row was entered already: empty it. Change its need on its page."))
        elif who in known:
            yield Complaint(number, "title", _("This assessment already has a need of this title for this place."))
        elif who in seen:
            yield Complaint(number, "title", _("Another row has the same title and place."))
        seen.add(who)
        if row.place and not lies_in(row.place, assessment):
            yield Complaint(
                number, "place", _("%(place)s is outside %(area)s.") % {"place": row.place, "area": assessment.place}
            )
        if speaks_for(by, row.place or assessment.place):
            yield Complaint(number, "", _("You speak for this community: somebody else enters and rates its needs."))
        elif not row.rating.is_empty and not may_rate:
            yield Complaint(number, "", _("You may enter needs, but not rate them: leave the rating empty."))


def lies_in(place: Any, assessment: Assessment) -> bool:
    """Whether this place is the one of the assessment, or part of it."""
    around = getattr(Need(**{_field_of(place): place}), f"in_{_field_of(assessment.place)}", None)
    return assessment.place in (place, around)


def _field_of(place: models.Model) -> str:
    """The field of a need that names a place of this kind."""
    return next(name for name in PLACES if Need._meta.get_field(name).related_model is type(place))


def _made(assessment: Assessment, row: FoundNeed, *, by: User) -> Need:
    place = row.place or assessment.place
    return Need(
        reference=new_reference(),
        client_key=row.client_key,
        submission_type=SubmissionType.ASSESSMENT_DRIVEN,
        status=NeedStatus.VALIDATED,
        assessment=assessment,
        identified_by=by,
        title=row.title,
        description=row.description,
        category=row.category,
        affected_population=row.affected_population,
        estimated_cost=row.estimated_cost,
        geographic_scope=row.geographic_scope,
        evidence_sources=row.evidence_sources,
        **{_field_of(place): place},
    )


def _invalid(need: Need) -> Iterator[tuple[str, str]]:
    try:
        need.clean_fields(exclude=["category", "assessment", "identified_by", "reference", *PLACES])
    except ValidationError as error:
        for name, messages in error.message_dict.items():
            yield from ((name, message) for message in messages)


def _write(needs: list[Need]) -> list[Need]:
    """In one statement, each under a number that no other need has; the first is the oldest."""
    for _try in range(TRIES):
        try:
            with transaction.atomic():
                return Need.objects.bulk_create(needs)
        except IntegrityError:
            taken = Need.objects.filter(reference__in=[need.reference for need in needs])
            if not taken.exists():
                raise
            for need in needs:
                need.reference = new_reference()
    raise RuntimeError("No free reference was found.")


def _rated(need: Need, rating: Rating, *, by: User) -> Need:
    return need if rating.is_empty else rate(need, **asdict(rating), by=by)
