"""What the columns of a ministry's sheet can be, how each is read, and what ministries call it."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from functools import cached_property
from typing import Any
from uuid import UUID

from django.db.models import F, Q
from django.utils.dateparse import parse_date
from django.utils.text import format_lazy
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from portal.core.importing import BadCell, choice, day, decimal, integer, listed, spelled, text
from portal.core.models import DevelopmentGoal, FundingSource, Sector
from portal.core.text import fold
from portal.monitoring.enums import (
    BeneficiaryUnit,
    ComplianceTag,
    CostStructure,
    ExpenseClass,
    FlowType,
    ImportKind,
    InterventionType,
    PPACategory,
    PPAPriority,
)
from portal.monitoring.models import ImportAlias, MoneyLine, MonitoringEntry, MonitoringEntryFunding
from portal.organizations.models import Organization

PPAS, LINES, FLOWS = ImportKind.PPAS, ImportKind.LINES, ImportKind.FLOWS
EVERY_KIND = (PPAS, LINES, FLOWS)
REFERENCE_LENGTH = 60
MONTHS = ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"]
DASHES = {"-", "–", "—", "n/a", "na"}
"""What accountants write where there is nothing."""


class UnknownName(BadCell):
    """A name that the list of its column does not have: somebody can say once what it means."""

    def __init__(self, sentence: str, name: str) -> None:
        super().__init__(sentence)
        self.name = name


@dataclass(frozen=True)
class SheetColumn:
    """A column that a sheet may have; ``called`` are other headers under which ministries write it."""

    name: str
    label: Any
    help: Any
    kinds: tuple[ImportKind, ...]
    called: tuple[str, ...] = ()
    is_amount: bool = False
    is_named: bool = False
    """Its cells name rows of a list, so that they can have aliases."""

    @cached_property
    def headers(self) -> set[str]:
        return {spelled(self.name), spelled(str(self.label)), *map(spelled, self.called)}


def _column(name: str, label: Any, help: Any, *kinds: ImportKind, called: Sequence[str] = (), **what: bool) -> Any:
    return SheetColumn(name, label, help, kinds or (PPAS,), tuple(called), **what)


TAGS = {f"tag_{tag}": tag for tag in ComplianceTag.values}
CLASSES = {f"amount_{value}": value for value in ExpenseClass.values}
COLUMNS: list[SheetColumn] = [
    _column("id", gettext_lazy("PPA ID"), gettext_lazy("As the portal exports it; leave it empty for a new PPA."),
            *EVERY_KIND),
    _column("reference", gettext_lazy("Your own number"),
            gettext_lazy("The number your sheet gives the PPA. By it the PPA is known again when its title changes."),
            *EVERY_KIND, called=["reference", "reference code", "aip reference code", "ppa code", "project id"]),
    _column("office", gettext_lazy("Office"), gettext_lazy("Acronym or full name of the ministry, agency or office."),
            *EVERY_KIND, called=["ministry", "agency", "mao", "implementing office", "implementing agency",
                                 "implementing unit", "lead office", "ministry/agency/office"], is_named=True),
    _column("title", gettext_lazy("Title"), gettext_lazy("What the program, project or activity is called."),
            *EVERY_KIND, called=["ppa", "ppas", "program/project/activity", "programs/projects/activities",
                                 "project", "project title", "name of project", "activity", "project name",
                                 "name of program/activity/project", "name of program/project/activity",
                                 "program/activity/project", "name of ppa", "title of project",
                                 "program project activity", "ppa description", "particulars"]),
    _column("parent", gettext_lazy("Part of"), gettext_lazy("Title of the PPA that it is a part of."), PPAS),
    _column("description", gettext_lazy("What it does, and for whom"), gettext_lazy("A few sentences."), PPAS,
            called=["description", "objective", "objectives"]),
    _column("category", gettext_lazy("Category"), gettext_lazy("Whose PPA it is."), PPAS, is_named=True),
    _column("sector", gettext_lazy("Sector"), gettext_lazy("One of the six sectors."), PPAS, is_named=True),
    _column("intervention_type", gettext_lazy("Kind of work"), gettext_lazy("Education, health, …"), PPAS,
            called=["type", "intervention"], is_named=True),
    _column("priority", gettext_lazy("Priority"), gettext_lazy("Low, medium, high or urgent."), PPAS, is_named=True),
    _column("cost_structure", gettext_lazy("Cost structure"), gettext_lazy("GAS, STO or OPERATIONS."), PPAS,
            is_named=True),
    _column("program", gettext_lazy("Program"), gettext_lazy("The program of the act that it stands under."), PPAS),
    _column("program_code", gettext_lazy("Program code"), gettext_lazy("PAP or UACS code."), PPAS,
            called=["uacs", "uacs code", "pap code", "pap"]),
    _column("plan_reference", gettext_lazy("Plan reference"), gettext_lazy("Where the plan names it."), PPAS),
    _column("plan_year", gettext_lazy("Planned in the fiscal year"), gettext_lazy("Such as 2027."), PPAS,
            called=["plan year", "year planned"]),
    _column("planned_start", gettext_lazy("Planned start"), gettext_lazy("A date, such as 2027-02-01."), PPAS,
            called=["start", "start date", "starting date", "date started"]),
    _column("planned_end", gettext_lazy("Planned end"), gettext_lazy("A date, such as 2027-11-30."), PPAS,
            called=["end", "end date", "completion", "completion date", "target completion", "target date"]),
    _column("places", gettext_lazy("Places"),
            gettext_lazy("Region, province, town, barangay or community; several with | between them."), PPAS,
            called=["place", "location", "region", "regions", "province", "municipality", "city/municipality",
                    "project location", "coverage", "area"]),
    _column("unit", gettext_lazy("Counted in"), gettext_lazy("Persons, households, organizations or communities."),
            PPAS, is_named=True),
    _column("target_beneficiaries", gettext_lazy("Beneficiaries, target"), gettext_lazy("How many it is to reach."),
            PPAS, called=["beneficiaries", "target beneficiaries", "no. of beneficiaries", "number of beneficiaries"]),
    _column("target_obc", gettext_lazy("Of them OBC, target"), gettext_lazy("How many of them live in OBCs."), PPAS,
            called=["obc beneficiaries", "target obc beneficiaries"]),
    _column("obc_budget_share", gettext_lazy("OBC share (%)"), gettext_lazy("Percent of its money meant for OBCs."),
            PPAS, called=["obc share", "% for obc"]),
    _column("partners", gettext_lazy("Partners"), gettext_lazy("Acronyms of other offices, with | between them."), PPAS,
            called=["partner", "partner agencies", "partner agency"], is_named=True),
    _column("goals", gettext_lazy("Goals it serves"), gettext_lazy("Codes or names of goals, with | between them."),
            PPAS, called=["goals", "sdg goals"], is_named=True),
    *[
        _column(name, format_lazy("{} (₱)", tag.upper()), gettext_lazy("How much of its money serves this cause."),
                PPAS, called=[tag, f"{tag} budget", f"{tag} amount"], is_amount=True)
        for name, tag in TAGS.items()
    ],
    _column("source", gettext_lazy("Source"), gettext_lazy("The paper that says so."), PPAS,
            called=["document", "basis"]),
    _column("fiscal_year", gettext_lazy("Fiscal year of the money"), gettext_lazy("Such as 2027."), *EVERY_KIND,
            called=["fiscal year", "fy", "year", "budget year"]),
    _column("funding_source", gettext_lazy("Funding source"), gettext_lazy("Block grant, SDF, GAAB, …"), *EVERY_KIND,
            called=["fund source", "source of fund", "source of funds", "fund"], is_named=True),
    _column("source_name", gettext_lazy("Which other source"),
            gettext_lazy("Only where the funding source is “other”: its name."), *EVERY_KIND),
    _column("expense_class", gettext_lazy("Class"), gettext_lazy("PS, MOOE, FinEx or CO."), *EVERY_KIND,
            called=["expense class", "allotment class", "object class", "ps/mooe/co"], is_named=True),
    _column("amount", gettext_lazy("Amount (₱)"), gettext_lazy("Pesos, of the class in the column “Class”."),
            *EVERY_KIND, called=["amount", "amount (php)", "amount in php", "cost", "budget", "proposed budget",
                                 "appropriation", "appropriations"], is_amount=True),
    *[
        _column(f"amount_{value}", format_lazy("{} (₱)", value), gettext_lazy("Pesos of this class, in a column of its "
                "own."), PPAS, called=[value, *names], is_amount=True)
        for value, names in {
            "PS": ["personnel services", "personal services"],
            "MOOE": ["maintenance and other operating expenses", "maintenance & other operating expenses"],
            "FinEx": ["fe", "financial expenses"],
            "CO": ["capital outlay", "capital outlays"],
        }.items()
    ],
    _column("total", gettext_lazy("Total (₱)"), gettext_lazy("Is compared with the sum of the classes."), PPAS,
            called=["total", "total amount", "total cost", "total budget", "grand total"], is_amount=True),
    _column("type", gettext_lazy("What happened"),
            gettext_lazy("Allocation (allotment), adjustment, obligation or disbursement."), FLOWS,
            called=["transaction", "transaction type", "flow", "kind"], is_named=True),
    _column("on", gettext_lazy("On"), gettext_lazy("The day it happened, such as 2026-03-31."), FLOWS,
            called=["date", "day", "date released", "transaction date", "as of"]),
    _column("tranche", gettext_lazy("Tranche"), gettext_lazy("Such as “first half”."), FLOWS),
    _column("document", gettext_lazy("Document"), gettext_lazy("SARO, obligation request, voucher with its number."),
            FLOWS, called=["document no.", "reference no.", "saro no.", "ors no.", "dv no.", "voucher"]),
    _column("reason", gettext_lazy("Reason"), gettext_lazy("Needed for an adjustment. It names no person."), FLOWS,
            called=["remarks"]),
]  # fmt: skip
BY_NAME = {column.name: column for column in COLUMNS}
NAMED = [column.name for column in COLUMNS if column.is_named]

ALIASES: dict[str, dict[str, tuple[str, ...]]] = {
    "expense_class": {
        "PS": ("personal services", "personnel services", "salaries"),
        "MOOE": ("maintenance and other operating expenses", "maintenance & other operating expenses", "operating"),
        "FinEx": ("fe", "financial expenses"),
        "CO": ("capital outlay", "capital outlays", "capital"),
    },
    "funding_source": {
        "block_grant": ("bg", "annual block grant"),
        "sdf": ("special development fund",),
        "gaab": ("gaab", "general appropriations act of the bangsamoro"),
        "gaa": ("national gaa", "gaa", "national"),
        "tdif": ("transitional development impact fund",),
        "supplemental_budget": ("sb", "supplemental"),
        "oda": ("oda", "official development assistance"),
        "internal": ("regional taxes", "local revenue", "internal revenue"),
        "lgu": ("lgu", "local", "local government"),
        "other": ("others",),
    },
    "type": {
        "allocation": ("allotment", "allotment release", "release", "released", "saro"),
        "adjustment": ("realignment", "augmentation", "modification"),
        "obligation": ("obligated", "obligations", "ors"),
        "disbursement": ("disbursed", "paid", "payment", "disbursements"),
    },
    "sector": {
        "economic": ("economic",),
        "social": ("social", "social services"),
        "infrastructure": ("infra",),
        "environment": ("drrm", "environment"),
        "governance": ("institution building",),
        "peace_security": ("peace", "security", "peace and security"),
    },
    "unit": {"persons": ("people", "individuals", "person"), "households": ("families", "family", "hh")},
    "priority": {"medium": ("normal", "moderate")},
    "cost_structure": {
        "GAS": ("general administration",),
        "OPERATIONS": ("operation",),
        "STO": ("support",),
    },
}
"""What ministries call things, beside code and name."""


def columns_of(kind: str) -> list[SheetColumn]:
    return [column for column in COLUMNS if kind in column.kinds]


class Names:
    """The lists that cells name rows of, each read once, with what the office's sheets call them."""

    def __init__(self, office: Organization | None = None) -> None:
        self.office = office

    def options(self, column: str) -> dict[str, Any]:
        """What each spelling means: codes, names, and what people are used to write."""
        if column not in self._read:
            self._read[column] = self._with_aliases(column, self._own(column))
        return self._read[column]

    @cached_property
    def _read(self) -> dict[str, dict[str, Any]]:
        return {}

    def offered(self, column: str) -> list[tuple[str, str]]:
        """What can be chosen where somebody says what a name means: the spelling that is stored, and its label."""
        match column:
            case "office" | "partners":
                rows = Organization.objects.active().order_by("acronym", "sort_name")
                return [(row.acronym or row.name, str(row)) for row in rows]
            case "sector" | "funding_source" | "goals":
                return [(row.code, row.name) for row in _rows(column)]
        return [(str(value), str(label)) for value, label in ENUMS[column].choices]

    def _own(self, column: str) -> dict[str, Any]:
        match column:
            case "office" | "partners":
                return {s: row for row in Organization.objects.active() for s in (row.acronym, row.name) if s}
            case "sector" | "funding_source" | "goals":
                return {s: row for row in _rows(column) for s in (row.code, row.name)}
        return {str(s): option for option in ENUMS[column] for s in (option.value, option.label)}

    def _with_aliases(self, column: str, options: dict[str, Any]) -> dict[str, Any]:
        """The portal's own names win over what people are used to write, what somebody said of this office over all."""
        usual = {
            alias: options[value] for value, names in ALIASES.get(column, {}).items() for alias in names
            if value in options
        }  # fmt: skip
        by_spelling = {spelled(name): option for name, option in {**usual, **options}.items()}
        rows = ImportAlias.objects.filter(Q(office=self.office) | Q(office=None), column=column)
        said = {
            row.spelling: by_spelling[spelled(row.meaning)]
            for row in rows.order_by(F("office").asc(nulls_first=True))
            if spelled(row.meaning) in by_spelling
        }
        return {**usual, **options, **said}


