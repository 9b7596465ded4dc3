"""What the text of a recommendation says: as plain values, in words, and from one version to another."""

import datetime
import difflib
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.core.exceptions import ValidationError
from django.utils.formats import date_format
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.text import capfirst
from django.utils.translation import gettext as _

from portal.core.actions import ActionRefused
from portal.core.text import plain
from portal.needs.desk.words import count_in_words, pesos_in_words

from .models import PolicyBudgetYear, PolicyConsideration, PolicyRecommendation

TEXTS = (
    "title",
    "title_fil",
    "summary",
    "summary_fil",
    "problem_statement",
    "rationale",
    "proposed_solution",
    "full_text",
    "resource_requirements",
)
"""What people write: the audit record only says that it changed."""

FACTS = (
    "category",
    "type",
    "scope",
    "priority",
    "expected_beneficiaries",
    "starts_on",
    "ends_on",
    "source",
)
MANY = ("sectors", "regions", "communities", "lead_organizations", "partner_organizations")
ROWS = ("considerations", "budget_years")
"""Given whole: texts, and pairs of a fiscal year and pesos. What is not named any more goes."""

READ = (
    "summary",
    "summary_fil",
    "problem_statement",
    "rationale",
    "proposed_solution",
    "full_text",
    "resource_requirements",
    "considerations",
)
"""In the order in which a reader meets them."""

AT_A_GLANCE = (
    "title_fil",
    "category",
    "type",
    "scope",
    "priority",
    "sectors",
    "regions",
    "communities",
    "lead_organizations",
    "partner_organizations",
    "expected_beneficiaries",
    "starts_on",
    "ends_on",
    "budget_years",
    "source",
)
IN_ORDER = ("title", *READ, *AT_A_GLANCE)


def facts_of(text: PolicyRecommendation) -> dict[str, Any]:
    """What the audit record keeps with before and after: facts and keys, not a word of the text."""
    return {**{name: getattr(text, name) for name in FACTS}, **{name: _keys(text, name) for name in MANY}}


def contents_of(text: PolicyRecommendation) -> dict[str, Any]:
    """Everything that this version says, so that two versions can be compared."""
    return {
        **{name: getattr(text, name) for name in TEXTS},
        **facts_of(text),
        "considerations": considerations_of(text),
        "budget_years": sorted((row.fiscal_year, Decimal(row.amount)) for row in text.budget_years.all()),
    }


def considerations_of(text: PolicyRecommendation) -> list[str]:
    return [row.text for row in sorted(text.considerations.all(), key=lambda row: row.sort_order or 0)]


def put(text: PolicyRecommendation, values: Mapping[str, Any]) -> None:
    """Set these contents; what is not named stays. Nothing is saved."""
    for name in (*TEXTS, *FACTS):
        if name in values:
            value = values[name]
            setattr(text, name, plain(value) if isinstance(value, str) else value)
    for name in MANY:
        if name in values:
            setattr(text, name, list(values[name]))
    if "considerations" in values:
        said = [plain(line) for line in values["considerations"]]
        text.considerations = _considerations(text, [line for line in said if line])
    if "budget_years" in values:
        text.budget_years = _budget_years(text, values["budget_years"])


def _considerations(text: PolicyRecommendation, lines: list[str]) -> list[PolicyConsideration]:
    rows = [PolicyConsideration(policy=text, sort_order=place, text=line) for place, line in enumerate(lines)]
    for row in rows:
        _check(row, "considerations")
    return rows


def _budget_years(text: PolicyRecommendation, pairs: Iterable[tuple[int, Decimal]]) -> list[PolicyBudgetYear]:
    """A year that is on record keeps its row, whichever draft names it again."""
    pairs = list(pairs)
    if len({year for year, _amount in pairs}) < len(pairs):
        raise ActionRefused(_("Name each fiscal year once."))
    on_record = dict(PolicyBudgetYear.objects.filter(policy=text.pk).values_list("fiscal_year", "pk"))
    rows = [
        PolicyBudgetYear(pk=on_record.get(year), policy=text, fiscal_year=year, amount=amount)
        for year, amount in sorted(pairs)
    ]
    for row in rows:
        _check(row, "budget_years")
    return rows


def _check(row: Any, name: str) -> None:
    try:
        row.clean_fields(exclude=["policy"])
    except ValidationError as error:
        raise ValidationError({name: error.messages}) from error


def _keys(text: PolicyRecommendation, name: str) -> list[Any]:
    return sorted(row.pk for row in getattr(text, name).all())


# ---- In words --------------------------------------------------------------------------------------------------------


def label_of(name: str) -> str:
    field: Any = PolicyRecommendation._meta.get_field(name)
    if name in ROWS:
        return capfirst(str(field.related_model._meta.verbose_name_plural))
    return capfirst(str(field.verbose_name))


def words_of(text: PolicyRecommendation, name: str) -> str:
    """What this version says of one thing; empty where it says nothing."""
    if name == "considerations":
        return "\n".join(considerations_of(text))
    if name == "budget_years":
        rows = sorted(text.budget_years.all(), key=lambda row: row.fiscal_year)
        return "\n".join(f"{row.fiscal_year}: ₱{pesos_in_words(row.amount)}" for row in rows)
    if name == "regions":
        return _named(text, name) or _("All regions where communities live")
    if name in MANY:
        return _named(text, name)
    value = getattr(text, name)
    if name == "expected_beneficiaries":
        return count_in_words(value)
    if isinstance(value, datetime.date):
        return date_format(value, "DATE_FORMAT")
    if text._meta.get_field(name).choices:
        return str(getattr(text, f"get_{name}_display")())
    return value or ""


def _named(text: PolicyRecommendation, name: str) -> str:
    return ", ".join(sorted(str(getattr(row, "short_name", row)) for row in getattr(text, name).all()))


def budget_of(text: PolicyRecommendation) -> Decimal | None:
    """What it would cost in all years of this version; None where nobody has costed it."""
    amounts = [Decimal(row.amount) for row in text.budget_years.all()]
    return sum(amounts, Decimal(0)) if amounts else None


# ---- From one version to another -------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Side:
    """One thing that two versions say differently."""

    label: str
    old: str
    new: str

    @property
    def changes(self) -> SafeString:
        """What was taken out and what was put in, in one text."""
        return format_html_join("", "{}", ((part,) for part in _marked(_words(self.old), _words(self.new))))


def _words(text: str) -> list[str]:
    """Words, and what stands between them."""
    return re.findall(r"\s+|\S+", text)


def _marked(old: list[str], new: list[str]) -> Iterator[SafeString]:
    marks = {
        "equal": "{0}",
        "delete": "<del>{0}</del>",
        "insert": "<ins>{1}</ins>",
        "replace": "<del>{0}</del> <ins>{1}</ins>",
    }
    matcher = difflib.SequenceMatcher(str.isspace, old, new, autojunk=False)
    for kind, old_from, old_to, new_from, new_to in matcher.get_opcodes():
        yield format_html(marks[kind], "".join(old[old_from:old_to]), "".join(new[new_from:new_to]))


def sides_of(old: PolicyRecommendation, new: PolicyRecommendation) -> list[Side]:
    """What differs between two versions, in the order of the text."""
    return list(_sides(old, new))


def _sides(old: PolicyRecommendation, new: PolicyRecommendation) -> Iterator[Side]:
    before, after = contents_of(old), contents_of(new)
    for name in IN_ORDER:
        if before[name] != after[name]:
            yield Side(label_of(name), words_of(old, name), words_of(new, name))
