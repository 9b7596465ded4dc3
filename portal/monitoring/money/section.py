"""What the page of a PPA says of its money."""

from typing import Any

from django.contrib.auth.models import AbstractUser
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from portal.core.sections import Section
from portal.monitoring.ceilings.checking import effects_of
from portal.monitoring.enums import PPAStatus
from portal.monitoring.figures.money import totals
from portal.monitoring.ledger import changes_of
from portal.monitoring.models import CeilingManagement, MoneyLine, MonitoringEntry
from portal.monitoring.permissions import can, can_override_ceilings

from .statement import contracts_of, flows_of, lines_of

SHOWN = 10
"""As many of the newest flows stand open; those before them unfold."""

FLAGS = {
    "over_obligated": gettext_lazy("More was obligated than there is."),
    "disbursed_exceeds_obligated": gettext_lazy("More was paid than was obligated."),
}


def money_section(ppa: MonitoringEntry, user: AbstractUser) -> Section:
    """Lines, flows with the state they led to, rates, validity, contracts and ceilings, to who sees the PPA."""
    today = timezone.localdate()
    children = MoneyLine.objects.filter(ppa__parent=ppa).visible_to(user)
    lines = lines_of(ppa, today)
    has_parts = not lines and ppa.children.exists()
    money = totals(children if has_parts else MoneyLine.objects.filter(ppa=ppa), as_of=today)
    sees_ceilings = bool(lines) and CeilingManagement.objects.visible_to(user).exists()
    flows = flows_of(ppa)[::-1]
    effects = effects_of(ppa) if lines and (sees_ceilings or can(user, "change", ppa)) else []
    return Section(
        _("Money"),
        "portal/monitoring/money/_section.html",
        ppa=ppa,
        today=today,
        has_parts=has_parts,
        lines=lines,
        money=money,
        is_unreported=not money.is_reported,
        usable_is_unknown=bool(ppa.loaded_from) and not money.is_reported,
        flags=[FLAGS[flag] for flag in sorted(money.execution.flags) if flag in FLAGS],
        effects=effects,
        sees_ceilings=sees_ceilings,
        takes_room=ppa.status in PPAStatus.counted(),
        may_override=ppa.status in PPAStatus.asking() and can_override_ceilings(user),
        flows=flows[:SHOWN],
        earlier_flows=flows[SHOWN:],
        contracts=contracts_of(ppa, today),
        changes=changes_of(ppa.pk),
        **_acts(ppa, user, has_parts=has_parts),
    )


def _acts(ppa: MonitoringEntry, user: AbstractUser, *, has_parts: bool) -> dict[str, Any]:
    """Where the forms are, for who may use them now."""
    edits = not has_parts and ppa.status in PPAStatus.editable() and can(user, "change", ppa)
    pays = ppa.is_granted and can(user, "pay", ppa)
    addresses = {
        "line_url": ("line", edits),
        "remove_url": ("remove_line", edits),
        "flow_url": ("flow", pays and not has_parts),
        "reverse_url": ("reverse", pays),
        "contract_url": ("contract", pays and not has_parts),
        "slices_url": ("slices", pays),
    }
    return {
        name: reverse(f"monitoring_ppas:{act}", args=[ppa.pk]) if is_open else ""
        for name, (act, is_open) in addresses.items()
    }
