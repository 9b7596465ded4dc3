"""What an office may know of the community whose need it is asked about: facts and the newest figures, no person."""

from collections.abc import Iterator
from typing import Any

from django.utils.text import capfirst
from django.utils.translation import gettext as _

from portal.communities.models import OBCCommunity
from portal.core.days import short_date

Row = tuple[Any, Any]


def community_facts(community: OBCCommunity) -> list[Row]:
    return [*_facts(community), *_figures(community), *_access(community)]


def _facts(community: OBCCommunity) -> Iterator[Row]:
    barangay, town, province = community.place_steps
    yield _("Community"), community.name
    yield _("Barangay"), barangay
    yield _("City or municipality"), town
    yield _("Province or independent city"), province
    yield _("Region"), province.region
    yield _("Settlement"), community.get_settlement_type_display()
    yield _("Proximity to BARMM"), community.get_proximity_to_barmm_display()
    groups = community.group_rows.select_related("group")
    yield _("Ethnolinguistic groups"), ", ".join(str(row.group) for row in groups)
    yield _("Languages"), community.languages
    yield _("Livelihoods"), ", ".join(community.livelihoods_in_words)
    yield _("Poverty, estimated"), community.get_poverty_band_display()


def _figures(community: OBCCommunity) -> Iterator[Row]:
    """The newest of each measure, with its unit, its day and where it is from."""
    newest = {row.measure: row for row in community.figures.order_by("as_of", "pk")}
    for row in newest.values():
        number = f"{row.value:,} {row.unit.label}".strip()
        yield capfirst(row.get_measure_display()), f"{number} ({_since(row)})"


def _access(community: OBCCommunity) -> Iterator[Row]:
    newest = {row.service: row for row in community.access.order_by("as_of", "pk")}
    for row in newest.values():
        yield capfirst(row.get_service_display()), f"{row.get_state_display()} ({_since(row)})"


def _since(row: Any) -> str:
    return f"{short_date(row.as_of)}; {row.get_source_display()}"
