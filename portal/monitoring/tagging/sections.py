"""What the page of a PPA says of the recommendations it implements, and that of a recommendation of its money."""

from collections.abc import Iterator
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from portal.accounts.models import User
from portal.core.money import percent
from portal.core.sections import Section
from portal.monitoring.actions.linking import LINKABLE
from portal.monitoring.figures.policies import PolicyMoney, YearMoney, money_of_policies, years_of_policies
from portal.monitoring.models import MonitoringEntry
from portal.monitoring.permissions import can_any, can_link
from portal.needs.desk.words import pesos_in_words
from portal.policies.enums import PolicyStatus
from portal.policies.models import PolicyRecommendation

from .rows import policies_of, ppas_of

SHOWN = 10
FOLDER = "portal/monitoring/tagging"


def policies_section(ppa: MonitoringEntry, user: User) -> Section | None:
    """For ``PPA_SECTIONS``."""
    may_tag = may_be_tagged(ppa) and can_link(user, ppa)
    found = policies_of(ppa, user)
    if not found and ppa.children.exists():
        return None
    return Section(
        _("Recommendations it implements"),
        f"{FOLDER}/_policies.html",
        policies=found,
        tag_url=reverse("monitoring_tagging:policies", args=[ppa.pk]) if may_tag else "",
        untag_url="",
    )


def may_be_tagged(ppa: MonitoringEntry) -> bool:
    """Its state lets it; the money of one with parts stands on them."""
    return ppa.status in LINKABLE and not ppa.children.exists()


def money_section(policy: PolicyRecommendation, user: User) -> Section | None:
    """For ``POLICY_SECTIONS``. The money is that of all PPAs; listed are those that the person sees."""
    if not can_any(user, "view"):
        return None
    only = PolicyRecommendation.objects.filter(pk=policy.pk)
    money, ppas = money_of_policies(only)[policy.pk], ppas_of(policy, user)
    years = {year: found for (_key, year), found in years_of_policies(only).items()}
    may_tag = can_any(user, "link") and policy.status in PolicyStatus.aimed_at()
    return Section(
        _("Money and PPAs"),
        f"{FOLDER}/_money.html",
        facts=list(_money(money)),
        warning=_warning(policy, money),
        years=[(year, _year(years[year])) for year in sorted(years)],
        ppas=ppas[:SHOWN],
        more=len(ppas) - SHOWN,
        all_url=f"{reverse('monitoring_ppas:index')}?policy={policy.pk}",
        matrix_url=f"{reverse('monitoring_policies:matrix')}?policy={policy.pk}",
        tag_url=reverse("monitoring_tagging:ppas", args=[policy.pk]) if may_tag else "",
    )


def _money(money: PolicyMoney) -> Iterator[tuple[str, Any]]:
    funding = money.funding
    unknown = _("not costed")
    of_cost = "" if funding.coverage_pct is None else f" ({funding.coverage_pct}\u00a0%)"
    yield _("Required, all years (₱)"), unknown if funding.cost is None else pesos_in_words(funding.cost)
    yield _("Granted by an act (₱)"), pesos_in_words(funding.funded) + of_cost
    yield _("Gap (₱)"), unknown if funding.gap is None else pesos_in_words(funding.gap)
    yield _("Asked for, not law yet (₱)"), pesos_in_words(funding.pipeline)
    yield _("Obligated (₱)"), _of(money.known_obligated, money)
    yield _("Paid (₱)"), _of(money.known_disbursed, money)
    yield (
        _("PPAs whose money counts"),
        _("%(ppas)d, of which %(n)d report what is obligated and paid")
        % {
            "ppas": money.ppas,
            "n": money.reported,
        },
    )
    yield _("Money"), funding.state.label


def _of(amount: Any, money: PolicyMoney) -> str:
    if amount is None:
        return _("not reported")
    rate = percent(amount, money.funding.funded)
    return pesos_in_words(amount) + ("" if rate is None else f" ({rate}\u00a0%)")


def _year(found: YearMoney) -> list[str]:
    costs = [_("not costed") if amount is None else pesos_in_words(amount) for amount in (found.required, found.gap)]
    spent = [
        pesos_in_words(amount) if found.is_reported else _("not reported")
        for amount in (found.obligated, found.disbursed)
    ]
    return [costs[0], pesos_in_words(found.granted), costs[1], pesos_in_words(found.asked), *spent]


def _warning(policy: PolicyRecommendation, money: PolicyMoney) -> str:
    if policy.status not in PolicyStatus.adopted():
        return ""
    if money.is_unfunded:
        return _("Parliament approved it, and no act grants it money.")
    return _("Less than half of what it costs is granted.") if money.is_underfunded else ""
