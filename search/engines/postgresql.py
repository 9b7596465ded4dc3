"""PostgreSQL's full text search, with trigrams for words that are spelled a little wrong."""

import operator
from collections.abc import Iterable
from functools import reduce
from typing import Any

from django.contrib.postgres.search import SearchQuery, SearchRank, SearchVector, TrigramWordSimilarity
from django.db import transaction
from django.db.models import Case, CharField, F, FloatField, Model, QuerySet, Value, When
from django.db.models.functions import Cast

from portal.core.text import fold
from search.indexes import SearchIndex
from search.models import SearchEntry

CONFIG = "english"
CLOSE_ENOUGH = 0.55  # trigram likeness of a typed word with one in a name; one wrong letter in eight passes


@transaction.atomic
def refresh(index: SearchIndex, keys: Iterable[str] | None = None) -> int:
    """Write the entries of these rows anew (default: all of the index); how many there are now."""
    entries, rows = SearchEntry.objects.filter(index=index.name), index.rows()
    if keys is not None:
        keys = [str(key) for key in keys]
        entries, rows = entries.filter(key__in=keys), rows.filter(pk__in=keys)
    entries.delete()
    fresh = [_entry(index, row) for row in rows]
    SearchEntry.objects.bulk_create(fresh, batch_size=200)
    return len(fresh)


def search(index: SearchIndex, text: str, rows: QuerySet[Model]) -> QuerySet[Model]:
    """Those of ``rows`` that fit the text, best first. All words if any row has them all, else any of them."""
    words = fold(text).split()[:12]
    entries = SearchEntry.objects.filter(index=index.name, key__in=rows.order_by().values(_key=Cast("pk", CharField())))
    for joined in (" & ", " | "):
        query = SearchQuery(joined.join(f"{word}:*" for word in words), search_type="raw", config=CONFIG)
        found = entries.filter(vector=query).annotate(score=SearchRank(F("vector"), query))
        if found.exists():
            return _in_order(found, rows)
    likeness = TrigramWordSimilarity(" ".join(words), "called")
    return _in_order(entries.annotate(score=likeness).filter(score__gte=CLOSE_ENOUGH), rows)


def _entry(index: SearchIndex, row: Model) -> SearchEntry:
    document = index.document_of(row)
    folded = {weight: fold(text) for weight, text in document.items()}
    parts = [SearchVector(Value(text), weight=weight, config=CONFIG) for weight, text in folded.items()]
    vector = reduce(operator.add, parts)
    return SearchEntry(index=index.name, key=str(row.pk), called=folded.get("A", ""), vector=vector)


def _in_order(entries: QuerySet[Any], rows: QuerySet[Model]) -> QuerySet[Model]:
    keys = list(entries.order_by("-score", "key").values_list("key", flat=True)[:500])
    place = Case(*[When(pk=key, then=Value(float(n))) for n, key in enumerate(keys)], output_field=FloatField())
    return rows.filter(pk__in=keys).annotate(_place=place).order_by("_place")
