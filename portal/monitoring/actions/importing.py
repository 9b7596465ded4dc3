"""What a sheet asks for, in a few statements: the same rights, rules, ceilings, record and ledger as one by one.

``importing.ppas`` and its like read the sheet, and hold offices and PPAs before they look at what is there. What
they then ask for is checked here again, as by any action.
"""

from collections.abc import Callable, Collection, Iterable, Sequence
from typing import Any

from django.db import models, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from portal.accounts.models import User
from portal.activity import facts, record_each
from portal.core.actions import ActionRefused
from portal.core.constraints import constraints_refuse
from portal.monitoring.ceilings.gate import Envelope, under_ceilings
from portal.monitoring.enums import PPAStatus
from portal.monitoring.importing.plans import DraftPlan, FlowPlan, LinePlan
from portal.monitoring.ledger import because
from portal.monitoring.models import (
    ImportRun,
    MoneyLine,
    MonitoringEntry,
    MonitoringEntryFunding,
    PPAPlace,
    PPATag,
)
from portal.monitoring.permissions import reach
from portal.organizations.models import Organization

from .alerting import money_moved
from .editing import FACT_FIELDS, change
from .rows import lock_all

BATCH = 1000
Told = Callable[[int], None]
"""Called with how many more rows are written."""


def hold_offices(offices: Collection[int]) -> None:
    """Lock these offices, by key, before anything of them is read: the same file twice comes one after the other."""
    list(Organization.objects.select_for_update(no_key=True).only("pk").filter(pk__in=offices).order_by("pk"))


def hold(ppas: Collection[Any]) -> dict[Any, MonitoringEntry]:
    """Lock these PPAs, by key."""
    return {ppa.pk: ppa for ppa in lock_all([MonitoringEntry(pk=key) for key in ppas])}


@transaction.atomic
def make_drafts(plans: Sequence[DraftPlan], *, run: ImportRun, by: User, told: Told) -> None:
    """Make these drafts with their places, causes, partners and goals; ``editing.add`` makes one."""
    _check_reach(by, "add", [plan.ppa for plan in plans], _("You may not make PPAs of this office."))
    ppas = [plan.ppa for plan in plans]
    with constraints_refuse(MonitoringEntry):
        for start in range(0, len(ppas), BATCH):
            MonitoringEntry.objects.bulk_create(ppas[start : start + BATCH])
            told(len(ppas[start : start + BATCH]))
    _write_rows(plans)
    record_each(
        (
            (plan.ppa, {"after": _given(plan), "import": run.pk, "row": plan.number})
            for plan in plans
        ),
        "monitoring.import_ppa",
        by=by,
    )  # fmt: skip


def change_draft(plan: DraftPlan, *, run: ImportRun, by: User) -> None:
    """What differs from the sheet, by the action of the form."""
    change(plan.ppa, values=plan.values, run=run.pk, by=by)


@transaction.atomic
def set_lines(plans: Sequence[LinePlan], *, run: ImportRun, by: User, told: Told) -> None:
    """Set these money lines of drafts; ``money.set_line`` sets one. All ceilings are locked at once, by key."""
    ppas = {plan.ppa.pk: plan.ppa for plan in plans}
    _check_reach(by, "change", ppas.values(), _("Your role does not do this with this PPA."))
    if any(ppa.status not in PPAStatus.editable() for ppa in ppas.values()):
        raise ActionRefused(_("What was proposed stands. After approval, ask for a change and give the reason."))
    if MonitoringEntry.objects.filter(parent__in=ppas).exists():
        raise ActionRefused(_("This PPA has parts: its money stands on them."))
    new = [plan for plan in plans if plan.line is None]
    other = [plan for plan in plans if plan.line is not None]
    was = {id(plan): plan.line.amount for plan in other if plan.line}
    with (
        under_ceilings(envelopes_of(plans), by=by),
        because("set_line", by=by, reason=_("Imported from %(file)s") % {"file": run.file_name}),
        constraints_refuse(MoneyLine),
    ):
        for start in range(0, len(new), BATCH):
            part = new[start : start + BATCH]
            for plan, line in zip(part, MoneyLine.objects.bulk_create(map(_line, part)), strict=True):
                plan.line = line
            told(len(part))
        for plan in other:
            plan.line.amount = plan.amount  # type: ignore[union-attr]
        MoneyLine.objects.bulk_update([plan.line for plan in other if plan.line], ["amount"], batch_size=BATCH)
    record_each(
        (
            (
                plan.ppa,
                {
                    **({"before": {"amount": was[id(plan)]}} if id(plan) in was else {}),
                    "after": {"amount": plan.amount},
                    "line": plan.line and plan.line.pk,
                    "year": plan.fiscal_year,
                    "expense_class": plan.expense_class,
                    "import": run.pk,
                },
            )
            for plan in plans
        ),
        "monitoring.set_line",
        by=by,
    )


