"""What a beneficiary of one PPA costs, on its page."""

from django.utils import timezone
from django.utils.translation import gettext as _

from portal.accounts.models import User
from portal.core.sections import Section
from portal.monitoring.enums import PPAStatus
from portal.monitoring.figures.results import CostGroup, cost_effectiveness
from portal.monitoring.models import MonitoringEntry

from .views import address_of
from .words import name_of, pesos_or_dash, rating_in_words, ratio_in_words, said_of, window_of


def cost_section(ppa: MonitoringEntry, user: User) -> Section | None:
    """Beside the PPAs of its kind that this person sees (``PPA_SECTIONS``); none before money of it could be spent."""
    if (
        ppa.status not in PPAStatus.spending()
        or ppa.plan_year is None
        or not ppa.sector_id
        or not ppa.intervention_type
    ):
        return None
    group = CostGroup(ppa.sector_id, ppa.intervention_type, ppa.beneficiary_unit)
    alike = MonitoringEntry.objects.visible_to(user).filter(status__in=PPAStatus.spending(), **vars(group))
    found = cost_effectiveness(alike, ppa.plan_year, timezone.localdate()).get(group)
    if found is None or ppa.pk not in found.items:
        return None
    own = found.items[ppa.pk]
    return Section(
        _("What a beneficiary costs"),
        "portal/monitoring/costs/_section.html",
        shown=[
            (_("For each one reached (₱)"), pesos_or_dash(own.cost_per_beneficiary)),
            (_("Weighed by progress (₱)"), pesos_or_dash(own.cost_per_effective_beneficiary)),
            (_("Median of its group (₱)"), pesos_or_dash(found.median)),
            (_("Times the median"), ratio_in_words(own.ratio_to_median)),
            (_("Cost-effectiveness"), rating_in_words(own.rating)),
        ],
        group=name_of(group, {ppa.sector_id: ppa.sector}) if ppa.sector else "",
        window=window_of(ppa.plan_year),
        said=said_of(found),
        missing=list(_missing(own.spent)),
        url=address_of(ppa.plan_year, group),
    )


def _missing(spent: object) -> list[str]:
    """Why there is no number."""
    parts = [("spend", _("nothing was paid")), ("beneficiaries", _("nobody counted who was reached"))]
    parts.append(("progress", _("no result with an approved value and a target")))
    return [words for name, words in parts if getattr(spent, name) is None]
