"""What is counted and seen in a community, each with its source and its day."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.formats import number_format
from django.utils.translation import gettext as _

from portal.accounts.models import User
from portal.activity import record
from portal.communities.enums import AccessState, BasicService, Measure, StatementSource
from portal.communities.models import CommunityFigure, OBCCommunity, ServiceAccess
from portal.communities.permissions import can_keep
from portal.core.actions import ActionRefused
from portal.core.models import ContentVersion


@transaction.atomic
def record_figures(
    community: OBCCommunity,
    *,
    figures: Mapping[Measure, int],
    source: StatementSource,
    as_of: date,
    by: User,
    source_detail: str = "",
) -> OBCCommunity:
    """Write down what was counted on a day. Said again for the same day it corrects; other days are kept."""
    locked = _held(community, as_of=as_of, by=by)
    kept = dict(locked.figures.filter(as_of=as_of).values_list("measure", "value"))
    _refuse_parts_above_the_whole({**kept, **{measure.value: value for measure, value in figures.items()}})
    said = {measure.value: value for measure, value in figures.items()}
    _write(CommunityFigure, locked, said, source=source, source_detail=source_detail, as_of=as_of, by=by)
    return locked


@transaction.atomic
def record_access(
    community: OBCCommunity,
    *,
    access: Mapping[BasicService, AccessState],
    source: StatementSource,
    as_of: date,
    by: User,
    source_detail: str = "",
) -> OBCCommunity:
    """Write down how well basic services were reached on a day. Said again for the same day it corrects."""
    locked = _held(community, as_of=as_of, by=by)
    said = {service.value: state.value for service, state in access.items()}
    _write(ServiceAccess, locked, said, source=source, source_detail=source_detail, as_of=as_of, by=by)
    return locked


@transaction.atomic
def remove_statement(statement: CommunityFigure | ServiceAccess, *, by: User) -> None:
    """Take away what was entered by mistake; the record keeps that it was there."""
    locked = _held(statement.community, as_of=statement.as_of, by=by)
    row = type(statement).objects.filter(pk=statement.pk).first()
    if row is None:
        raise ActionRefused(_("This is already removed."))
    about = {"subject": getattr(row, row.SUBJECT), "as_of": row.as_of}
    record(locked, "communities.remove_statement", by=by, data=about)
    row.delete()
    ContentVersion.bump()


def _held(community: OBCCommunity, *, as_of: date, by: User) -> OBCCommunity:
    locked = OBCCommunity.objects.select_for_update().get(pk=community.pk)
    if not can_keep(by):
        raise ActionRefused(_("You may not record figures."))
    if as_of > timezone.localdate():
        raise ValidationError({"as_of": _("This day is still to come.")})
    return locked


def _refuse_parts_above_the_whole(values: Mapping[str, int]) -> None:
    """Of one day there cannot be more women than people."""
    population = values.get(Measure.POPULATION)
    if population is None:
        return
    errors = {}
    for measure in Measure:
        value = values.get(measure)
        if measure.is_part_of_population and value is not None and value > population:
            sentence = _("%(measure)s: %(value)s is more than the population of that day, %(population)s.")
            words = {
                "measure": measure.label,
                "value": number_format(value, force_grouping=True),
                "population": number_format(population, force_grouping=True),
            }
            errors[measure.value] = sentence % words
    if errors:
        raise ValidationError(errors)


def _write(
    model: type[CommunityFigure] | type[ServiceAccess],
    community: OBCCommunity,
    said: Mapping[str, Any],
    *,
    by: User,
    as_of: date,
    **source: Any,
) -> None:
    """Add and correct in four queries, however much was said."""
    rows = {getattr(row, model.SUBJECT): row for row in model.objects.filter(community=community, as_of=as_of)}
    new: list[Any] = []
    changed: list[Any] = []
    before, after = {}, {}
    for name, value in said.items():
        row = rows.get(name) or model(community=community, as_of=as_of, **{model.SUBJECT: name})
        wanted = {model.VALUE: value, **source}
        if row.pk and all(getattr(row, field) == wish for field, wish in wanted.items()):
            continue
        before[name], after[name] = getattr(row, model.VALUE) if row.pk else None, value
        for field, wish in {**wanted, "recorded_by": by, "recorded_at": timezone.now()}.items():
            setattr(row, field, wish)
        row.clean_fields(exclude=["community", "recorded_by"])
        (changed if row.pk else new).append(row)
    if not new and not changed:
        return
    model.objects.bulk_create(new)
    model.objects.bulk_update(changed, [model.VALUE, "source", "source_detail", "recorded_by", "recorded_at"])
    record(community, "communities.record", by=by, before=before, after=after, data={"as_of": as_of})
    ContentVersion.bump()
