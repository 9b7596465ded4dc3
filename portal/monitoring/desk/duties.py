"""What a person can do next with a PPA, and the few facts that somebody in a hurry asks for."""

from collections.abc import Iterator
from dataclasses import dataclass

from django.urls import reverse
from django.utils import timezone
from django.utils.formats import number_format
from django.utils.translation import gettext as _

from portal.accounts.models import User
from portal.core.days import short_date
from portal.monitoring.enums import PPAStatus
from portal.monitoring.figures.money import totals
from portal.monitoring.figures.progress import quarters_owed
from portal.monitoring.models import BudgetJustification, MoneyLine, MonitoringEntry
from portal.monitoring.permissions import can, can_edit
from portal.monitoring.updates.words import percent, quarter_of
from portal.needs.desk.words import pesos_in_words

Link = tuple[str, str]


@dataclass(frozen=True)
class Step:
    """One thing that must be said before a draft can be proposed, and where it is said."""

    label: str
    is_done: bool
    url: str


def steps_to_propose(ppa: MonitoringEntry, user: User) -> list[Step]:
    """As ``lifecycle.propose`` asks for them; nothing for who cannot write the draft."""
    if not can_edit(user, ppa):
        return []
    justification = BudgetJustification.objects.filter(ppa=ppa).first()
    has_money = ppa.lines.exists() or ppa.children.exists()
    answers = ppa.needs_addressed.exists() or bool(justification and justification.without_needs_reason)

    def at(name: str) -> str:
        return reverse(name, args=[ppa.pk])

    return [
        Step(_("Say in which sector it is"), ppa.sector_id is not None, at("monitoring_ppas:edit")),
        Step(_("Say what it costs: add a money line"), has_money, at("monitoring_ppas:line")),
        Step(_("Link the needs it answers"), answers, at("monitoring_linking:needs")),
        Step(_("Write the budget justification"), justification is not None, at("monitoring_justification:write")),
    ]


def duties_of(ppa: MonitoringEntry, user: User) -> list[Link]:
    """What its state asks of this person besides a decision: to report, to enter what happened to its money."""
    return [*_reports(ppa, user), *_payments(ppa, user)]


def _reports(ppa: MonitoringEntry, user: User) -> Iterator[Link]:
    if ppa.status not in (PPAStatus.IN_EXECUTION, PPAStatus.COMPLETED) or not can(user, "report", ppa):
        return
    today = timezone.localdate()
    for quarter in quarters_owed(ppa, today)[:1]:
        if quarter.last_day < today:
            label = _("Report %(quarter)s of %(year)s") % {"quarter": quarter, "year": quarter.fiscal_year}
            yield label, reverse("monitoring_ppas:report", args=[ppa.pk])


def _payments(ppa: MonitoringEntry, user: User) -> Iterator[Link]:
    moves = ppa.status in (PPAStatus.ENACTED, PPAStatus.IN_EXECUTION)
    if moves and can(user, "pay", ppa) and ppa.lines.exists():
        yield _("Enter what happened to its money"), reverse("monitoring_ppas:flow", args=[ppa.pk])


def short_of(ppa: MonitoringEntry) -> Iterator[tuple[str, str]]:
    """Money, what became of it, how far the work is, and when it ends; what nobody knows is left out."""
    own = MoneyLine.objects.filter(ppa__parent=ppa) if ppa.children.exists() else MoneyLine.objects.filter(ppa=ppa)
    money = totals(own, as_of=timezone.localdate())
    if ppa.status in PPAStatus.funding():
        yield _("Granted by law (₱)"), pesos_in_words(money.granted)
        for label, rate in (
            (_("Obligated"), money.obligation_rate),
            (_("Paid"), money.disbursement_rate),
        ):
            if rate is not None:
                yield label, f"{number_format(rate, decimal_pos=2)} %"
    elif amount := sum(line.amount for line in own):
        yield _("Asked for (₱)"), pesos_in_words(amount)
    newest = ppa.updates.order_by("-fiscal_year", "-quarter").first()
    if newest and newest.actual_pct is not None:
        label = _("Work done, %(quarter)s %(year)s") % {"quarter": quarter_of(newest), "year": newest.fiscal_year}
        yield label, f"{percent(newest.actual_pct)} %"
    ends = (
        (_("Done on"), ppa.actual_end),
        (_("Ends, as revised"), ppa.revised_end),
        (_("Ends"), ppa.planned_end),
    )
    for label, day in ends:
        if day:
            yield label, short_date(day)
            return
