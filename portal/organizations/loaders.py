"""The public offices that the portal knows from its first day."""

import csv
from collections.abc import Iterator
from pathlib import Path

from portal.core.loading import Loaded
from portal.core.models import Sector
from portal.core.text import fold

from .models import Organization

FILE = Path(__file__).parent / "data" / "organizations.csv"


def load_organizations() -> Iterator[Loaded]:
    """Add the offices that are not in the register yet; what stands there is left as people have edited it.

    The register is not a table of codes: staff keep it, so a row that is there is never touched again.
    """
    present = _Present()
    rows = list(_read())
    missing = [row for row in rows if not present.holds(row)]
    added = {row["acronym"]: _organization(row) for row in missing}
    Organization.objects.bulk_create(added.values())
    _link_parents(missing, added)
    _link_sectors(missing, added)
    yield Loaded(str(Organization._meta.verbose_name_plural), len(rows), len(added), 0, 0)


def _organization(row: dict[str, str]) -> Organization:
    fields = ("acronym", "name", "organization_type", "kind")
    return Organization(**{field: row[field] for field in fields})


class _Present:
    """What the register holds already, by acronym and by name."""

    def __init__(self) -> None:
        organizations = Organization.objects.values_list("acronym", "sort_name", "organization_type")
        self.acronyms = {acronym.upper() for acronym, _name, _type in organizations if acronym}
        self.names = {(name, type_) for _acronym, name, type_ in organizations}

    def holds(self, row: dict[str, str]) -> bool:
        name = (fold(row["name"]), row["organization_type"])
        return row["acronym"].upper() in self.acronyms or name in self.names


def _link_parents(rows: list[dict[str, str]], added: dict[str, Organization]) -> None:
    parents = {row.acronym: row for row in Organization.objects.exclude(acronym="")}
    children = [row for row in rows if row["parent"] in parents]
    for row in children:
        added[row["acronym"]].parent = parents[row["parent"]]
    Organization.objects.bulk_update([added[row["acronym"]] for row in children], ["parent"])


def _link_sectors(rows: list[dict[str, str]], added: dict[str, Organization]) -> None:
    sectors = Sector.objects.in_bulk(field_name="code")
    through = Organization.sectors.through
    through.objects.bulk_create(
        through(organization_id=added[row["acronym"]].pk, sector_id=sectors[code].pk)
        for row in rows
        for code in filter(None, row["sectors"].split("|"))
    )


def _read() -> Iterator[dict[str, str]]:
    with FILE.open(encoding="utf-8", newline="") as file:
        yield from csv.DictReader(file)
