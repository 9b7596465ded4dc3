"""A board on paper: what was chosen, the few numbers, and each table below its chart."""

from typing import Any

from django.http import HttpResponse
from django.utils import timezone
from django.utils.http import content_disposition_header
from django.utils.translation import gettext as _

from portal.core.charts import chart, width_of
from portal.core.days import long_date
from portal.core.pdf import pdf

from .parts import Board, Line, Part

POINTS = 0.55
"""On paper for each dot of a chart, so that the words of all charts are of one size."""

TEMPLATE = "portal/core/boards/board.typ"


def as_pdf(board: Board, filename: str) -> HttpResponse:
    """Exactly what the page shows; ``filename`` without ending."""
    now = timezone.now()
    facts = {
        "title": board.title,
        "language": "en",
        "said": [{"term": term, "text": text} for term, text in board.said],
        "head": [_figure(line) for line in board.head.lines] if board.head else [],
        "parts": [_part(part) for part in board.parts],
        "words": {"as_of": _("As of %(day)s") % {"day": long_date(timezone.localdate(now))}},
    }
    response = HttpResponse(pdf(TEMPLATE, facts, made_at=now), content_type="application/pdf")
    response["Content-Disposition"] = content_disposition_header(True, f"{filename}.pdf") or "attachment"
    response["Cache-Control"] = "private, no-store"
    return response


def _figure(line: Line) -> dict[str, str]:
    return {"term": line.label, "number": " ".join(map(str, line.numbers)), "rests": line.rests}


def _part(part: Part) -> dict[str, Any]:
    drawn = part.drawn
    svg = chart(drawn.spec) if drawn and part.lines else ""
    return {
        "title": part.title,
        "header": [part.lines_are, *part.columns],
        "texts": [0, *(place + 1 for place in part.texts)],
        "rows": [
            {"cells": [line.label, *map(_cell, line.numbers)], "is_sum": line.is_sum, "is_part": line.is_part}
            for line in part.lines
        ],
        "note": part.note if part.lines else " ".join(text for text in (part.nothing, part.note) if text),
        "svg": svg,
        "width": width_of(svg) * POINTS,
        "alt": drawn.label if drawn else "",
    }


def _cell(number: Any) -> str:
    return f"{number} ({number.mark})" if number.mark else str(number)
