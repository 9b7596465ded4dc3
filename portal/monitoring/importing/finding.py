"""Which PPAs the rows of a sheet mean: by ID, by the ministry's own number, or by office and title."""

from collections import defaultdict
from collections.abc import Iterable
from typing import Any

from django.utils.translation import gettext as _

from portal.accounts.models import User
from portal.core.text import fold
from portal.monitoring.actions.importing import hold, hold_offices
from portal.monitoring.enums import PPAStatus
from portal.monitoring.models import ImportedRow, MonitoringEntry
from portal.monitoring.permissions import reach
from portal.needs.scope import Reach
from portal.organizations.models import Organization

from .reading import Row

GONE = (PPAStatus.REJECTED, PPAStatus.CANCELLED)
"""A PPA of that title may be made again."""


class BadRow(Exception):
    """Why a row means no PPA, and the column that says so."""

    def __init__(self, column: str, sentence: str) -> None:
        self.column, self.sentence = column, sentence
        super().__init__(sentence)


class PPAsOfSheet:
    """The PPAs that a sheet may mean, read once and locked; those of offices out of reach do not exist."""

    def __init__(self, rows: Iterable[Row], *, office: Organization | None, by: User) -> None:
        self.office = office
        self.seen = reach(by, "view")
        rows = list(rows)
        offices = {own.pk for row in rows if (own := self.office_of(row))}
        hold_offices(offices)
        keys = {row.get("id") for row in rows} - {None}
        titles = {fold(row.get(name)) for row in rows for name in ("title", "parent") if row.get(name)}
        numbers = {row.get("reference") for row in rows} - {None}
        imported = ImportedRow.objects.filter(
            reference__in=numbers, is_undone=False, ppa__lead_organization__in=offices
        ).exclude(ppa__status__in=GONE)
        self.by_reference = {(office, number): key for office, number, key in imported.values_list(
            "ppa__lead_organization", "reference", "ppa")}  # fmt: skip
        by_title = MonitoringEntry.objects.filter(lead_organization__in=offices, sort_title__in=titles)
        titled = set(by_title.exclude(status__in=GONE).order_by().values_list("pk", flat=True))
        self.by_key = hold(titled | keys | set(self.by_reference.values()))
        self.by_title: dict[tuple[int, str], list[MonitoringEntry]] = defaultdict(list)
        for ppa in self.by_key.values():
            if ppa.status not in GONE:
                self.by_title[ppa.lead_organization_id, ppa.sort_title].append(ppa)

    def office_of(self, row: Row) -> Organization | None:
        return row.get("office") or self.office

    def find(self, row: Row) -> MonitoringEntry | None:
        """The PPA that this row means; None where it is new. It raises ``BadRow``."""
        if key := row.get("id"):
            ppa = self.by_key.get(key)
            if ppa is None or not reaches(self.seen, ppa):
                raise BadRow("id", _("No PPA has this ID."))
            office = row.get("office")
            if office and office.pk != ppa.lead_organization_id:
                raise BadRow("office", _("The PPA with this ID is of another office."))
            return ppa
        office = self.office_of(row)
        if office is None:
            raise BadRow("office", _("Say whose it is: the office is missing."))
        if number := row.get("reference"):
            known = self.by_reference.get((office.pk, number))
            if known in self.by_key:
                return self.by_key[known]
        title = row.get("title")
        if not title:
            return None
        return self._of_title(office, title, row.get("plan_year"))

    def _of_title(self, office: Organization, title: str, year: int | None) -> MonitoringEntry | None:
        found = self.by_title.get((office.pk, fold(title)), [])
        if year is not None:
            found = [ppa for ppa in found if ppa.plan_year in (year, None)]
        if len(found) > 1:
            raise BadRow(
                "title",
                _("%(count)d PPAs of this office have this title: give the PPA ID, or the year it is planned for.")
                % {"count": len(found)},
            )
        return found[0] if found else None


def reaches(reach_: Reach, ppa: MonitoringEntry) -> bool:
    return reach_.everything or ppa.lead_organization_id in reach_.organizations


def status_words(ppa: MonitoringEntry) -> str:
    return str(PPAStatus(ppa.status).label).lower()


def shown_value(value: Any) -> str:
    if value is None or value in ("", []):
        return ""
    if isinstance(value, list | tuple):
        return " | ".join(map(str, value))
    return str(value)
