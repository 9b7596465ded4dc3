"""Groups and costs as staff read them."""

from decimal import Decimal

from django.utils.formats import number_format
from django.utils.translation import gettext as _

from portal.core.models import Sector
from portal.monitoring.enums import BeneficiaryUnit, CostRating, InterventionType
from portal.monitoring.figures.results import WINDOW, CostGroup
from portal.monitoring.formulas.cost_effectiveness import SMALLEST_GROUP, Comparison

UNKNOWN = "–"


def name_of(group: CostGroup, sectors: dict[int, Sector]) -> str:
    """“Social development · Health · Persons”."""
    sector = sectors.get(group.sector or 0)
    kind, unit = InterventionType(group.intervention_type), BeneficiaryUnit(group.beneficiary_unit)
    return " · ".join(str(part) for part in (sector, kind.label, unit.label) if part)


def window_of(fiscal_year: int) -> str:
    return f"{fiscal_year - WINDOW + 1}–{fiscal_year}"


def pesos_or_dash(amount: Decimal | None) -> str:
    return UNKNOWN if amount is None else number_format(amount, 2, force_grouping=True)


def ratio_in_words(ratio: Decimal | None) -> str:
    return UNKNOWN if ratio is None else number_format(ratio, 2)


def rating_in_words(rating: str) -> str:
    return str(CostRating(rating).label) if rating else UNKNOWN


def is_rated(comparison: Comparison) -> bool:
    return comparison.n >= SMALLEST_GROUP


def said_of(comparison: Comparison) -> str:
    """On how many it rests, and whether these are enough to rate by."""
    said = {"n": comparison.n, "all": len(comparison.items), "least": SMALLEST_GROUP}
    if is_rated(comparison):
        return _("n = %(n)s, of %(all)s PPAs in the group.") % said
    small = _("Group too small to rate: n = %(n)s, of %(all)s PPAs in the group. From n = %(least)s on it is rated.")
    return small % said
