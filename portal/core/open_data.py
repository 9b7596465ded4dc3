"""Files of public data for programs: one list of fields with keys that stay, as JSON and as CSV, for free use.

What is not known is null, or empty in CSV. Days and moments are ISO 8601, sums of money are text.
"""

import json
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from django.http import HttpResponse
from django.utils import timezone
from django.utils.cache import patch_cache_control

from .models import ContentVersion
from .tables import Column, Kind, Table, csv_bytes

LICENCE = {
    "name": "Creative Commons Attribution 4.0 International",
    "id": "CC-BY-4.0",
    "url": "https://creativecommons.org/licenses/by/4.0/",
}


@dataclass(frozen=True)
class Field:
    key: str
    of: Callable[[Any], Any]
    kind: Kind = "text"


@dataclass(frozen=True)
class OpenData:
    """The rows of one choice, and what is said of them as a whole."""

    name: str
    """Of the rows in JSON, and of the CSV file."""

    fields: Sequence[Field]
    attribution: str

    def as_json(self, rows: Iterable[Any], *, title: str, may_be_kept: bool) -> HttpResponse:
        told = [{field.key: field.of(row) for field in self.fields} for row in rows]
        document = {
            "title": title,
            "generated_at": timezone.localtime(),
            "content_version": ContentVersion.current(),
            "licence": LICENCE,
            "attribution": self.attribution,
            "count": len(told),
            self.name: told,
        }
        content = json.dumps(document, ensure_ascii=False, default=_plain)
        response = HttpResponse(content, content_type="application/json; charset=utf-8")
        return _for_reuse(response, may_be_kept=may_be_kept)

    def as_csv(self, rows: Iterable[Any], *, may_be_kept: bool) -> HttpResponse:
        content = csv_bytes(Table(self._columns(), rows))
        response = HttpResponse(content, content_type="text/csv; charset=utf-8")
        response["Content-Disposition"] = f'attachment; filename="{self.name}.csv"'
        return _for_reuse(response, may_be_kept=may_be_kept)

    def _columns(self) -> list[Column]:
        """The same fields, and in each row what the file as a whole says in JSON."""
        now = timezone.now()
        return [
            *(Column(field.key, field.key, value=field.of, kind=field.kind) for field in self.fields),
            Column("generated_at", "generated_at", value=lambda _row: now, kind="datetime"),
            Column("licence", "licence", value=lambda _row: LICENCE["id"]),
            Column("attribution", "attribution", value=lambda _row: self.attribution),
        ]


def _plain(value: Any) -> str:
    """Days and moments as ISO 8601; sums of money as text, so that no program rounds them."""
    return value.isoformat() if hasattr(value, "isoformat") else str(value)


def _for_reuse(response: HttpResponse, *, may_be_kept: bool) -> HttpResponse:
    response["Link"] = f'<{LICENCE["url"]}>; rel="license"'
    response["Access-Control-Allow-Origin"] = "*"  # pages of others may read it too
    if may_be_kept:
        patch_cache_control(response, public=True, max_age=0, must_revalidate=True)
    return response
