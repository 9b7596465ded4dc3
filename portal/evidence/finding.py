"""Finding evidence by its words, for one person: nothing that they may not see is found, counted or told of."""

from dataclasses import dataclass

from django.contrib.postgres.fields import ArrayField
from django.db.models import F, Func, IntegerField, UUIDField, Value

from portal.core.access import AnyUser
from search import facade
from search.facade import Findings, Marks

from .models import EvidenceItem
from .querysets import EvidenceQuerySet
from .search_index import EVIDENCE

BEGIN = 4  # letters of a stem that stand in every word of it
AROUND = 90  # characters of an excerpt on either side of what was found


@dataclass(frozen=True)
class Found:
    """The rows that answer, with ``found_at`` (1 is best), and how the text was read."""

    rows: EvidenceQuerySet
    findings: Findings


def find(text: str, rows: EvidenceQuerySet, *, reader: AnyUser, mend: bool = True) -> Found:
    """Those of the rows that answer what this person typed. Searches of staff are kept in no log."""
    findings = facade.search(EVIDENCE, text, rows, reader=reader, mend=mend)
    place = Func(
        Value(findings.keys, output_field=ArrayField(UUIDField())),
        F("pk"),
        function="array_position",
        output_field=IntegerField(),
    )
    return Found(rows.filter(pk__in=findings.keys).annotate(found_at=place), findings)


def index_again(item: EvidenceItem) -> None:
    """Bring search up to date with this item, in the caller's transaction."""
    facade.refresh(EVIDENCE, [item.pk])


def excerpt(text: str, marks: Marks) -> list[tuple[str, bool]]:
    """The first line of the text that answers with what stands around it, in pieces; True for what answers.

    Empty where no line does.
    """
    begins = {phrase[0][:BEGIN] for phrase in marks.phrases}
    lines = text.splitlines()
    for number, line in enumerate(lines):
        folded = line.casefold()
        if not any(begin in folded for begin in begins):  # splitting is slow, and most lines have nothing
            continue
        if any(marked for _piece, marked in marks.split(line)):
            return _shortened(marks.split(" ".join(lines[max(number - 1, 0) : number + 2])))
    return []


def _shortened(pieces: list[tuple[str, bool]]) -> list[tuple[str, bool]]:
    """What stands around the first marked piece."""
    at = next(number for number, (_piece, marked) in enumerate(pieces) if marked)
    before = "".join(piece for piece, _marked in pieces[:at])
    start = f"… {before[-AROUND:]}" if len(before) > AROUND else before
    shown, length = [(start, False), pieces[at]], 0
    for piece, marked in pieces[at + 1 :]:
        shown.append((piece[: AROUND - length], marked))
        length += len(piece)
        if length >= AROUND:
            shown.append((" …", False))
            break
    return [(piece, marked) for piece, marked in shown if piece]
