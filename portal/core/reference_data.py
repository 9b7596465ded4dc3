"""The reference rows that come with the portal: taxonomy, goals and holidays."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import holidays

from portal.core.loading import Loaded, load_rows
from portal.core.models import DevelopmentGoal, FundingSource, Holiday, NeedCategory, Sector, ServiceCategory

FILE = Path(__file__).parent / "data" / "reference.json"
HOLIDAY_YEARS = range(2024, 2029)


def load() -> Iterator[Loaded]:
    """Sectors first: categories point to them."""
    tables = json.loads(FILE.read_text(encoding="utf-8"))
    yield load_rows(Sector, _numbered(tables["sectors"]))
    yield load_rows(FundingSource, _numbered(tables["funding_sources"]))
    sectors = {sector.code: sector.pk for sector in Sector.objects.all()}
    for model, name in ((NeedCategory, "need_categories"), (ServiceCategory, "service_categories")):
        records = ({**record, "sector_id": sectors[record["sector_id"]]} for record in _numbered(tables[name]))
        yield load_rows(model, records, structure=["sector_id"])
    goals = [{**goal, "plan": plan} for plan, goals in tables["development_goals"].items() for goal in goals]
    yield load_rows(DevelopmentGoal, _numbered(goals))
    yield _load_holidays()


def _numbered(records: list[dict[str, Any]]) -> Iterator[dict[str, Any]]:
    """Rows stand on screen in the order of the file."""
    return ({**record, "position": position} for position, record in enumerate(records, start=1))


def _load_holidays() -> Loaded:
    """Nationwide holidays; a day of Eid that was estimated and then proclaimed for another date goes out of use."""
    english = holidays.country_holidays("PH", years=HOLIDAY_YEARS, language="en_US")
    filipino = holidays.country_holidays("PH", years=HOLIDAY_YEARS, language="fil")
    loaded = load_rows(
        Holiday,
        (
            {
                "date": date,
                "name": name.replace(" (estimated)", ""),
                "name_fil": filipino[date].replace(" (tinatayang)", ""),
                "is_estimated": "(estimated)" in name,
            }
            for date, name in sorted(english.items())
        ),
        key="date",
    )
    Holiday.objects.filter(is_estimated=True).exclude(loaded={}).exclude(date__in=list(english)).update(is_active=False)
    return loaded
