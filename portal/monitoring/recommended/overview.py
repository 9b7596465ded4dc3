"""The overview: a line for each recommendation, with the numbers that say whether it gets on."""

import datetime
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from portal.core.boards.parts import UNKNOWN, Line, Number, Part
from portal.core.days import long_date, short_date
from portal.core.money import percent
from portal.core.tables import Column, Table
from portal.monitoring.boards.words import count, rate, short_pesos
from portal.monitoring.public.policies import money_of
from portal.policies.enums import PolicyStatus
from portal.policies.figures import Progress, progress_of
from portal.policies.models import PolicyImplementationMilestone, PolicyRecommendation
from portal.policies.money import Money
from portal.policies.querysets import PolicyQuerySet

SHORT: dict[str, Any] = {
    PolicyStatus.SUBMITTED: gettext_lazy("Submitted"),
    PolicyStatus.ENDORSED: gettext_lazy("Endorsed"),
    PolicyStatus.APPROVED: gettext_lazy("Approved"),
    PolicyStatus.IN_IMPLEMENTATION: gettext_lazy("Under way"),
}


@dataclass(frozen=True)
class Recommended:
    """One recommendation with its numbers."""

    policy: PolicyRecommendation
    money: Money
    progress: Progress
    next_step: PolicyImplementationMilestone | None

    @property
    def url(self) -> str:
        return reverse("policies_register:inspect", args=[self.policy.pk])

    @property
    def is_next_late(self) -> bool:
        return self.next_step is not None and self.next_step.target_date < timezone.localdate()


def recommended(policies: PolicyQuerySet) -> list[Recommended]:
    """By number; of each the open step that is due first. Five statements, however many."""
    money, progress = money_of(policies), progress_of(policies)
    steps: dict[Any, PolicyImplementationMilestone] = {}
    going = PolicyImplementationMilestone.objects.open().filter(policy__in=policies.order_by().values("pk"))
    for step in going.exclude(policy__status__in=PolicyStatus.ended()).order_by("target_date", "title"):
        steps.setdefault(step.policy_id, step)
    return [
        Recommended(policy, money.get(policy.pk, Money()), progress.get(policy.pk, Progress()), steps.get(policy.pk))
        for policy in policies.order_by("number")
    ]


def overview(rows: Sequence[Recommended], on: datetime.date) -> Part:
    columns = [
        _("Status"), _("Required"), _("Granted"), _("Covered"), _("Asked for"), _("Obligated"), _("Paid"),
        _("PPAs"), _("Steps done"), _("Next step due"),
    ]  # fmt: skip
    note = _(
        "Covered: granted of required. PPAs: those that are law. Steps done: of those that are due. A PPA's money is "
        "divided among the recommendations it implements, so no total counts a peso twice. Asked for is not law yet. "
        "“–” is not known or not reported. As of %(day)s."
    ) % {"day": long_date(on)}
    return Part(
        _("All recommendations"), _("Recommendation"), columns, list(_lines(rows)), note, texts=(0, 9), wide=True,
        nothing=_("There are no recommendations yet."),
    )  # fmt: skip


def _lines(rows: Sequence[Recommended]) -> Iterator[Line]:
    for row in rows:
        numbers = [
            Number(None, words=str(SHORT.get(row.policy.status, row.policy.get_status_display()))),
            *_money(row.money),
            count(row.money.programs),
            _done(row.progress.rate, row.progress.late),
            _next(row),
        ]
        yield Line(f"{row.policy.number}. {row.policy.title}", numbers, url=row.url)
    if rows:
        yield _sum(rows)


