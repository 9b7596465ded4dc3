"""A draft PPA: made, written and given its team. What was approved changes by ``changing`` alone."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from decimal import Decimal
from typing import Any
from uuid import UUID, uuid4

from django.db import models, transaction
from django.utils.text import capfirst
from django.utils.translation import gettext as _

from portal.accounts.models import User
from portal.activity import facts
from portal.core.actions import ActionRefused
from portal.core.constraints import constraints_refuse
from portal.core.shown import check_shown, mark_of
from portal.monitoring.enums import PPAStatus, TeamRole
from portal.monitoring.models import BeneficiaryGroup, MonitoringEntry, PPAMember, PPAPlace, PPATag
from portal.monitoring.permissions import can_add_for
from portal.needs.models.places import PLACES
from portal.organizations.models import Organization

from .rows import check_granted, check_status, happened, lock, ppa_to

FACT_FIELDS = (
    "title",
    "submitted_by_community",
    "related_assessment",
    "category",
    "sector",
    "intervention_type",
    "priority",
    "cost_structure",
    "program",
    "program_code",
    "plan_reference",
    "moral_governance_pillar",
    "plan_year",
    "planned_start",
    "planned_end",
    "beneficiary_unit",
    "target_beneficiaries",
    "target_obc",
    "obc_budget_share",
    "source",
)
"""What the audit record keeps with before and after."""

TEXT_FIELDS = ("description",)
"""What people write at length: the audit record only says that it changed."""

WRITTEN_BY = ("monitoring.change", "monitoring.change_texts")
"""Under which the audit record keeps that a draft was written."""

MANY_FIELDS = ("partner_organizations", "goals")
ROWS = ("places", "tags", "groups")
"""Rows of their own under a PPA, given whole: what is not named any more goes.

