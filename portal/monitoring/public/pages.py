"""A PPA as public pages and files tell it: facts that are law or counted, no draft, no name of staff, no note.

Only of PPAs read by ``told_rows``: their texts name no community that may not be named.
"""

import datetime
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from functools import cached_property
from typing import Any
from uuid import UUID

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import OuterRef, Prefetch, Q
from django.db.models.functions import JSONObject
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from portal.core.in_words import about_pesos, number_of_pesos, percent_in_words, pesos_in_words
from portal.core.models import DevelopmentGoal
from portal.monitoring.enums import BeneficiarySector, ExpenseClass, PPAStatus
from portal.monitoring.figures.funding import parts_of
from portal.monitoring.figures.money import CLASS, PPA, YEAR, Money, totals_by
from portal.monitoring.models import (
    BeneficiaryGroup,
    MoneyLine,
    MonitoringEntry,
    NeedAddressed,
    PPAPlace,
    ProgressUpdate,
)
from portal.monitoring.results.framework import WITH_RESULTS
from portal.monitoring.telling import kind_of, public_words
from portal.needs.models import Need, NeedSummary
from portal.needs.querysets import PLACE_PATHS
from portal.organizations.models import Organization
from search.facade import Marks

from .facts import Row, office_code
from .places import everywhere, in_public, steps_of, with_untold, words_of
from .told import ToldMoney, ToldResult, results_of
from .words import CLASSES, GROUPS, count_in_words, state_in_words

WHOLE = "ppa__parent"
MOST_PARTS = 12


class PublicPPA:
    """One PPA of ``told_rows``. ``money``: of its lines, or of its parts' lines, in the years that were chosen."""

    def __init__(self, ppa: Any, money: Money | None = None, *, marks: Marks | None = None) -> None:
        self.ppa = ppa
        self.told_money = ToldMoney(money or Money())
        self.marks = marks or Marks()

    @property
    def url(self) -> str:
        return reverse("programs:detail", args=[self.ppa.pk])

    @cached_property
    def title(self) -> str:
        return in_public(self.ppa.title, self.ppa.untold)

    @property
    def marked_title(self) -> list[tuple[str, bool]]:
        return self.marks.split(self.title)

    @cached_property
    def text(self) -> str:
        return in_public(self.ppa.description, self.ppa.untold)

    @property
    def lang(self) -> str:
        """Titles and texts of offices are in English."""
        return "en" if get_language() == "fil" else ""

    @property
    def office(self) -> str:
        return str(self.ppa.lead_organization.name)

    @property
    def status(self) -> str:
        """Of what was loaded from an act nobody reports whether work has begun."""
        if self.ppa.loaded_from and self.ppa.status == PPAStatus.ENACTED:
            return _("The law grants the money. Whether work has begun is not reported.")
        return public_words(self.ppa.status)

    @property
    def state(self) -> str:
        return state_in_words(self.ppa.status)

    @property
    def status_kind(self) -> str:
        return kind_of(self.ppa.status)

    @property
    def sector(self) -> str:
        return self.ppa.sector.label if self.ppa.sector else ""

    @cached_property
    def place_steps(self) -> list[list[Any]]:
        return [steps for row in self.ppa.places.all() if (steps := steps_of(row, self.ppa.untold))]

    @cached_property
    def places(self) -> list[str]:
        return list(dict.fromkeys(words_of(steps) for steps in self.place_steps))

    @property
    def place(self) -> str:
        return "; ".join(self.places) or everywhere()

    @property
    def regions(self) -> list[str]:
        return list(dict.fromkeys(steps[-1].code for steps in self.place_steps))

    @property
    def granted(self) -> str:
        return about_pesos(self.told_money.granted)

    @property
    def granted_exactly(self) -> str:
        return pesos_in_words(self.told_money.granted)

    @property
    def paid_rate(self) -> str:
        rate = self.told_money.paid_rate
        return "" if rate is None else percent_in_words(rate)

    @property
    def people(self) -> str:
        """How many it reached, or else is meant for, in words; empty where nobody counted."""
        count = self.ppa.actual_beneficiaries
        if count is None:
            count = self.ppa.target_beneficiaries
        return "" if count is None else count_in_words(count, self.ppa.beneficiary_unit)

    @property
    def is_reached(self) -> bool:
        return self.ppa.actual_beneficiaries is not None

    @property
    def end(self) -> datetime.date | None:
        """When it is to be done, as last revised."""
        return self.ppa.revised_end or self.ppa.planned_end

    @property
    def is_past_its_end(self) -> bool:
        """The day has gone by, and nobody said that it is done."""
        return self.ppa.actual_end is None and self.end is not None and self.end < timezone.localdate()

    @property
    def start(self) -> datetime.date | None:
        return self.ppa.revised_start or self.ppa.planned_start

    @property
    def has_parts(self) -> bool:
        return bool(self.ppa.part_keys)


