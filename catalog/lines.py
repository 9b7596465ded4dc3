"""The lines of the list as HTML. Without words searched for they are the same for all who live in one place.

So they are made once and kept with the facts that they rest on, until something public changes or the day ends.
"""

from collections.abc import Collection, Iterable

from django.template.loader import render_to_string
from django.utils.safestring import SafeString

from search.facade import Marks

from .browsing.facts import Facts, Row
from .results import Result, name_nearest, results

MOST_KEPT = 2000


def kept_lines(rows: Iterable[Row], facts: Facts, *, lives: str = "") -> list[SafeString]:
    """A line for each of these services, in their order."""
    rows = list(rows)
    lines = {row.pk: line for row in rows if (line := facts.lines.get((row.pk, lives)))}
    missing = [row for row in rows if row.pk not in lines]
    if missing:
        made = _made(results(missing, lives=lives), facts, lives)
        if len(facts.lines) + len(made) > MOST_KEPT:
            facts.lines.clear()
        for result, line in made:
            lines[result.offering.pk] = facts.lines[result.offering.pk, lives] = line
    return [lines[row.pk] for row in rows if row.pk in lines]


def lines_of_a_search(
    rows: Iterable[Row], facts: Facts, *, lives: str, marks: Marks, recommended: Collection[str], token: str
) -> list[SafeString]:
    """A line for each of these services, with what was searched for marked; the words are those of ``results``."""
    found = results(rows, lives=lives, marks=marks, recommended=recommended, token=token)
    return [line for _result, line in _made(found, facts, lives)]


def _made(found: list[Result], facts: Facts, lives: str) -> list[tuple[Result, SafeString]]:
    name_nearest(found, facts, lives=lives)
    return [(result, render_to_string("catalog/_result.html", {"result": result})) for result in found]
