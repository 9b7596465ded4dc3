"""What OOBC puts first. A promotion is for a whole search, as it was typed or as it was read, not for a word in it:
so nobody who asks for something narrower meets it by surprise. Further ways to ask for the same are phrases of it too.
"""

import datetime
from collections.abc import Collection
from typing import Any

from django.core.exceptions import ValidationError
from django.db.models import QuerySet

from portal.core.text import fold

from .facade import visible
from .indexes import SearchIndex, index_named, public_indexes
from .models import PromotedResult


def promoted(
    index: SearchIndex, text: str, rows: QuerySet[Any] | Collection[str], on: datetime.date, *, read_as: str = ""
) -> list[str]:
    """The keys to show first for this search on this day, those of ``rows`` only.

    Args:
        rows: a queryset, or the keys themselves as text.
        read_as: how the text was read if it looked misspelt; it counts where nothing is put first for the text itself.
    """
    if not fold(text):
        return []
    in_force = list(PromotedResult.objects.in_force(on).filter(index=index.name).order_by("position", "pk"))
    for folded in filter(None, (fold(text), fold(read_as))):
        keys = dict.fromkeys(promotion.key for promotion in in_force if promotion.is_for(folded))
        shown = visible(keys, rows) if keys else set()
        if shown:
            return [key for key in keys if key in shown]
    return []


def is_there(index: str, key: str) -> bool:
    """Whether the public can see this row now."""
    try:
        named = index_named(index)
        return named in public_indexes() and bool(named.rows().filter(pk=key).exists())
    except (LookupError, ValueError, ValidationError):  # no such list, or no key of its rows
        return False


def choices() -> list[tuple[str, list[tuple[str, str]]]]:
    """Everything that can be promoted, by list: ``index:key`` and its name."""
    return [(index.name, sorted(_named(index), key=lambda row: fold(row[1]))) for index in public_indexes()]


def _named(index: SearchIndex) -> list[tuple[str, str]]:
    return [(f"{index.name}:{row.pk}", str(row)) for row in index.rows()]


def name_rows(promotions: list[PromotedResult]) -> None:
    """Give each its row's name (``shown_name``), "" where the public no longer sees the row."""
    names: dict[tuple[str, str], str] = {}
    for index in public_indexes():
        keys = [promotion.key for promotion in promotions if promotion.index == index.name]
        if keys:
            names |= {(index.name, str(row.pk)): str(row) for row in index.rows().filter(pk__in=keys)}
    for promotion in promotions:
        promotion.shown_name = names.get((promotion.index, promotion.key), "")  # type: ignore[attr-defined]
