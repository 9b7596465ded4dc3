"""Taking back what an import did: by its opposite, in one transaction, and never over what others have built on it."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.contrib.contenttypes.models import ContentType
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from wagtail.models import ModelLogEntry

from portal.accounts.models import User
from portal.activity import record_each
from portal.core.access import AnyUser
from portal.core.actions import ActionRefused
from portal.monitoring.ceilings.gate import under_ceilings
from portal.monitoring.enums import ImportedWhat, ImportState, PPAStatus
from portal.monitoring.importing.kept_values import restored
from portal.monitoring.ledger import because
from portal.monitoring.models import (
    GivenReason,
    ImportedRow,
    ImportRun,
    MoneyLine,
    MonitoringEntry,
    MonitoringEntryFunding,
)
from portal.monitoring.permissions import can_any, reach

from .alerting import money_moved
from .editing import change
from .rows import given, lock_all

BATCH = 1000


@dataclass(frozen=True)
class Built:
    """A row that cannot be taken back, and why."""

    row: ImportedRow
    sentence: str


class BuiltOn(ActionRefused):
    """Others have built on what was imported. ``rows`` says on which and how."""

    def __init__(self, rows: list[Built]) -> None:
        self.rows = rows
        super().__init__(_("Others have built on what was imported: nothing was taken back."))


def can_undo(user: AnyUser, run: ImportRun) -> bool:
    """Who imported it takes it back; else who proposes PPAs of all offices, or of the file's office."""
    if user.pk == run.started_by_id:
        return can_any(user, "add") or can_any(user, "pay")
    own = reach(user, "propose")
    return own.everything or (run.office_id in own.organizations if run.office_id else False)


@transaction.atomic
def undo(run: ImportRun, *, reason: str, leave: bool = False, by: User) -> list[Built]:
    """Withdraw the drafts it made, remove its lines, put back what it changed, reverse its flows.

    ``leave``: what cannot be taken back stays, and is given back; else it raises ``BuiltOn``. Nobody is told: nobody
    was told of the drafts.
    """
    run = ImportRun.objects.select_for_update().get(pk=run.pk)
    if run.state == ImportState.UNDONE:
        return []
    if run.state not in (ImportState.IMPORTED, ImportState.UNDOING):
        raise ActionRefused(_("Only what was imported is taken back."))
    if not can_undo(by, run):
        raise ActionRefused(_("Your role does not take back this import."))
    reason = given(reason)
    to_undo = run.rows.filter(is_undone=False)
    keys = set(to_undo.order_by().values_list("ppa", flat=True))
    ppas = {ppa.pk: ppa for ppa in lock_all([MonitoringEntry(pk=key) for key in keys])}
    # Read once the PPAs are held: until then others may change an amount.
    rows = list(to_undo.select_related("line", "flow__line").order_by("pk"))
    built = _built_on(run, rows, ppas, by=by)
    if built and not leave:
        raise BuiltOn(built)
    stays = {one.row.pk for one in built}
    undone = [row for row in rows if row.pk not in stays]
    for row in undone:
        row.ppa = ppas[row.ppa_id]
    by_what: dict[str, list[ImportedRow]] = defaultdict(list)
    for row in undone:
        by_what[row.what].append(row)
    _reverse_flows(by_what[ImportedWhat.FLOW], reason=reason, by=by)
    _put_lines_back(by_what[ImportedWhat.LINE_CHANGED], by_what[ImportedWhat.LINE_MADE], run, reason=reason, by=by)
    for row in by_what[ImportedWhat.CHANGED]:
        change(row.ppa, values=restored(row.before or {}), run=run.pk, by=by)
    _withdraw(by_what[ImportedWhat.MADE], reason=reason, by=by)
    record_each(
        ((row.ppa, {"import": run.pk, "row": row.number}) for row in undone if row.what in PPA_ROWS),
        "monitoring.undo_import",
        by=by,
    )
    run.rows.filter(pk__in=[row.pk for row in undone]).update(is_undone=True)
    run.state, run.undone_at, run.undone_by, run.undo_reason = ImportState.UNDONE, timezone.now(), by, reason[:500]
    run.save(update_fields=["state", "undone_at", "undone_by", "undo_reason"])
    return built