``places`` are rows of geography or communities, ``tags`` triples of a tag, its pesos or None, and why; ``groups``
triples of a group with its target and the number reached, each a number or None.
"""


@transaction.atomic
def add(
    *,
    office: Organization,
    parent: MonitoringEntry | None = None,
    values: Mapping[str, Any],
    key: UUID | None = None,
    by: User,
) -> MonitoringEntry:
    """Make a draft; as a part of another PPA of the office if there is a parent.

    Raises ValidationError where a value does not fit. ``values`` are by the names of ``FACT_FIELDS``, ``TEXT_FIELDS``,
    ``MANY_FIELDS`` and ``ROWS``. Sent again with the same ``key``, it is the same draft.
    """
    if not can_add_for(by, office):
        raise ActionRefused(_("You may not make PPAs of this office."))
    if key:
        Organization.objects.select_for_update(no_key=True).only("pk").get(pk=office.pk)  # one press after the other
        if made := MonitoringEntry.objects.filter(pk=key, created_by=by).first():
            return made
    ppa = MonitoringEntry(pk=key or uuid4(), lead_organization=office, created_by=by)
    if parent is not None:
        ppa.parent = _becomes_whole(parent, office=office)
    _write_fields(ppa, values)
    _write_rows(ppa, values)
    data: dict[str, Any] = {"parent": parent.pk} if parent else {}
    happened(ppa, "add", by=by, after=_given_facts(ppa), **data)
    return ppa


def draft_mark(ppa: MonitoringEntry) -> str:
    """Of all that the form of a draft shows."""
    return mark_of([_all_facts(ppa), _texts(ppa)])


@transaction.atomic
def change(
    ppa: MonitoringEntry,
    *,
    values: Mapping[str, Any],
    shown: str | None = None,
    run: UUID | None = None,
    by: User,
) -> MonitoringEntry:
    """Write these values into a draft and record what differs; values that are already so change nothing.

    ``shown`` is the mark of what was written over; ``run`` the import that does it, or takes it back.
    """
    ppa = ppa_to("change", ppa, by=by)
    check_status(
        ppa,
        PPAStatus.editable(),
        _("What was proposed stands. Take it back first; after approval, ask for a change and give the reason."),
    )
    before, texts = _all_facts(ppa), _texts(ppa)
    _write_fields(ppa, values)
    _write_rows(ppa, values)
    after, texts_after = _all_facts(ppa), _texts(ppa)
    written = sorted(name for name in {*texts, *texts_after} if texts.get(name, "") != texts_after.get(name, ""))
    if before == after and not written:
        return ppa
    check_shown(shown, mark_of([before, texts]), of=ppa, actions=WRITTEN_BY, by=by)
    changed = {name for name in before if before[name] != after[name]}
    more: dict[str, Any] = {"texts": ", ".join(written)} if written else {}
    if run:
        more["import"] = run
    happened(
        ppa,
        "change_texts" if written else "change",
        by=by,
        before={name: before[name] for name in changed},
        after={name: after[name] for name in changed},
        **more,
    )
    return ppa


@transaction.atomic
def set_team(ppa: MonitoringEntry, *, members: Sequence[tuple[User, TeamRole]], by: User) -> MonitoringEntry:
    """Who is responsible for it: the whole team, with at most one leader. It may change until the PPA ends."""
    ppa = ppa_to("change", ppa, by=by)
    if not ppa.is_open:
        raise ActionRefused(_("It has ended: its team stays on record."))
    people = [person.pk for person, _role in members]
    if len(people) != len(set(people)):
        raise ActionRefused(_("Name each person once."))
    if sum(role == TeamRole.LEAD for _person, role in members) > 1:
        raise ActionRefused(_("One person leads the team."))
    before = _team(ppa)
    wanted = [(person.pk, role.value) for person, role in members]
    if sorted(before) == sorted(wanted):
        return ppa
    with constraints_refuse(PPAMember):
        ppa.team.all().delete()
        PPAMember.objects.bulk_create(PPAMember(ppa=ppa, user_id=key, role=role) for key, role in wanted)
    happened(ppa, "set_team", by=by, members=[key for key, _role in wanted])
    return ppa


@transaction.atomic
def report_reached(
    ppa: MonitoringEntry, *, beneficiaries: int | None, obc: int | None, groups: Mapping[str, int | None], by: User
) -> MonitoringEntry:
    """How many it reached so far, in all, of OBC, and by group; None: nobody knows."""
    ppa = ppa_to("report", ppa, by=by)
    nobody_yet = _("Nobody can be reached before an act grants it.")
    check_status(ppa, [*PPAStatus.funding(), PPAStatus.ON_HOLD], nobody_yet)
    check_granted(ppa, nobody_yet)
    names = ["actual_beneficiaries", "actual_obc"]
    before = {**facts(ppa, names), "groups": _groups(ppa)}
    ppa.actual_beneficiaries, ppa.actual_obc = beneficiaries, obc
    ppa.full_clean()
    with constraints_refuse(MonitoringEntry):
        ppa.save(update_fields=names)
    for group, actual in groups.items():
        row = ppa.beneficiary_groups.filter(group=group).first()
        if row or actual is not None:
            BeneficiaryGroup.objects.update_or_create(ppa=ppa, group=group, defaults={"actual": actual})
    after = {**facts(ppa, names), "groups": _groups(ppa)}
    if before != after:
        happened(ppa, "report_reached", by=by, before=before, after=after)
    return ppa


# ---- What they share -------------------------------------------------------------------------------------------------


def _becomes_whole(parent: MonitoringEntry, *, office: Organization) -> MonitoringEntry:
    """The locked PPA that will have parts: its money stands on them, so it may hold none itself."""
    parent = lock(parent)
    if parent.lead_organization_id != office.pk:
        raise ActionRefused(_("A part belongs to the same office as the whole."))
    if parent.parent_id:
        raise ActionRefused(_("This is a part itself. Parts have no parts of their own."))
    if not parent.is_open:
        raise ActionRefused(_("The whole has ended: it gets no more parts."))
    if parent.lines.exists():
        raise ActionRefused(_("Its money stands on itself. A PPA with parts has money on its parts alone."))
    return parent


def _write_fields(ppa: MonitoringEntry, values: Mapping[str, Any]) -> None:
    known = (*FACT_FIELDS, *TEXT_FIELDS)
    if unknown := values.keys() - {*known, *MANY_FIELDS, *ROWS}:
        raise ValueError(f"No value of a draft: {', '.join(sorted(unknown))}")
    for name in known:
        if name in values:
            setattr(ppa, name, values[name])
    ppa.full_clean(exclude=["sort_title"])
    with constraints_refuse(MonitoringEntry):
        ppa.save(force_insert=ppa._state.adding)
    for name in MANY_FIELDS:
        if name in values:
            getattr(ppa, name).set(values[name])


def _write_rows(ppa: MonitoringEntry, values: Mapping[str, Any]) -> None:
    """Each kind of rows that is given, whole."""
    writers: dict[str, Callable[[MonitoringEntry, Iterable[Any]], None]] = {
        "places": _write_places,
        "tags": _write_tags,
        "groups": _write_groups,
    }
    for name, write in writers.items():
        if name in values:
            write(ppa, values[name])


def _write_places(ppa: MonitoringEntry, places: Iterable[models.Model]) -> None:
    wanted = {(_level(place), place.pk) for place in places}
    kept = set()
    for row in ppa.places.all():
        here = (_level(row.place), row.place.pk)
        if here in wanted:
            kept.add(here)
        else:
            row.delete()
    for level, key in sorted(wanted - kept):
        with constraints_refuse(PPAPlace):
            PPAPlace.objects.create(ppa=ppa, **{f"{level}_id": key})


def _write_tags(ppa: MonitoringEntry, tags: Iterable[tuple[str, Any, str]]) -> None:
    rows = list(tags)
    ppa.tags.exclude(tag__in=[tag for tag, _amount, _note in rows]).delete()
    for tag, amount, note in rows:
        with constraints_refuse(PPATag):
            PPATag.objects.update_or_create(ppa=ppa, tag=tag, defaults={"amount": amount, "note": note})


def _write_groups(ppa: MonitoringEntry, groups: Iterable[tuple[str, int | None, int | None]]) -> None:
    rows = list(groups)
    ppa.beneficiary_groups.exclude(group__in=[group for group, _target, _actual in rows]).delete()
    for group, target, actual in rows:
        values = {"target": target, "actual": actual}
        BeneficiaryGroup.objects.update_or_create(ppa=ppa, group=group, defaults=values)


def _level(place: models.Model) -> str:
    """The name under which a place stands: ``community`` or one of the four levels of geography."""
    fields = {PPAPlace._meta.get_field(name).related_model: name for name in PLACES}
    return fields[type(place)]


def _all_facts(ppa: MonitoringEntry) -> dict[str, Any]:
    """What the record compares: fields, partners and goals, and the rows as plain values."""
    return {
        **facts(ppa, [*FACT_FIELDS, *MANY_FIELDS]),
        "places": sorted(f"{row.place} ({_level(row.place)} {row.place.pk})" for row in ppa.places.all()),
        "tags": [f"{row.get_tag_display()}: {_number(row.amount)}" for row in ppa.tags.all()],
        "groups": _groups(ppa),
    }


def _texts(ppa: MonitoringEntry) -> dict[str, str]:
    """What people wrote at length, by what it is called; why a tag stands there is a text too."""
    notes = {f"{row.get_tag_display()}: {_label_of(row, 'note')}": row.note for row in ppa.tags.all() if row.note}
    return {**{_label_of(ppa, name): getattr(ppa, name) for name in TEXT_FIELDS}, **notes}


def _given_facts(ppa: MonitoringEntry) -> dict[str, Any]:
    """Of a new PPA, what it was given."""
    return {name: value for name, value in _all_facts(ppa).items() if value not in (None, "", [], {})}


def _groups(ppa: MonitoringEntry) -> list[str]:
    """Each group with its target and the number reached; unknown is a dash."""
    return [
        f"{row.get_group_display()}: {_number(row.target)} / {_number(row.actual)}"
        for row in ppa.beneficiary_groups.all()
    ]


def _number(number: int | Decimal | None) -> str:
    return "–" if number is None else str(number)


def _team(ppa: MonitoringEntry) -> list[tuple[int, str]]:
    return list(ppa.team.values_list("user_id", "role"))


def _label_of(row: models.Model, name: str) -> str:
    field: Any = row._meta.get_field(name)
    return capfirst(str(field.verbose_name))