ENUMS: dict[str, Any] = {
    "category": PPACategory,
    "intervention_type": InterventionType,
    "priority": PPAPriority,
    "cost_structure": CostStructure,
    "unit": BeneficiaryUnit,
    "expense_class": ExpenseClass,
    "type": FlowType,
}


def _rows(column: str) -> Any:
    models: dict[str, Any] = {"sector": Sector, "funding_source": FundingSource, "goals": DevelopmentGoal}
    return models[column].objects.active()


# ---- Parsers ---------------------------------------------------------------------------------------------------------


def parsers(kind: str, names: Names, *, unit: int = 1) -> dict[str, Callable[[Any], Any]]:
    """How each column of this kind is read. ``unit`` is how many pesos a 1 means: 1, or 1,000 as in printed budgets."""
    may_be_negative = kind == FLOWS
    found: dict[str, Callable[[Any], Any]] = {
        "id": _uuid,
        "reference": text(max_length=REFERENCE_LENGTH),
        "title": _title,
        "parent": text(max_length=255),
        "description": text(max_length=5000),
        "program": text(max_length=_length(MonitoringEntry, "program")),
        "program_code": text(max_length=_length(MonitoringEntry, "program_code")),
        "plan_reference": text(max_length=_length(MonitoringEntry, "plan_reference")),
        "source": text(max_length=_length(MonitoringEntry, "source")),
        "plan_year": fiscal_year,
        "fiscal_year": fiscal_year,
        "planned_start": sheet_day,
        "planned_end": sheet_day,
        "on": sheet_day,
        "places": listed(text(max_length=255)),
        "target_beneficiaries": integer(),
        "target_obc": integer(),
        "obc_budget_share": percent,
        "source_name": text(max_length=_length(MoneyLine, "source_name")),
        "amount": pesos(unit, negative=may_be_negative),
        "total": pesos(unit),
        "tranche": text(max_length=_length(MonitoringEntryFunding, "tranche")),
        "document": text(max_length=_length(MonitoringEntryFunding, "document")),
        "reason": text(max_length=_length(MonitoringEntryFunding, "reason")),
        **{name: pesos(unit) for name in (*TAGS, *CLASSES)},
        **{name: named(names.options(name)) for name in NAMED if name not in ("partners", "goals") and kind in
           BY_NAME[name].kinds},
    }  # fmt: skip
    if kind == PPAS:
        found |= {name: listed(named(names.options(name))) for name in ("partners", "goals")}
    return {column.name: found[column.name] for column in columns_of(kind)}


