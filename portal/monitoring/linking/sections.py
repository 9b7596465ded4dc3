"""What the page of a PPA says of the needs it answers, and the staff page of a need of the PPAs that answer it."""

from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from portal.accounts.models import User
from portal.core.sections import Section
from portal.monitoring.actions.linking import LINKABLE
from portal.monitoring.figures.funding import funding_of
from portal.monitoring.models import MonitoringEntry
from portal.monitoring.permissions import can_any, can_link
from portal.monitoring.standing import MOVED
from portal.needs.desk.words import pesos_in_words
from portal.needs.models import Need

from .rows import needs_of, ppas_of


def needs_section(ppa: MonitoringEntry, user: User) -> Section:
    """For ``PPA_SECTIONS``."""
    may_link = ppa.status in LINKABLE and can_link(user, ppa)
    link_url = reverse("monitoring_linking:needs", args=[ppa.pk]) if may_link else ""
    return Section(
        _("Needs it answers"),
        "portal/monitoring/linking/_needs.html",
        needs=needs_of(ppa, user),
        link_url=link_url,
        unlink_url="",
    )


def ppas_section(need: Need, user: User) -> Section | None:
    """For ``NEED_SECTIONS``."""
    if not can_any(user, "view"):
        return None
    ppas = ppas_of(need, user)
    may_propose = need.status in MOVED and not need.is_held and can_any(user, "add")
    return Section(
        _("PPAs and money"),
        "portal/monitoring/linking/_ppas.html",
        ppas=ppas,
        money=_money(need),
        propose_url=reverse("monitoring_gap:propose", args=[need.pk]) if may_propose else "",
    )


def _money(need: Need) -> list[tuple[str, Any]]:
    found = funding_of(Need.objects.filter(pk=need.pk))[need.pk]
    return [
        (_("Cost (₱)"), pesos_in_words(found.cost) or _("not known")),
        (_("Granted by an act (₱)"), pesos_in_words(found.funded)),
        (_("Gap (₱)"), pesos_in_words(found.gap) or _("not known")),
        (_("Asked for, not law yet (₱)"), pesos_in_words(found.pipeline)),
        (_("Money"), found.state.label),
    ]