def told_rows() -> Any:
    """PPAs that are law, with all that a line says of them: two statements, however many."""
    rows = MonitoringEntry.objects.public().select_related("lead_organization", "sector")
    parts = MonitoringEntry.objects.public().filter(parent=OuterRef("pk")).order_by().values("pk")
    places = PPAPlace.objects.select_related(*PLACE_PATHS.values())
    return with_untold(rows).annotate(part_keys=ArraySubquery(parts)).prefetch_related(Prefetch("places", places))


def shown(rows: Iterable[Row], *, years: Iterable[str] = (), marks: Marks | None = None) -> list[PublicPPA]:
    """A line for each of these rows, in their order, with the money of these years, or of all."""
    keys = [row.pk for row in rows]
    money = money_of(keys, years=years)
    found = {ppa.pk: PublicPPA(ppa, money.get(ppa.pk), marks=marks) for ppa in told_rows().filter(pk__in=keys)}
    return [found[key] for key in keys if key in found]


def money_of(keys: Sequence[UUID], *, years: Iterable[str] = ()) -> Mapping[UUID, Money]:
    """By PPA; of one with parts what these have together. Two statements."""
    lines = MoneyLine.objects.filter(ppa__status__in=PPAStatus.public())
    lines = lines.filter(Q(ppa__in=keys) | Q(ppa__parent__in=keys))
    if wanted := [int(year) for year in years]:
        lines = lines.filter(fiscal_year__in=wanted)
    sums: defaultdict[UUID, Money] = defaultdict(Money)
    for (key, whole), money in totals_by((PPA, WHOLE), lines).items():
        sums[key] += money
        if whole:
            sums[whole] += money
    return sums


# ---- The page of one -------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class AnsweredNeed:
    """A published need that it answers, with the pesos of its money for that."""

    summary: NeedSummary
    amount: Decimal | None

    @property
    def in_words(self) -> str:
        return pesos_in_words(self.amount)


@dataclass(frozen=True)
class MoneyPart:
    """What the law grants in one year for one kind of cost, from one source."""

    year: int
    kind: str
    source: str
    amount: Decimal

    @property
    def in_words(self) -> str:
        return number_of_pesos(self.amount)


