"""The columns by which needs are entered under an assessment, the same in a grid and in a sheet."""

from collections.abc import Callable, Mapping
from decimal import Decimal
from typing import Any

from django.db.models import Model
from django.utils.translation import gettext_lazy as _

from portal.core.importing import BadCell, ImportColumn, choice, decimal, integer, text, yes_no
from portal.core.models import NeedCategory
from portal.core.text import fold
from portal.needs.actions.recording import FoundNeed, Rating
from portal.needs.enums import Equity, Feasibility, Urgency
from portal.needs.models import Need
from portal.needs.models.need import LONGEST_DESCRIPTION

RATING = ("urgency_level", "impact_severity", "feasibility", *Equity.values)

CATEGORY_ALIASES = {
    "education": ["madrasah", "madrasah education", "school", "schools"],
    "economic_development": ["economic", "livelihood", "agriculture", "fisheries", "business", "employment", "jobs"],
    "social_development": ["social", "social services", "housing", "women", "youth", "social welfare"],
    "cultural_development": ["cultural", "culture", "religion", "mosque", "heritage"],
    "infrastructure": ["water", "roads", "road", "electricity", "water supply", "infra"],
    "health": ["medical", "nutrition", "sanitation"],
    "governance": ["legal", "identity", "civil registration", "land tenure"],
    "environment": ["disaster", "climate", "drrm"],
    "security": ["peace", "peace and order", "conflict", "safety"],
}
"""What reports call a category, beside its code and its names."""

LABELS: Mapping[str, Any] = {
    "title": _("Title"),
    "description": _("Description"),
    "category": _("Category"),
    "place": _("Place"),
    "community": _("Community"),
    "barangay": _("Barangay"),
    "municipality": _("City or municipality"),
    "province": _("Province"),
    "region": _("Region"),
    "geographic_scope": _("Where exactly"),
    "affected_population": _("People affected"),
    "estimated_cost": _("Estimated cost (₱)"),
    "evidence_sources": _("How do you know"),
    "urgency_level": _("Urgency"),
    "impact_severity": _("Impact (1 to 5)"),
    "feasibility": _("Feasibility"),
    "gida": _("Geographically isolated"),
    "conflict_affected": _("Affected by armed conflict"),
    "high_poverty": _("High poverty"),
    "unserved_3y": _("No program for three years"),
}
REQUIRED = ("title", "description", "category")


def need_columns(places: Mapping[str, Callable[[Any], Any]], *, may_rate: bool) -> list[ImportColumn]:
    """The columns, with these ones for the place; who may not rate leaves those of the rating empty."""
    parsers: dict[str, Callable[[Any], Any]] = {
        "title": text(max_length=255),
        "description": text(max_length=LONGEST_DESCRIPTION),
        "category": choice(category_spellings()),
        **places,
        "geographic_scope": text(max_length=255),
        "affected_population": integer(),
        "estimated_cost": decimal(digits=14),
        "evidence_sources": text(max_length=2000),
    }
    rating: dict[str, Callable[[Any], Any]] = {
        "urgency_level": choice(Urgency),
        "impact_severity": _impact,
        "feasibility": choice(Feasibility),
        **dict.fromkeys(Equity.values, yes_no),
    }
    parsers |= rating if may_rate else dict.fromkeys(RATING, _not_yours)
    return [ImportColumn(name, LABELS[name], parse, required=name in REQUIRED) for name, parse in parsers.items()]


def category_spellings() -> dict[str, NeedCategory]:
    """Codes, names in both languages and aliases of the categories in use; a name goes before an alias."""
    categories = {category.code: category for category in NeedCategory.objects.filter(is_active=True)}
    names = [(name, row) for row in categories.values() for name in (row.name, row.name_fil, row.code)]
    aliases = [
        (alias, categories[code]) for code in CATEGORY_ALIASES.keys() & categories for alias in CATEGORY_ALIASES[code]
    ]
    spellings: dict[str, tuple[str, NeedCategory]] = {}
    for spelling, category in [*names, *aliases]:
        spellings.setdefault(fold(spelling.replace("_", " ")), (spelling, category))
    return {spelling: category for folded, (spelling, category) in spellings.items() if folded}


def found_need(values: Mapping[str, Any], place: Model | None, **more: Any) -> FoundNeed:
    """A need from the parsed cells of its row; an empty cell is not known."""
    return FoundNeed(
        title=values["title"],
        description=values["description"],
        category=values["category"],
        place=place,
        geographic_scope=values.get("geographic_scope") or "",
        affected_population=values.get("affected_population"),
        estimated_cost=values.get("estimated_cost"),
        evidence_sources=values.get("evidence_sources") or "",
        rating=Rating(
            urgency_level=values.get("urgency_level") or "",
            impact_severity=values.get("impact_severity"),
            feasibility=values.get("feasibility") or "",
            **{name: values.get(name) for name in Equity.values},
        ),
        **more,
    )


def in_words(need: Need) -> dict[str, Any]:
    """What an entered need says, under the columns' labels: what a report of an import compares."""
    shown: dict[str, Any] = {
        "title": need.title,
        "description": need.description,
        "category": need.category.name,
        "place": str(need.place),
        "geographic_scope": need.geographic_scope,
        "affected_population": need.affected_population,
        "estimated_cost": need.estimated_cost and Decimal(need.estimated_cost),
        "evidence_sources": need.evidence_sources,
        "urgency_level": need.get_urgency_level_display(),
        "impact_severity": need.impact_severity,
        "feasibility": need.get_feasibility_display(),
        **{name: getattr(need, name) for name in Equity.values},
    }
    return {str(LABELS[name]): value for name, value in shown.items()}


def _not_yours(cell: Any) -> None:
    raise BadCell(str(_("You may enter needs, but not rate them: leave this empty.")))


def _impact(cell: Any) -> int:
    value = integer(minimum=None)(cell)
    if not 1 <= value <= 5:
        raise BadCell(str(_("Write a whole number from 1 (low) to 5 (high).")))
    return value
