"""What recommendations lack: one by one, by category, and by fiscal year."""

from collections import defaultdict
from collections.abc import Iterable
from decimal import Decimal

from django.urls import reverse
from django.utils.translation import gettext as _

from portal.core.boards.parts import UNKNOWN, Line, Number, Part
from portal.monitoring.boards.words import Pesos, count, rate
from portal.monitoring.figures.kept import kept
from portal.monitoring.figures.policies import (
    PoliciesMoney,
    PolicyMoney,
    YearMoney,
    money_of_policies,
    money_together,
    years_of_policies,
)
from portal.monitoring.policy_names import numbered
from portal.policies.enums import PolicyCategory
from portal.policies.models import PolicyRecommendation

from .choice import GapChoice

NOTHING = Decimal()


class GapBoard:
    """Everything on the page, counted once."""

    def __init__(self, choice: GapChoice) -> None:
        self.choice = choice
        money = kept(money_of_policies, choice.policies)
        self.money = {key: found for key, found in money.items() if choice.holds(found)}
        rows = choice.policies.order_by("number").only("number", "title", "status", "category")
        self.policies = [policy for policy in rows if policy.pk in self.money]

    def parts(self) -> list[Part]:
        return [self._one_by_one(), self._by_category(), self._by_year()] if self.policies else []

    def _one_by_one(self) -> Part:
        pesos = _pesos_of(self.money.values())
        lines = [self._line(policy, self.money[policy.pk], pesos) for policy in self._by_gap()]
        together = money_together(self.money.values())
        lines.append(
            Line(_("All"), [Number(None, words=""), *_sums(together, pesos), Number(None, words="")], is_sum=True)
        )
        columns = [
            _("Status"), _("Required (₱)"), _("Granted (₱)"), _("Gap (₱)"), _("Funded"), _("Asked for (₱)"),
            _("Obligated (₱)"), _("Paid (₱)"), _("PPAs"),
        ]  # fmt: skip
        note = _(
            "Granted: by acts of Parliament. Gap: required minus granted, of each recommendation by itself. Funded: of "
            "each at most what it costs. Asked for: proposed, under review or approved; it closes no gap. One that is "
            "not costed is in no sum of what is required or lacking. A dash means that it is not known."
        )
        return Part(_("Recommendations"), _("Recommendation"), columns, lines, note, texts=(0,), wide=True)

    def _by_gap(self) -> list[PolicyRecommendation]:
        """The largest gap first; one that nobody knows last."""

        def place(policy: PolicyRecommendation) -> tuple[bool, Decimal]:
            gap = self.money[policy.pk].funding.gap
            return gap is None, -(gap or NOTHING)

        return sorted(self.policies, key=place)

    def _line(self, policy: PolicyRecommendation, money: PolicyMoney, pesos: Pesos) -> Line:
        funding = money.funding
        unknown = Number(None, words=_("not costed"))
        numbers = [
            Number(None, words=str(policy.get_status_display())),
            unknown if funding.cost is None else pesos(funding.cost),
            pesos(funding.funded),
            unknown if funding.gap is None else pesos(funding.gap),
            rate(funding.coverage_pct),
            pesos(funding.pipeline),
            pesos(money.known_obligated),
            pesos(money.known_disbursed),
            count(money.ppas, f"{reverse('monitoring_policies:matrix')}?policy={policy.pk}"),
        ]
        url = reverse("policies_register:inspect", args=[policy.pk])
        return Line(numbered(policy.number, policy.title), numbers, url=url)

    def _by_category(self) -> Part:
        groups: dict[str, list[PolicyMoney]] = defaultdict(list)
        for policy in self.policies:
            groups[policy.category].append(self.money[policy.pk])
        pesos = _pesos_of(self.money.values())
        lines = [
            Line(str(category.label), self._group(groups[category.value], pesos, category=category.value))
            for category in PolicyCategory
            if category.value in groups
        ]
        lines.append(Line(_("All"), self._group(self.money.values(), pesos), is_sum=True))
        columns = [
            _("Recommendations"), _("Not costed"), _("With money"), _("Required (₱)"), _("Granted (₱)"), _("Gap (₱)"),
            _("Funded"), _("Asked for (₱)"), _("Obligated (₱)"), _("Paid (₱)"),
        ]  # fmt: skip
        return Part(_("By category"), _("Category"), columns, lines, wide=True)

    def _group(self, found: Iterable[PolicyMoney], pesos: Pesos, **cell: str) -> list[Number]:
        together, url = money_together(found), self.choice.url
        uncosted = together.policies - together.costed
        return [
            count(together.policies, url(**cell)),
            count(uncosted, url(**cell, money="uncosted")) if "money" not in self.choice.chosen else count(uncosted),
            count(together.funded),
            *_sums(together, pesos),
        ]

    def _by_year(self) -> Part:
        found = kept(years_of_policies, self.choice.policies)
        years: dict[int, list[YearMoney]] = defaultdict(list)
        for (key, year), money in found.items():
            if key in self.money:
                years[year].append(money)
        amounts = [
            amount for rows in years.values() for one in rows for amount in (one.required, one.granted, one.asked)
        ]
        pesos = Pesos(amounts)
        lines = [Line(str(year), _year(years[year], pesos)) for year in sorted(years)]
        columns = [
            _("Required (₱)"), _("Granted (₱)"), _("Gap (₱)"), _("Asked for (₱)"), _("Obligated (₱)"), _("Paid (₱)"),
        ]  # fmt: skip
        note = _(
            "The part of a PPA is spread over its years as its money lines are. The gap of a year is that of the "
            "recommendations costed in it; what one year has too much closes no gap of another."
        )
        return Part(
            _("By fiscal year"), _("Fiscal year"), columns, lines, note, wide=True, nothing=_("No year is known.")
        )


def _pesos_of(found: Iterable[PolicyMoney]) -> Pesos:
    rows = list(found)
    funding = [amount for one in rows for amount in (one.funding.cost, one.funding.funded, one.funding.pipeline)]
    return Pesos([*funding, *(amount for one in rows for amount in (one.obligated, one.disbursed))])


def _sums(together: PoliciesMoney, pesos: Pesos) -> list[Number]:
    """Required, granted, gap, rate, asked for, obligated, paid."""
    cost, gap = (together.cost, together.gap) if together.costed else (None, None)
    return [
        pesos(cost), pesos(together.granted), pesos(gap), rate(together.funding_rate), pesos(together.asked),
        *(pesos(amount if together.reported else None) for amount in (together.obligated, together.disbursed)),
    ]  # fmt: skip


def _year(rows: list[YearMoney], pesos: Pesos) -> list[Number]:
    costed = [one for one in rows if one.required is not None]
    required = sum((one.required or NOTHING for one in costed), NOTHING)
    gap = sum((one.gap or NOTHING for one in costed), NOTHING)
    is_reported = any(one.is_reported for one in rows)
    granted, asked, obligated, paid = (
        sum((getattr(one, name) for one in rows), NOTHING) for name in ("granted", "asked", "obligated", "disbursed")
    )
    unknown = Number(None, words=UNKNOWN)
    return [
        pesos(required) if costed else unknown, pesos(granted), pesos(gap) if costed else unknown, pesos(asked),
        *(pesos(amount if is_reported else None) for amount in (obligated, paid)),
    ]  # fmt: skip