class PublicPage(PublicPPA):
    """All that the page says; ``read`` gives it, in at most nine statements."""

    @classmethod
    def read(cls, pk: UUID) -> "PublicPage | None":
        ppa = _page_rows().filter(pk=pk).first()
        return cls(ppa) if ppa else None

    @cached_property
    def outcomes(self) -> list[Any]:
        return list(self.ppa.outcomes.all())

    @cached_property
    def results(self) -> list[ToldResult]:
        return list(results_of(self.outcomes, self.ppa.untold))

    @property
    def partners(self) -> list[str]:
        return list(self.ppa.partner_names)

    @property
    def goals(self) -> list[str]:
        name = "name_fil" if get_language() == "fil" else "name"
        return [goal[name] or goal["name"] for goal in self.ppa.goal_names]

    @property
    def office_code(self) -> str:
        """For the list."""
        return office_code(self.ppa.lead_organization.acronym, self.ppa.lead_organization.name)

    @property
    def title_of_whole(self) -> str:
        return in_public(self.ppa.parent.title, self.ppa.untold)

    @property
    def part_of(self) -> MonitoringEntry | None:
        """What it is a part of, where that is public too."""
        whole: MonitoringEntry | None = self.ppa.parent
        return whole if whole and whole.status in PPAStatus.public() else None

    @property
    def asked_by(self) -> Any:
        """The community that asked for it, where it may be named."""
        community = self.ppa.submitted_by_community
        return community if community and community.is_named else None

    @property
    def target(self) -> str:
        return count_in_words(self.ppa.target_beneficiaries, self.ppa.beneficiary_unit)

    @property
    def reached(self) -> str:
        return count_in_words(self.ppa.actual_beneficiaries, self.ppa.beneficiary_unit)

    @property
    def target_obc(self) -> str:
        return count_in_words(self.ppa.target_obc)

    @property
    def reached_obc(self) -> str:
        return count_in_words(self.ppa.actual_obc)

    @property
    def groups(self) -> list[tuple[str, str, str]]:
        """What is meant and reached by sex and sector; one person may stand in several."""
        return [
            (str(GROUPS[BeneficiarySector(row["group"])]), count_in_words(row["target"]), count_in_words(row["actual"]))
            for row in self.ppa.group_rows
        ]

    @property
    def progress(self) -> list[dict[str, Any]]:
        """As offices reported it, the newest quarter first: in percent of the work, no words of staff."""
        return [
            {
                "year": row["year"],
                "quarter": row["quarter"],
                "planned": percent_in_words(_decimal(row["planned"])),
                "done": percent_in_words(_decimal(row["done"])),
            }
            for row in self.ppa.progress_rows
        ]

    # ---- Money -------------------------------------------------------------------------------------------------------

    @cached_property
    def _sums(self) -> Mapping[Any, Money]:
        source = ("source__name", "source__name_fil", "source_name")
        public = MoneyLine.objects.filter(ppa__status__in=PPAStatus.public())
        lines = public.filter(ppa__parent=self.ppa) if self.has_parts else public.filter(ppa=self.ppa)
        return totals_by((PPA, YEAR, CLASS, *source), lines)

    @cached_property
    def money(self) -> ToldMoney:
        return ToldMoney(sum(self._sums.values(), Money()), label=_("All"), is_sum=True)

    @property
    def granted_exactly(self) -> str:
        return pesos_in_words(self.money.granted)

    @cached_property
    def years(self) -> list[ToldMoney]:
        sums: defaultdict[int, Money] = defaultdict(Money)
        for (_key, year, *_rest), money in self._sums.items():
            sums[year] += money
        return [ToldMoney(sums[year], label=str(year)) for year in sorted(sums)]

    @cached_property
    def money_parts(self) -> list[MoneyPart]:
        """Each line of the budget; of one with parts they stand on their pages."""
        sums: defaultdict[tuple[int, str, str], Decimal] = defaultdict(Decimal)
        classes = list(ExpenseClass)
        for (_key, year, kind, name, name_fil, other), money in self._sums.items():
            source = other or (name_fil if get_language() == "fil" and name_fil else name)
            sums[year, kind, source] += money.granted
        ordered = sorted(sums, key=lambda key: (key[0], classes.index(ExpenseClass(key[1])), key[2]))
        return [MoneyPart(key[0], str(CLASSES[ExpenseClass(key[1])]), key[2], sums[key]) for key in ordered]

    @cached_property
    def parts(self) -> list[PublicPPA]:
        """The largest of the parts that are public; the list has all of them."""
        if not self.has_parts:
            return []
        sums: defaultdict[UUID, Money] = defaultdict(Money)
        for (key, *_rest), money in self._sums.items():
            sums[key] += money
        largest = sorted(sums, key=lambda key: sums[key].granted, reverse=True)[:MOST_PARTS]
        rows = with_untold(MonitoringEntry.objects.public().filter(pk__in=largest))
        found = [PublicPPA(ppa, sums[ppa.pk]) for ppa in rows.order_by("sort_title", "pk")]
        return sorted(found, key=lambda one: -one.told_money.granted)

    @property
    def query_of_parts(self) -> str:
        """For the list."""
        return f"?part_of={self.ppa.pk}"

    # ---- Needs -------------------------------------------------------------------------------------------------------

    @cached_property
    def needs(self) -> list[AnsweredNeed]:
        """Those with a public page, with their part of the money."""
        summaries = NeedSummary.objects.listed().filter(need__addressed_by__ppa=self.ppa.pk).with_need()
        listed = list(summaries.order_by("first_published_at", "pk"))
        parts = parts_of(Need.objects.filter(pk__in=[one.need_id for one in listed])) if listed else {}
        return [AnsweredNeed(one, parts.get((self.ppa.pk, one.need_id))) for one in listed]

    @property
    def has_other_needs(self) -> bool:
        """Whether it answers needs of which no text is public."""
        return len(self.ppa.need_keys) > len(self.needs)


def _page_rows() -> Any:
    here = OuterRef("pk")
    partners = Organization.objects.filter(partnered_ppas=here).order_by("sort_name").values("name")
    goals = DevelopmentGoal.objects.filter(ppas=here).order_by("position", "name")
    groups = BeneficiaryGroup.objects.filter(ppa=here).order_by("pk")
    updates = ProgressUpdate.objects.filter(ppa=here).order_by("-fiscal_year", "-quarter")
    needs = NeedAddressed.objects.filter(ppa=here).order_by().values("pk")
    told = {"year": "fiscal_year", "quarter": "quarter", "planned": "target_pct", "done": "actual_pct"}
    return (
        told_rows()
        .select_related("parent", "submitted_by_community")
        .annotate(
            partner_names=ArraySubquery(partners),
            goal_names=ArraySubquery(goals.values(row=JSONObject(name="name", name_fil="name_fil"))),
            group_rows=ArraySubquery(groups.values(row=JSONObject(group="group", target="target", actual="actual"))),
            progress_rows=ArraySubquery(updates.values(row=JSONObject(**told))),
            need_keys=ArraySubquery(needs),
        )
        .prefetch_related(WITH_RESULTS)
    )


def _decimal(value: Any) -> Decimal | None:
    return None if value is None else Decimal(str(value))
