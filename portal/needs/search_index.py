"""By what words the public finds a need: those of its summary, never those of the need itself."""

from collections.abc import Iterable

from django.db.models import QuerySet

from search.indexes import SearchIndex

from .models import NeedSummary


def _rows() -> QuerySet[NeedSummary]:
    return NeedSummary.objects.public().with_need()


def _titles(summary: NeedSummary) -> Iterable[str]:
    return [summary.title, summary.title_fil]


def _labels(summary: NeedSummary) -> Iterable[str]:
    category = summary.need.category
    return [category.name, category.name_fil, *map(str, summary.place_steps)]


def _texts(summary: NeedSummary) -> Iterable[str]:
    return [summary.text, summary.text_fil]


NEEDS = SearchIndex(name="needs", rows=_rows, texts={"A": _titles, "B": _labels, "C": _texts})