PPA_ROWS = (ImportedWhat.MADE, ImportedWhat.CHANGED)


# ---- What others have built ------------------------------------------------------------------------------------------


def _built_on(run: ImportRun, rows: list[ImportedRow], ppas: dict[Any, MonitoringEntry], *, by: User) -> list[Built]:
    touched = _touched_since(run, ppas)
    lines_of_others = _lines_of_others(rows)
    parts = set(
        MonitoringEntry.objects.filter(parent__in=ppas)
        .exclude(pk__in=[row.ppa_id for row in rows if row.what == ImportedWhat.MADE])
        .exclude(status=PPAStatus.CANCELLED)
        .order_by()
        .values_list("parent", flat=True)
    )
    may_pay = reach(by, "pay")
    found = []
    for row in rows:
        ppa = ppas[row.ppa_id]
        sentence = ""
        if row.what == ImportedWhat.FLOW:
            if not (may_pay.everything or ppa.lead_organization_id in may_pay.organizations):
                sentence = _("Your role does not reverse flows of this office.")
        elif ppa.status not in PPAStatus.editable():
            sentence = _("“%(ppa)s” is %(status)s by now.") % {"ppa": ppa, "status": ppa.get_status_display().lower()}
        elif row.what in PPA_ROWS and ppa.pk in touched:
            sentence = _("“%(ppa)s” was worked on since.") % {"ppa": ppa}
        elif row.what == ImportedWhat.MADE and (ppa.pk in lines_of_others or ppa.pk in parts):
            sentence = _("“%(ppa)s” has money or parts that came later.") % {"ppa": ppa}
        elif row.what in LINE_ROWS and row.line is not None and row.line.amount != Decimal(str(row.after)):
            sentence = _("The amount of “%(ppa)s”, %(line)s was changed since.") % {"ppa": ppa, "line": row.line}
        if sentence:
            found.append(Built(row, sentence))
    return _with_their_lines(found, rows)


LINE_ROWS = (ImportedWhat.LINE_MADE, ImportedWhat.LINE_CHANGED)


def _with_their_lines(found: list[Built], rows: list[ImportedRow]) -> list[Built]:
    """A PPA that stays keeps the money it came with, and one whose money stays, stays."""
    stays = {one.row.ppa_id: one for one in found if one.row.what != ImportedWhat.FLOW}
    known = {one.row.pk for one in found}
    made = {row.ppa_id for row in rows if row.what == ImportedWhat.MADE}
    more = [
        Built(row, stays[row.ppa_id].sentence)
        for row in rows
        if row.ppa_id in stays and row.ppa_id in made and row.pk not in known and row.what != ImportedWhat.FLOW
    ]
    return sorted([*found, *more], key=lambda one: (one.row.number, one.row.pk))


def _touched_since(run: ImportRun, ppas: Iterable[Any]) -> set[Any]:
    """PPAs on which anything was recorded since, but by this import and by those that were taken back themselves."""
    keys = {str(key): key for key in ppas}
    gone = {str(key) for key in ImportRun.objects.filter(state=ImportState.UNDONE).values_list("pk", flat=True)}
    entries = ModelLogEntry.objects.filter(
        content_type=ContentType.objects.get_for_model(MonitoringEntry),
        object_id__in=list(keys),
        timestamp__gte=run.imported_at,
    )
    return {
        keys[key]
        for key, data in entries.order_by().values_list("object_id", "data")
        if str(data.get("import")) not in {str(run.pk), *gone}
    }


def _lines_of_others(rows: list[ImportedRow]) -> set[Any]:
    """PPAs that this import made and that hold money it did not bring."""
    own = [row.line_id for row in rows if row.line_id]
    made = [row.ppa_id for row in rows if row.what == ImportedWhat.MADE]
    return set(MoneyLine.objects.filter(ppa__in=made).exclude(pk__in=own).order_by().values_list("ppa", flat=True))


