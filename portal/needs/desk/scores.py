"""A score, term by term, as staff read it."""

from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.utils.formats import number_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from portal.needs import scoring
from portal.needs.enums import Equity, Feasibility, Urgency
from portal.needs.models import Need, NeedScoring

TERM_NAMES = {
    "urgency": gettext_lazy("Urgency"),
    "impact": gettext_lazy("Impact"),
    "feasibility": gettext_lazy("Feasibility"),
    "population": gettext_lazy("People affected"),
    "equity": gettext_lazy("Equity"),
}


@dataclass(frozen=True)
class Term:
    name: str
    given: str
    """What was found, in words; empty where it is not known."""

    value: Decimal | None
    """On 1 to 5."""

    weight: Decimal
    """Its share of all weights, in percent."""

    part: Decimal | None
    """What it brings to the score, of the weights that are known."""


@dataclass(frozen=True)
class Breakdown:
    score: scoring.Score | None
    terms: list[Term]
    version: int

    @property
    def known_percent(self) -> Decimal:
        return self.score.weight_coverage * 100 if self.score else Decimal()


def breakdown(need: Need) -> Breakdown:
    """The score that the inputs on this row give by today's weights, term by term."""
    made = scoring.score(need.inputs)
    given = in_words(
        {
            "urgency": need.urgency_level,
            "impact_severity": need.impact_severity,
            "feasibility": need.feasibility,
            "affected_population": need.affected_population,
            **{name: getattr(need, name) for name in Equity.values},
        }
    )
    return Breakdown(made, [_term(name, given[name], made) for name in scoring.WEIGHTS], scoring.VERSION)


def _term(name: str, given: str, made: scoring.Score | None) -> Term:
    weight, value = scoring.WEIGHTS[name], made.terms.get(name) if made else None
    part = value * weight / made.weight_coverage if made and value is not None else None
    return Term(str(TERM_NAMES[name]), given, value, weight * 100, part)


def in_words(inputs: dict[str, Any]) -> dict[str, str]:
    """What a scoring was made of, term by term, in words."""
    people, impact = inputs.get("affected_population"), inputs.get("impact_severity")
    return {
        "urgency": str(Urgency(inputs["urgency"]).label) if inputs.get("urgency") else "",
        "impact": _("%(impact)d of 5") % {"impact": impact} if impact is not None else "",
        "feasibility": str(Feasibility(inputs["feasibility"]).label) if inputs.get("feasibility") else "",
        "population": number_format(people, use_l10n=True, force_grouping=True) if people is not None else "",
        "equity": "; ".join(_equity(inputs)),
    }


def _equity(inputs: dict[str, Any]) -> Iterator[str]:
    for flag in Equity:
        if inputs.get(flag.value) is not None:
            yield f"{flag.label}: {_('yes') if inputs[flag.value] else _('no')}"


@dataclass(frozen=True)
class Earlier:
    scoring: NeedScoring
    given: str


def earlier_scorings(need: Need) -> list[Earlier]:
    """Each rating, the newest first, with what it was made of."""
    rows = need.scorings.select_related("by")
    return [
        Earlier(row, "; ".join(f"{TERM_NAMES[name]}: {text}" for name, text in in_words(row.inputs).items() if text))
        for row in rows
    ]
