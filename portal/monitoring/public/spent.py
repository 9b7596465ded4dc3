"""Where the money goes: the figures of one year, or of all years, for the page and its tables."""

import datetime
from collections.abc import Iterable, Mapping
from decimal import Decimal
from functools import cached_property
from typing import Any

from django.urls import reverse
from django.utils import timezone
from django.utils.http import urlencode
from django.utils.translation import gettext as _

from portal.core.in_words import about_pesos, percent_in_words, pesos_in_words
from portal.core.models import Sector
from portal.geography.models import Region
from portal.geography.region_map import RegionMap, region_map
from portal.monitoring.enums import BeneficiaryUnit, PPAStatus
from portal.monitoring.figures.results import achievement_of
from portal.monitoring.figures.spending import Reach, Spending, reach_of_ppas, spending
from portal.monitoring.formulas.achievement import AchievementRate
from portal.monitoring.models import MoneyLine, MonitoringEntry
from portal.monitoring.querysets import MonitoringEntryQuerySet
from portal.needs.models import NeedSummary
from portal.organizations.models import Organization

from .facts import NOWHERE, office_code
from .places import everywhere
from .told import ToldMoney
from .words import REACHED, count_in_words, no_sector

ALL_YEARS = "all"


class Spent:
    """What an address asks for: ``?year=2024``, ``?year=all``; without it the newest year that has money."""

    def __init__(self, year: str) -> None:
        found = spending(self._lines)
        years = sorted(found.by_year)
        newest = str(years[-1]) if years else ALL_YEARS
        known = {ALL_YEARS, *map(str, years)}
        self.year = year if year in known else newest
        self.years = [str(one) for one in reversed(years)]
        self._all_years = found

    @property
    def as_of(self) -> datetime.date:
        return timezone.localdate()

    @property
    def _lines(self) -> Any:
        return MoneyLine.objects.filter(ppa__status__in=PPAStatus.public())

    @property
    def _fiscal_year(self) -> int | None:
        return None if self.year == ALL_YEARS else int(self.year)

    @cached_property
    def spending(self) -> Spending:
        return self._all_years if self._fiscal_year is None else self._all_years.of(self._fiscal_year)

    @property
    def is_all_years(self) -> bool:
        return self.year == ALL_YEARS

    @property
    def choices(self) -> list[tuple[str, str, bool]]:
        """Address, words, and whether it is the one in force."""
        years = [(f"?year={year}", year, year == self.year) for year in self.years]
        return [*years, (f"?year={ALL_YEARS}", _("All years"), self.is_all_years)] if years else []

    @property
    def query(self) -> str:
        return "" if self.is_all_years else f"?year={self.year}"

    # ---- The sum -----------------------------------------------------------------------------------------------------

    @cached_property
    def total(self) -> ToldMoney:
        return ToldMoney(self.spending.total, label=_("All"), is_sum=True)

    @property
    def granted(self) -> str:
        return about_pesos(self.total.granted)

    @property
    def granted_exactly(self) -> str:
        return pesos_in_words(self.total.granted)

    @property
    def obligated(self) -> str:
        return _known(self.total.obligated)

    @property
    def paid(self) -> str:
        return _known(self.total.paid)

    @property
    def obligated_rests(self) -> str:
        return self._rests(self.total.obligated_rate)

    @property
    def paid_rests(self) -> str:
        return self._rests(self.total.paid_rate)

    def _rests(self, rate: Decimal | None) -> str:
        numbers = {"n": count_in_words(self.reach.with_flows), "all": count_in_words(self.reach.ppas)}
        reported = _("%(n)s of %(all)s programs have reported") % numbers
        if rate is None:
            return reported
        return _("%(rate)s of what there is to spend; %(reported)s") % {
            "rate": percent_in_words(rate),
            "reported": reported,
        }

    # ---- Breakdowns --------------------------------------------------------------------------------------------------

    @cached_property
    def by_year(self) -> list[ToldMoney]:
        sums = self._all_years.by_year
        return [
            ToldMoney(sums[year], str(year), self._list_url(year=str(year), bare=True))
            for year in sorted(sums, reverse=True)
        ]

    @cached_property
    def by_office(self) -> list[ToldMoney]:
        sums = self.spending.by_office
        offices = Organization.objects.in_bulk(list(sums))
        lines = [
            ToldMoney(money, offices[key].name, self._list_url(office=_code(offices[key])))
            for key, money in sums.items()
        ]
        return _largest_first(lines)

    @cached_property
    def by_sector(self) -> list[ToldMoney]:
        sectors = Sector.objects.in_bulk()
        return _largest_first(
            ToldMoney(
                money,
                sectors[key].label if key else no_sector(),
                self._list_url(sector=sectors[key].code if key else NOWHERE),
            )
            for key, money in self.spending.by_sector.items()
        )

    @cached_property
    def _regions(self) -> Mapping[int, Region]:
        return Region.objects.in_bulk([key for key in self.spending.by_region if key])

    @cached_property
    def by_region(self) -> list[ToldMoney]:
        """In the order of the regions; last what names no place."""
        sums = self.spending.by_region
        ordered = sorted(self._regions.values(), key=lambda region: (region.position, region.sort_name))
        lines = [ToldMoney(sums[one.pk], one.label, self._list_url(region=one.code)) for one in ordered]
        if None in sums:
            lines.append(ToldMoney(sums[None], everywhere(), self._list_url(region=NOWHERE)))
        return lines

    @cached_property
    def map(self) -> RegionMap | None:
        sums = self.spending.by_region
        return region_map({region: sums[key].granted for key, region in self._regions.items()}, words=about_pesos)

    def _list_url(self, *, bare: bool = False, **chosen: str) -> str:
        """The list with just the PPAs that a number counts."""
        if not bare and not self.is_all_years:
            chosen = {"year": self.year, **chosen}
        return f"{reverse('programs:list')}?{urlencode(chosen)}"

    @property
    def list_url(self) -> str:
        return reverse("programs:list") + self.query

    # ---- For whom, with which result ---------------------------------------------------------------------------------

    @property
    def _ppas(self) -> MonitoringEntryQuerySet:
        """With money in these years: those with parts by their parts."""
        lines = self._lines if self._fiscal_year is None else self._lines.in_year(self._fiscal_year)
        return MonitoringEntry.objects.public().filter(pk__in=lines.order_by().values("ppa"))

    @cached_property
    def reach(self) -> Reach:
        return reach_of_ppas(self._ppas)

    @property
    def served(self) -> list[tuple[str, str, str]]:
        """Of each unit how many were reached, and what that rests on."""
        told = []
        for one in self.reach.served:
            if one.counted or one.target is not None:
                rests = _("counted by %(counted)s of %(ppas)s programs; meant for %(target)s") % {
                    "counted": count_in_words(one.counted),
                    "ppas": count_in_words(one.ppas),
                    "target": count_in_words(one.target, one.unit),
                }
                told.append((str(REACHED[BeneficiaryUnit(one.unit)]), count_in_words(one.reached), rests))
        return told

    @cached_property
    def results(self) -> AchievementRate:
        return achievement_of(self._ppas, self._fiscal_year)

    @cached_property
    def needs(self) -> int:
        """Published needs that these PPAs answer."""
        answered = NeedSummary.objects.listed().filter(need__addressed_by__ppa__in=self._ppas.values("pk"))
        return answered.order_by().values("pk").distinct().count()


def _known(amount: Decimal | None) -> str:
    return _("not reported") if amount is None else about_pesos(amount)


def _code(office: Organization) -> str:
    return office_code(office.acronym, office.name)


def _largest_first(lines: Iterable[ToldMoney]) -> list[ToldMoney]:
    return sorted(lines, key=lambda line: (-line.granted, line.label))
