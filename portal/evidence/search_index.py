"""By what words evidence is found, and by whom."""

from collections.abc import Iterable

from search.indexes import SearchIndex

from .models import EvidenceItem
from .querysets import EvidenceQuerySet


def _rows() -> EvidenceQuerySet:
    return EvidenceItem.objects.current().select_related("office", "text", "file").prefetch_related("sectors")


def _labels(item: EvidenceItem) -> Iterable[str]:
    office = [item.office.acronym, item.office.name] if item.office else []
    return [item.source, item.get_kind_display(), *office, *[sector.name for sector in item.sectors.all()]]


def _words(item: EvidenceItem) -> Iterable[str]:
    return [item.file.name if item.file else item.link, item.text.text]


EVIDENCE = SearchIndex(
    name="evidence",
    rows=_rows,
    texts={"A": lambda item: [item.title], "B": _labels, "C": lambda item: [item.summary], "D": _words},
    # Whole documents: a word that stands once in a long report is found too, after those that speak of it more.
    usual_words={"A": 12, "B": 20, "C": 60, "D": 5_000},
    far_below=0.01,
    visible_to=lambda user: EvidenceItem.objects.visible_to(user),
)