def named(options: Mapping[str, Any]) -> Callable[[Any], Any]:
    parse_choice = choice(options)

    def parse(cell: Any) -> Any:
        try:
            return parse_choice(cell)
        except BadCell as error:
            raise UnknownName(str(error), text(max_length=255)(cell)) from None

    return parse


def pesos(unit: int, *, negative: bool = False) -> Callable[[Any], Decimal]:
    """Pesos with centavos; ``(1,250.00)`` is a negative amount, as accountants write it."""
    exact = decimal(places=2 if unit == 1 else 5, digits=14, minimum=None)

    def parse(cell: Any) -> Decimal:
        if isinstance(cell, str) and (bare := cell.strip()).startswith("(") and bare.endswith(")"):
            value = -abs(exact(bare[1:-1]))
        else:
            value = exact(cell)
        value = (value * unit).quantize(Decimal("0.01"))
        if value < 0 and not negative:
            raise BadCell(_("An amount cannot be negative."))
        if abs(value) >= Decimal(10) ** 12:
            raise BadCell(_("This number is too large."))
        return value

    return parse


def percent(cell: Any) -> Decimal:
    """0 to 100; ``25 %`` is written with its sign or without."""
    value = decimal(places=2, digits=5)(cell.strip().rstrip("%").strip() if isinstance(cell, str) else cell)
    if value > 100:
        raise BadCell(_("A share lies between 0 and 100 percent."))
    return value