def _sum(rows: Sequence[Recommended]) -> Line:
    """Of required only what somebody has costed; so its share is of the costed ones alone."""
    costed = [row.money for row in rows if row.money.required is not None]
    required = sum((money.required or Decimal() for money in costed), Decimal())
    covered = sum((min(money.granted, money.required or Decimal()) for money in costed), Decimal())
    done, due = sum(row.progress.done_of_due for row in rows), sum(row.progress.due for row in rows)
    numbers = [
        Number(None, words=_("%(costed)d of %(all)d costed") % {"costed": len(costed), "all": len(rows)}),
        _pesos(required if costed else None),
        _pesos(sum((row.money.granted for row in rows), Decimal())),
        rate(percent(covered, required)),
        _pesos(_known([row.money.pipeline for row in rows])),
        _pesos(_known([row.money.obligated for row in rows])),
        _pesos(_known([row.money.paid for row in rows])),
        Number(None, words=UNKNOWN),  # a PPA may implement several
        _done(percent(Decimal(done), Decimal(due)), sum(row.progress.late for row in rows)),
        Number(None),
    ]
    return Line(_("All"), numbers, is_sum=True)


def _done(share: Decimal | None, late: int) -> Number:
    """Done of what is due, and how many steps are late."""
    mark = _("%(n)d late") % {"n": late} if late else ""
    return Number(share, words=UNKNOWN, unit="\u00a0%", places=1, mark=mark)


def _next(row: Recommended) -> Number:
    """The day of the step that is due first; its title stands on the page and in the files."""
    if row.next_step is None:
        return Number(None, words=UNKNOWN)
    return Number(None, words=short_date(row.next_step.target_date), mark=_("late") if row.is_next_late else "")


def _pesos(amount: Decimal | None) -> Number:
    """Short, so that all columns are seen at once; files have every digit."""
    return Number(amount, words=UNKNOWN, shown=short_pesos(amount))


def _money(money: Money) -> list[Number]:
    amounts = [money.required, money.granted, money.pipeline, money.obligated, money.paid]
    required, granted, *moved = map(_pesos, amounts)
    if money.required is None:
        required = Number(None, words=_("not costed"))
    return [required, granted, rate(money.covered), *moved]


def _known(amounts: Sequence[Decimal | None]) -> Decimal | None:
    """The sum of those that are known; none where none is."""
    known = [amount for amount in amounts if amount is not None]
    return sum(known, Decimal()) if known else None


COLUMNS = [
    Column("number", gettext_lazy("Number"), value="policy.number", kind="number"),
    Column("title", gettext_lazy("Recommendation"), value="policy.title", width=50),
    Column("status", gettext_lazy("Status"), value=lambda row: row.policy.get_status_display()),
    Column("required", gettext_lazy("Required (₱)"), value="money.required", kind="money"),
    Column("granted", gettext_lazy("Granted (₱)"), value="money.granted", kind="money"),
    Column("covered", gettext_lazy("Granted of required (%)"), value="money.covered", kind="number"),
    Column("gap", gettext_lazy("Gap (₱)"), value="money.gap", kind="money"),
    Column("pipeline", gettext_lazy("Asked for (₱)"), value="money.pipeline", kind="money"),
    Column("obligated", gettext_lazy("Obligated (₱)"), value="money.obligated", kind="money"),
    Column("paid", gettext_lazy("Paid (₱)"), value="money.paid", kind="money"),
    Column("ppas", gettext_lazy("PPAs that are law"), value="money.programs", kind="number"),
    Column("steps", gettext_lazy("Steps"), value="progress.milestones", kind="number"),
    Column("due", gettext_lazy("Steps due"), value="progress.due", kind="number"),
    Column("done", gettext_lazy("Of these done"), value="progress.done_of_due", kind="number"),
    Column("late", gettext_lazy("Late steps"), value="progress.late", kind="number"),
    Column("next_on", gettext_lazy("Next step due on"), value="next_step.target_date", kind="date"),
    Column("next", gettext_lazy("Next step"), value="next_step.title", width=50),
]


def as_table(rows: Sequence[Recommended]) -> Table:
    return Table(COLUMNS, rows, title=_("Recommendations"))