@transaction.atomic
def record_flows(plans: Sequence[FlowPlan], *, run: ImportRun, by: User, told: Told) -> None:
    """Enter these flows; ``money.record_flow`` enters one."""
    ppas = {plan.ppa.pk: plan.ppa for plan in plans}
    _check_reach(by, "pay", ppas.values(), _("Your role does not do this with this PPA."))
    if not all(ppa.is_granted for ppa in ppas.values()):
        raise ActionRefused(_("Money moves once an act has granted it."))
    if any(plan.flow.on > timezone.localdate() for plan in plans):
        raise ActionRefused(_("This day is still to come. Enter what has happened."))
    with (
        because("record_flow", by=by, reason=_("Imported from %(file)s") % {"file": run.file_name}),
        constraints_refuse(MonitoringEntryFunding),
    ):
        for start in range(0, len(plans), BATCH):
            part = [plan.flow for plan in plans[start : start + BATCH]]
            MonitoringEntryFunding.objects.bulk_create(part)
            told(len(part))
    record_each(
        (
            (
                plan.ppa,
                {
                    "flow": plan.flow.pk,
                    "type": plan.flow.type,
                    "amount": plan.flow.amount,
                    "on": plan.flow.on,
                    "import": run.pk,
                },
            )
            for plan in plans
        ),
        "monitoring.record_flow",
        by=by,
    )
    money_moved(*ppas.values())


def envelopes_of(plans: Iterable[LinePlan]) -> set[Envelope]:
    return {(plan.fiscal_year, plan.source.pk) for plan in plans}


# ---- What they share -------------------------------------------------------------------------------------------------


def _check_reach(by: User, act: str, ppas: Iterable[MonitoringEntry], sentence: str) -> None:
    own = reach(by, act)
    if not own.everything and {ppa.lead_organization_id for ppa in ppas} - own.organizations:
        raise ActionRefused(sentence)


def _line(plan: LinePlan) -> MoneyLine:
    return MoneyLine(
        ppa=plan.ppa,
        fiscal_year=plan.fiscal_year,
        expense_class=plan.expense_class,
        source=plan.source,
        source_name=plan.source_name,
        amount=plan.amount,
    )


def _write_rows(plans: Sequence[DraftPlan]) -> None:
    """Rows of their own under new PPAs."""
    places, tags = [], []
    partners = MonitoringEntry.partner_organizations.through
    goals = MonitoringEntry.goals.through
    links: dict[type[models.Model], list[Any]] = {partners: [], goals: []}
    for plan in plans:
        key, values = plan.ppa.pk, plan.values
        places += [PPAPlace(ppa_id=key, **{f"{level_of(place)}_id": place.pk}) for place in values.get("places", ())]
        tags += [PPATag(ppa_id=key, tag=tag, amount=amount, note=note) for tag, amount, note in values.get("tags", ())]
        links[partners] += [
            partners(monitoringentry_id=key, organization_id=row.pk) for row in values.get("partner_organizations", ())
        ]
        links[goals] += [goals(monitoringentry_id=key, developmentgoal_id=row.pk) for row in values.get("goals", ())]
    PPAPlace.objects.bulk_create(places, batch_size=BATCH)
    PPATag.objects.bulk_create(tags, batch_size=BATCH)
    for through, rows in links.items():
        through._default_manager.bulk_create(rows, batch_size=BATCH)


def level_of(place: models.Model) -> str:
    return LEVELS[type(place)]


LEVELS: dict[type[models.Model], str] = {
    PPAPlace._meta.get_field(name).related_model: name  # type: ignore[misc]
    for name in ("community", "barangay", "municipality", "province", "region")
}


def _given(plan: DraftPlan) -> dict[str, Any]:
    """Of a new PPA, what it was given, as ``editing.add`` keeps it."""
    values = plan.values
    given: dict[str, Any] = {
        name: value for name, value in facts(plan.ppa, FACT_FIELDS).items() if value not in (None, "")
    }
    for name in ("partner_organizations", "goals"):
        if values.get(name):
            given[name] = sorted(row.pk for row in values[name])
    if values.get("places"):
        given["places"] = sorted(f"{row} ({level_of(row)} {row.pk})" for row in values["places"])
    if values.get("tags"):
        given["tags"] = [f"{tag}: {amount}" for tag, amount, _note in values["tags"]]
    return given