def fiscal_year(cell: Any) -> int:
    """2027, “FY 2027” or “CY2027”."""
    written = cell.strip().upper().removeprefix("FY").removeprefix("CY").strip() if isinstance(cell, str) else cell
    try:
        value = integer()(written.replace(",", "") if isinstance(written, str) else written)
    except BadCell:
        raise BadCell(_("This is no fiscal year; write it like 2027.")) from None
    if not 2019 <= value <= 2100:
        raise BadCell(_("A fiscal year lies between 2019 and 2100."))
    return value


def sheet_day(cell: Any) -> Any:
    """A date cell, 2027-03-31, or a day with the month in letters: “March 31, 2027”, “31-Mar-2027”."""
    if isinstance(cell, str) and (found := _with_month_in_letters(cell)):
        return found
    if isinstance(cell, int | float):
        raise BadCell(_("This is a number and no date; give the cell the form of a date, or write 2026-11-22."))
    return day(cell)


def _with_month_in_letters(written: str) -> Any:
    words = fold(written.replace("-", " ").replace(".", " ")).split()
    months = [word for word in words if word[:3] in MONTHS and word.isalpha()]
    numbers = sorted((word for word in words if word.isdecimal()), key=len)
    if len(words) != 3 or len(months) != 1 or len(numbers) != 2 or len(numbers[1]) != 4:
        return None
    try:
        return parse_date(f"{numbers[1]}-{MONTHS.index(months[0][:3]) + 1:02}-{int(numbers[0]):02}")
    except ValueError:
        return None


def _title(cell: Any) -> str:
    """One line: ministries break long titles."""
    return " ".join(text(max_length=255)(cell).split())


def _uuid(cell: Any) -> UUID:
    try:
        return UUID(text()(cell))
    except ValueError:
        raise BadCell(_("This is no PPA ID: leave it as it was exported, or empty.")) from None


def _length(model: Any, name: str) -> int | None:
    length: int | None = model._meta.get_field(name).max_length
    return length
