"""The columns of the exports. Those of communities carry the importer's names, so that an export can be imported."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date
from typing import IO, Any

from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from portal.core.tables import Column, Table, write_xlsx

from .enums import Measure, StatementSource
from .models import CommunityFigure, CommunityRepresentative, OBCCommunity


def as_of_label(measure: Measure) -> Any:
    return format_lazy("{measure}, {as_of}", measure=measure.label, as_of=_("as of"))


def _figure(measure: Measure) -> Callable[[Any], int | None]:
    def value(community: Any) -> int | None:
        figure = _latest(community, measure)
        return figure.value if figure else None

    return value


def _day(measure: Measure) -> Callable[[Any], date | None]:
    def value(community: Any) -> date | None:
        figure = _latest(community, measure)
        return figure.as_of if figure else None

    return value


def _latest(community: Any, measure: Measure) -> CommunityFigure | None:
    """Of rows read with ``with_latest_figures``."""
    return next((figure for figure in community.latest_figures if figure.measure == measure), None)


def groups_in_words(community: Any) -> str:
    """The peoples of it, the primary one first; of rows read with ``with_groups``."""
    return ", ".join(row.group.name for row in community.group_rows.all())


def _groups(community: Any) -> list[str]:
    return [row.group.name for row in community.group_rows.all()]


def _primary_group(community: Any) -> str | None:
    return next((row.group.name for row in community.group_rows.all() if row.is_primary), None)


TEXT_COLUMNS = [
    Column("name", _("Name"), width=40),
    Column("barangay", _("Barangay"), value="barangay.name", width=24),
    Column("municipality", _("Municipality or city"), value="barangay.municipality.name", width=24),
    Column("province", _("Province or independent city"), value="barangay.municipality.province.name", width=28),
    Column("region", _("Region"), value="barangay.municipality.province.region.label", width=28),
    Column("psgc", _("PSGC of the barangay"), value="barangay.psgc", width=14),
    Column("publicity", _("On the public site"), value="get_publicity_display", width=24),
    Column("other_names", _("Other names"), width=24),
    Column("settlement_type", _("Settlement"), value="get_settlement_type_display", width=18),
    Column("proximity_to_barmm", _("Proximity to BARMM"), value="get_proximity_to_barmm_display", width=20),
    Column("groups", _("Ethnolinguistic groups"), value=_groups, width=30),
    Column("primary_group", _("Primary group"), value=_primary_group, width=18),
    Column("languages", _("Languages"), width=24),
    Column("livelihoods", _("Livelihoods"), value="livelihoods_in_words", width=30),
    Column("poverty_band", _("Poverty, estimated"), value="get_poverty_band_display", width=24),
    Column("history", _("Short history"), width=40),
]
LATEST_COLUMNS = [
    column
    for measure in Measure
    for column in (
        Column(measure.value, measure.label, value=_figure(measure), kind="number"),
        Column(f"{measure.value}_as_of", as_of_label(measure), value=_day(measure), kind="date"),
    )
]
STATE_COLUMNS = [
    Column("is_represented", _("Represented"), kind="flag"),
    Column("is_active", _("Active"), kind="flag"),
]

REPRESENTATIVE_COLUMNS = [
    Column("community", _("Community"), value=lambda row: str(row.community), width=40),
    Column("person", _("Person"), value=lambda row: str(row.user), width=28),
    Column("email", _("E-mail"), value="user.email", width=28),
    Column("start_date", _("From"), kind="date"),
    Column("end_date", _("Until"), kind="date"),
]


def community_table(rows: Any) -> Table:
    """Every community of the list with its newest figures and the day of each."""
    columns = [*TEXT_COLUMNS, *LATEST_COLUMNS, *STATE_COLUMNS]
    return Table(columns, rows.with_latest_figures(), title=OBCCommunity._meta.verbose_name_plural)


def representative_table(rows: Any) -> Table:
    return Table(REPRESENTATIVE_COLUMNS, rows, title=CommunityRepresentative._meta.verbose_name_plural)


EXAMPLE = {
    "name": "Maguindanaon of Sitio Example",
    "barangay": "Calumpang",
    "municipality": "General Santos",
    "groups": ["Maguindanaon", "Tausug"],
    "primary_group": "Maguindanaon",
    "settlement_type": "Sitio",
    "languages": "Maguindanaon, Filipino",
    "livelihoods": ["Fishing", "Trade or business"],
    "population": 1240,
    "households": 230,
    "women": 630,
    "mosques": 2,
    "as_of": date(2026, 5, 1),
    "source": StatementSource.BARANGAY.label,
}
EXAMPLE_ONLY = [
    Column("as_of", _("As of"), kind="date"),
    Column("source", _("Source"), width=24),
    Column("source_detail", _("Source in detail"), width=30),
]


def write_example(file: IO[bytes]) -> None:
    """A workbook with every column that an import takes but the days of single figures, and one row that is one."""
    columns = [column for column in TEXT_COLUMNS if column.name != "region"]
    columns += [Column(measure.value, measure.label, kind="number") for measure in Measure]
    shown = [replace(column, value=_example(column.name)) for column in [*columns, *EXAMPLE_ONLY]]
    write_xlsx(Table(shown, [EXAMPLE], title=OBCCommunity._meta.verbose_name_plural), file)


def _example(name: str) -> Callable[[Any], Any]:
    return lambda row: row.get(name)
