"""What the public is told of a recommendation's money, of the PPAs that carry it, and of what these reached."""

from decimal import Decimal
from typing import Any
from uuid import UUID

from django.db.models import Count, Exists, OuterRef, Q
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from portal.core.in_words import about_pesos, pesos_in_words, whole_percent
from portal.core.sections import Section
from portal.monitoring.enums import FlowType, PPAStatus
from portal.monitoring.figures.policies import money_of_policies, parts_of_policies
from portal.monitoring.figures.results import achievement_of
from portal.monitoring.models import MonitoringEntry, MonitoringEntryFunding, PolicyImplemented
from portal.policies.models import PolicyRecommendation
from portal.policies.money import Money, Program
from portal.policies.public.pages import PublicPolicy, told_rows
from portal.policies.querysets import PolicyQuerySet

from .places import in_public, with_untold
from .words import state_in_words

MOST_SHOWN = 12


def money_of(policies: PolicyQuerySet) -> dict[UUID, Money]:
    """For ``POLICY_MONEY``. Two statements."""
    links = PolicyImplemented.objects.filter(
        policy__in=policies.order_by().values("pk"), ppa__status__in=PPAStatus.public()
    )
    counted = {
        row["policy"]: row
        for row in links.order_by()
        .values("policy")
        .annotate(
            ppas=Count("pk"),
            share_unknown=Count("pk", filter=Q(ppa__obc_budget_share=None)),
            obligated_by=Count("pk", filter=_has_moved(FlowType.OBLIGATION)),
            paid_by=Count("pk", filter=_has_moved(FlowType.DISBURSEMENT)),
        )
    }
    nothing = {"ppas": 0, "share_unknown": 0, "obligated_by": 0, "paid_by": 0}
    told = {}
    for key, found in money_of_policies(policies).items():
        count = counted.get(key, nothing)
        told[key] = Money(
            required=found.funding.cost,
            granted=found.funding.funded,
            pipeline=found.funding.pipeline,
            obligated=found.obligated if count["obligated_by"] else None,
            paid=found.disbursed if count["paid_by"] else None,
            programs=count["ppas"],
            share_unknown=count["share_unknown"],
        )
    return told


def programs_of(policy: PolicyRecommendation) -> list[Program]:
    """For ``POLICY_PROGRAMS``: PPAs that are law, the largest part first. Two statements."""
    linked = MonitoringEntry.objects.public().filter(implementing_policies__policy=policy)
    ppas = with_untold(linked.select_related("lead_organization"))
    parts = parts_of_policies(PolicyRecommendation.objects.filter(pk=policy.pk))
    told = [
        Program(
            title=in_public(ppa.title, ppa.untold),
            office=ppa.lead_organization.name,
            state=state_in_words(ppa.status),
            url=reverse("programs:detail", args=[ppa.pk]),
            amount=parts.get((ppa.pk, policy.pk), Decimal()),
        )
        for ppa in ppas.order_by("sort_title", "pk")
    ]
    return sorted(told, key=lambda program: -program.amount)


def money_section(policy: PolicyRecommendation) -> Section:
    """For ``PUBLIC_POLICY_SECTIONS``. Tagging and each act on a PPA drop the kept page."""
    found = money_of(PolicyRecommendation.objects.filter(pk=policy.pk))[policy.pk]
    programs = programs_of(policy)
    return Section(
        _("Its money"),
        "portal/monitoring/policies/public.html",
        figures=_figures(found),
        programs=[{"program": one, "amount": pesos_in_words(one.amount)} for one in programs[:MOST_SHOWN]],
        list_url=f"{reverse('programs:list')}?policy={policy.pk}" if programs else "",
        money=found,
        lang="en" if get_language() == "fil" else "",
    )


def results_section(policy: PolicyRecommendation) -> Section | None:
    """For ``PUBLIC_POLICY_SECTIONS``: what its PPAs promised and reached; none while they promised nothing."""
    ppas = MonitoringEntry.objects.public().filter(implementing_policies__policy=policy)
    results = achievement_of(ppas)
    if not results.total:
        return None
    return Section(_("What its programs reached"), "portal/monitoring/policies/public_results.html", results=results)


def policies_section(ppa: MonitoringEntry) -> Section | None:
    """For ``PUBLIC_PPA_SECTIONS``: the published recommendations that it implements."""
    rows = told_rows().filter(implementing_ppas__ppa=ppa).order_by("number")
    policies = [PublicPolicy(policy) for policy in rows]
    if not policies:
        return None
    return Section(_("Recommendations it carries out"), "portal/policies/public/_named.html", policies=policies)


def _has_moved(kind: FlowType) -> Any:
    """Whether somebody entered such a flow of the PPA."""
    return Exists(MonitoringEntryFunding.objects.filter(line__ppa=OuterRef("ppa"), type=kind))


def _figures(money: Money) -> list[dict[str, str]]:
    unknown = _("not reported")
    figures = [{"label": _("Granted by law"), "value": about_pesos(money.granted), "rests": _covers(money)}]
    for label, amount in ((_("Contracted"), money.obligated), (_("Paid"), money.paid)):
        figures.append({"label": label, "value": unknown if amount is None else about_pesos(amount), "rests": ""})
    return figures


def _covers(money: Money) -> str:
    """What is granted beside what it takes, in words."""
    if money.required is None:
        return _("nobody has worked out yet what it takes")
    if not money.required:
        return ""
    words = {"share": whole_percent(money.covered), "cost": about_pesos(money.required)}
    covered = _("%(share)s of %(cost)s that it takes") % words
    missing = _("%(gap)s are still missing") % {"gap": about_pesos(money.gap)} if money.gap else ""
    return "; ".join(filter(None, [covered, missing]))
