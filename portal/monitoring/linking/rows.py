"""The needs of a PPA and the PPAs of a need, as staff pages list them."""

from dataclasses import dataclass
from decimal import Decimal

from portal.core.access import AnyUser
from portal.monitoring.figures.funding import parts_of, parts_of_ppa
from portal.monitoring.models import MonitoringEntry, NeedAddressed
from portal.needs.models import Need
from portal.needs.querysets import PLACE_PATHS
from portal.needs.scope import reach_of


@dataclass(frozen=True)
class LinkedNeed:
    """``is_seen``: the person may read its words; of others they see the number alone."""

    row: NeedAddressed
    part: Decimal
    is_seen: bool
    url: str


def needs_of(ppa: MonitoringEntry, user: AnyUser) -> list[LinkedNeed]:
    places = [f"need__{path}" for path in PLACE_PATHS.values()]
    rows = ppa.needs_addressed.select_related("need__category", *places).order_by("pk")
    seen = set(Need.objects.visible_to(user).filter(addressed_by__ppa=ppa).values_list("pk", flat=True))
    may_open = reach_of(user, Need, "view").everything
    parts = parts_of_ppa(ppa)
    return [
        LinkedNeed(row, parts[row.need_id], row.need_id in seen, row.need.get_absolute_url() if may_open else "")
        for row in rows
    ]


@dataclass(frozen=True)
class AnsweringPPA:
    """``part`` is the need's part of its money; none while that counts neither as granted nor as asked for."""

    ppa: MonitoringEntry
    part: Decimal | None


def ppas_of(need: Need, user: AnyUser) -> list[AnsweringPPA]:
    """Those that the person sees, the first linked first."""
    links = NeedAddressed.objects.filter(need=need, ppa__in=MonitoringEntry.objects.visible_to(user))
    parts = parts_of(Need.objects.filter(pk=need.pk))
    ordered = links.select_related("ppa__lead_organization").order_by("linked_at", "pk")
    return [AnsweringPPA(link.ppa, parts.get((link.ppa_id, need.pk))) for link in ordered]
