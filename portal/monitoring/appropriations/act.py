"""What the printed act says: its lines as a tree, the works it itemises, and the results it promises.

The levels of the printed tables include each other. ``PrintedLine.leaves`` cuts them so that every peso stands once.
"""

import csv
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from decimal import Decimal
from pathlib import Path

from portal.core.text import fold
from portal.monitoring.enums import CostStructure, ExpenseClass

DATA = Path(__file__).parent.parent / "data"
PROGRAMS, WORKS, INDICATORS = "programs_2024.csv", "public_works_2024.csv", "indicators_2024.csv"
OFFICES, RECORDED = "offices_of_the_act.csv", "recorded_programs.csv"

_in_brackets = re.compile(r"\([^)]*\)")
_program = re.compile(r"\bprograms?\b")


def key_of(title: str) -> str:
    """A title without what differs between two prints of it: short names in brackets, the word "program", capitals."""
    return " ".join(_program.sub(" ", fold(_in_brackets.sub(" ", title).replace("&", " and "))).split())


@dataclass(eq=False)
class PrintedLine:
    """A line of the tables “Appropriations, by Program”, with the lines printed below it."""

    row: int
    chapter: str
    """The office whose chapter it is in; ``office`` may be one attached to it."""

    office: str
    cost_structure: str
    level: int
    title: str
    amounts: dict[ExpenseClass, Decimal]
    page: int
    above: "PrintedLine | None" = None
    below: list["PrintedLine"] = field(default_factory=list)

    @property
    def total(self) -> Decimal:
        return sum(self.amounts.values(), Decimal(0))

    @property
    def is_all_operations(self) -> bool:
        """The line that holds all operations of its office."""
        return self.level == 0 and self.cost_structure == CostStructure.OPERATIONS

    @property
    def is_split(self) -> bool:
        """Whether the lines below it are all of it: they add up to it exactly, in each class."""
        return bool(self.below) and all(
            amount == sum(line.amounts[which] for line in self.below) for which, amount in self.amounts.items()
        )

    @property
    def leaves(self) -> Iterator["PrintedLine"]:
        """The lines that take its place so that every peso stands once: itself, where those below are not all of it."""
        if not self.is_split:
            yield self
            return
        for line in self.below:
            yield from line.leaves

    @property
    def within(self) -> Iterator["PrintedLine"]:
        """All lines printed below it, at any depth."""
        for line in self.below:
            yield line
            yield from line.within


@dataclass(frozen=True)
class Work:
    """One of the public works that the act itemises."""

    row: int
    area: str
    title: str
    amount: Decimal
    page: int

    @property
    def town(self) -> str:
        """What its title ends with, which mostly is the town."""
        return self.title.rpartition(",")[2].strip()


@dataclass(frozen=True)
class PrintedIndicator:
    """A result that the act promises, with its target as printed."""

    row: int
    chapter: str
    program: str
    level: str
    text: str
    target: str
    value: Decimal | None
    """None where the target is no plain number."""

    unit: str
    page: int


@dataclass(frozen=True)
class RecordedProgram:
    """A program as another public list records it: no year, amounts unverified."""

    acronym: str
    title: str
    budget: Decimal
    outcomes: int
    outputs: int


def lines() -> list[PrintedLine]:
    """The lines of level 0 (administration, support, operations of each office), with those below them."""
    tops: list[PrintedLine] = []
    path: list[PrintedLine] = []
    for record in _read(PROGRAMS):
        line = PrintedLine(
            row=int(record["row"]),
            chapter=record["office"],
            office=record["sub_office"] or record["office"],
            cost_structure=record["cost_structure"],
            level=int(record["level"]),
            title=record["title"],
            amounts={
                ExpenseClass.PS: Decimal(record["ps"] or 0),
                ExpenseClass.MOOE: Decimal(record["mooe"] or 0),
                ExpenseClass.CO: Decimal(record["co"] or 0),
            },
            page=int(record["pdf_page"]),
        )
        path = [above for above in path if above.level < line.level]
        if path:
            line.above = path[-1]
            path[-1].below.append(line)
        else:
            tops.append(line)
        path.append(line)
    return tops


def works() -> list[Work]:
    return [
        Work(
            row=int(record["row"]),
            area=record["list_area"],
            title=record["title"],
            amount=Decimal(record["amount"]),
            page=int(record["pdf_page"]),
        )
        for record in _read(WORKS)
    ]


def indicators() -> list[PrintedIndicator]:
    return [
        PrintedIndicator(
            row=int(record["row"]),
            chapter=record["office"],
            program=record["program"],
            level=record["level"],
            text=record["indicator"],
            target=record["target"],
            value=Decimal(record["target_value"]) if record["target_value"] else None,
            unit=record["unit"],
            page=int(record["pdf_page"]),
        )
        for record in _read(INDICATORS)
    ]


def recorded_programs() -> list[RecordedProgram]:
    return [
        RecordedProgram(
            acronym=record["mao"],
            title=record["title"],
            budget=Decimal(record["approved_budget_php"]),
            outcomes=int(record["outcome_indicators"]),
            outputs=int(record["output_indicators"]),
        )
        for record in _read(RECORDED)
    ]


def acronyms() -> dict[str, str]:
    """The register's acronym of each office, by its printed name."""
    return {record["printed"]: record["acronym"] for record in _read(OFFICES)}


def _read(name: str) -> Iterator[dict[str, str]]:
    with (DATA / name).open(encoding="utf-8", newline="") as file:
        yield from csv.DictReader(file)
