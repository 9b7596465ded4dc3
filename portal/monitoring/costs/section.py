"""What a beneficiary of one PPA costs, on its page."""

from collections.abc import Iterator
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _

from portal.accounts.models import User
from portal.core.sections import Section
from portal.monitoring.enums import PPAStatus
from portal.monitoring.figures.results import CostGroup, cost_effectiveness
from portal.monitoring.formulas.cost_effectiveness import Spent
from portal.monitoring.models import MonitoringEntry

from .views import address_of
from .words import name_of, pesos_or_dash, rating_in_words, ratio_in_words, said_of, window_of

TEMPLATE = "portal/monitoring/costs/_section.html"


def cost_section(ppa: MonitoringEntry, user: User) -> Section | None:
    """Beside the PPAs of its kind that this person sees (``PPA_SECTIONS``); none before money of it could be spent.

    Its group is only looked at where it has a number of its own.
    """
    if ppa.status not in PPAStatus.spending() or ppa.plan_year is None or ppa.sector is None:
        return None
    if not ppa.intervention_type:
        return None
    year, today = ppa.plan_year, timezone.localdate()
    group = CostGroup(ppa.sector_id, ppa.intervention_type, ppa.beneficiary_unit)
    alone = cost_effectiveness(MonitoringEntry.objects.filter(pk=ppa.pk), year, today)[group]
    said: dict[str, Any] = {"url": address_of(year, group), "group": name_of(group, {ppa.sector.pk: ppa.sector})}
    if not alone.n:
        missing = list(_missing(alone.items[ppa.pk].spent))
        return Section(_("What a beneficiary costs"), TEMPLATE, missing=missing, **said)
    alike = MonitoringEntry.objects.visible_to(user).filter(status__in=PPAStatus.spending(), **vars(group))
    found = cost_effectiveness(alike, year, today)[group]
    own = found.items[ppa.pk]
    return Section(
        _("What a beneficiary costs"),
        TEMPLATE,
        shown=[
            (_("For each one reached (₱)"), pesos_or_dash(own.cost_per_beneficiary)),
            (_("Weighed by progress (₱)"), pesos_or_dash(own.cost_per_effective_beneficiary)),
            (_("Median of its group (₱)"), pesos_or_dash(found.median)),
            (_("Times the median"), ratio_in_words(own.ratio_to_median)),
            (_("Cost-effectiveness"), rating_in_words(own.rating)),
        ],
        window=window_of(year),
        said=said_of(found),
        **said,
    )


def _missing(spent: Spent) -> Iterator[str]:
    """Why there is no number."""
    if spent.spend is None:
        yield _("nothing was paid")
    if not spent.beneficiaries:
        yield _("nobody counted who was reached") if spent.beneficiaries is None else _("nobody was reached")
    if spent.progress is None:
        yield _("no result with a target has an approved value")
    elif spent.progress <= 0:
        yield _("its results show no progress")
