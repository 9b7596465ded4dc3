"""Rows found by the words somebody typed into a list's search."""

from django.db.models import Q


def every_word(text: str, *lookups: str) -> Q:
    """Rows of which each word of the text stands in one of these: ``every_word("deep well", "title__icontains")``."""
    found = Q()
    for word in text.split():
        found &= Q(*[(lookup, word) for lookup in lookups], _connector=Q.OR)
    return found
