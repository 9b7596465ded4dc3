"""The recommendations of a PPA and the PPAs of a recommendation, as staff pages list them."""

from dataclasses import dataclass
from decimal import Decimal

from django.urls import reverse
from django.utils.translation import gettext as _

from portal.core.access import AnyUser
from portal.monitoring.figures.policies import parts_of_policies, parts_of_ppa_for_policies
from portal.monitoring.models import MonitoringEntry, PolicyImplemented
from portal.monitoring.policy_names import numbered
from portal.policies.models import PolicyRecommendation


@dataclass(frozen=True)
class Implemented:
    """A recommendation of a PPA; of one that the person may not see, the number alone."""

    row: PolicyImplemented
    part: Decimal
    name: str
    status: str
    url: str


def policies_of(ppa: MonitoringEntry, user: AnyUser) -> list[Implemented]:
    rows = ppa.implementing_policies.select_related("policy").order_by("policy__number")
    own = PolicyRecommendation.objects.filter(implementing_ppas__ppa=ppa)
    seen = set(own.visible_to(user).values_list("pk", flat=True))
    parts = parts_of_ppa_for_policies(ppa)
    return [
        Implemented(
            row,
            parts[row.policy_id],
            numbered(row.policy.number, row.policy.title) if row.policy_id in seen else row.policy.audit_label,
            row.policy.get_status_display() if row.policy_id in seen else _("not public yet"),
            reverse("policies_register:inspect", args=[row.policy_id]) if row.policy_id in seen else "",
        )
        for row in rows
    ]


@dataclass(frozen=True)
class Implementing:
    """``part`` is the recommendation's part of its money; none while that is neither granted nor asked for."""

    ppa: MonitoringEntry
    share: Decimal | None
    part: Decimal | None


def ppas_of(policy: PolicyRecommendation, user: AnyUser) -> list[Implementing]:
    """Those that the person sees, the largest part first."""
    links = PolicyImplemented.objects.filter(policy=policy, ppa__in=MonitoringEntry.objects.visible_to(user))
    parts = parts_of_policies(PolicyRecommendation.objects.filter(pk=policy.pk))
    rows = links.select_related("ppa__lead_organization").order_by("ppa__sort_title", "pk")
    found = [Implementing(link.ppa, link.share, parts.get((link.ppa_id, policy.pk))) for link in rows]
    return sorted(found, key=lambda one: (one.part is None, -(one.part or 0)))