# ---- The opposites ---------------------------------------------------------------------------------------------------


def _reverse_flows(rows: list[ImportedRow], *, reason: str, by: User) -> None:
    flows = {row.flow_id: row for row in rows if row.flow}
    done = MonitoringEntryFunding.objects.filter(reverses__in=flows).values_list("reverses", flat=True)
    left = [row for key, row in flows.items() if key not in set(done)]
    today = timezone.localdate()
    with because("reverse_flow", by=by, reason=reason):
        opposites = MonitoringEntryFunding.objects.bulk_create(
            [
                MonitoringEntryFunding(
                    line=flow.line,
                    type=flow.type,
                    amount=-flow.amount,
                    on=max(today, flow.on),
                    contract_id=flow.contract_id,
                    reverses=flow,
                    reason=reason[:500],
                    entered_by=by,
                )
                for row in left
                if (flow := row.flow)
            ],
            batch_size=BATCH,
        )
    record_each(
        (
            (
                row.ppa,
                {
                    "flow": row.flow_id,
                    "by_flow": opposite.pk,
                    "type": opposite.type,
                    "on": opposite.on,
                    "amount": opposite.amount,
                    "import": row.run_id,
                },
            )
            for row, opposite in zip(left, opposites, strict=True)
        ),
        "monitoring.reverse_flow",
        by=by,
    )
    money_moved(*{row.ppa_id: row.ppa for row in left}.values())


def _put_lines_back(
    changed: list[ImportedRow], made: list[ImportedRow], run: ImportRun, *, reason: str, by: User
) -> None:
    changed = [row for row in changed if row.line]
    made = [row for row in made if row.line]
    envelopes = {(row.line.fiscal_year, row.line.source_id) for row in (*changed, *made) if row.line}
    entries: list[tuple[Any, dict[str, Any]]] = []
    for row in changed:
        line: Any = row.line
        entries.append((row.ppa, _sides(line, run, before=line.amount, after=row.before)))
        line.amount = Decimal(str(row.before))
    with under_ceilings(envelopes, by=by):
        with because("set_line", by=by, reason=reason):
            MoneyLine.objects.bulk_update([row.line for row in changed if row.line], ["amount"], batch_size=BATCH)
        record_each(entries, "monitoring.set_line", by=by)
        gone = [(row.ppa, _sides(row.line, run, before=row.line.amount)) for row in made if row.line]
        with because("remove_line", by=by, reason=reason):
            MoneyLine.objects.filter(pk__in=[row.line_id for row in made]).delete()
        record_each(gone, "monitoring.remove_line", by=by)


def _sides(line: MoneyLine, run: ImportRun, *, before: Any, after: Any = None) -> dict[str, Any]:
    known = {"line": line.pk, "year": line.fiscal_year, "expense_class": line.expense_class, "import": run.pk}
    sides: dict[str, Any] = {"before": {"amount": before}, **known}
    return {**sides, "after": {"amount": after}} if after is not None else sides


def _withdraw(rows: list[ImportedRow], *, reason: str, by: User) -> None:
    """What ``lifecycle.cancel`` does with a draft that its office gives up."""
    reasons = GivenReason.objects.bulk_create(
        [GivenReason(ppa=row.ppa, text=reason, by=by) for row in rows], batch_size=BATCH
    )
    for row in rows:
        row.ppa.status, row.ppa.reason = PPAStatus.CANCELLED, reason
    MonitoringEntry.objects.bulk_update([row.ppa for row in rows], ["status", "reason"], batch_size=BATCH)
    record_each(
        (
            (
                row.ppa,
                {
                    "before": {"status": PPAStatus.DRAFT},
                    "after": {"status": PPAStatus.CANCELLED},
                    "reason": given_reason.pk,
                    "import": row.run_id,
                },
            )
            for row, given_reason in zip(rows, reasons, strict=True)
        ),
        "monitoring.cancel",
        by=by,
    )
