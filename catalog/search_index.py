"""By what words a service is found."""

import json
from collections.abc import Iterable
from pathlib import Path

from django.db.models import QuerySet

from search.indexes import SearchIndex

from .models import ServiceOffering


def _rows() -> QuerySet[ServiceOffering]:
    live = ServiceOffering.objects.public().select_related("offering_mao", "category")
    return live.prefetch_related("translations", "document_rows")


def _names(offering: ServiceOffering) -> Iterable[str]:
    return [offering.title, *offering.other_names, *[text.title for text in offering.translations.all()]]


def _labels(offering: ServiceOffering) -> Iterable[str]:
    office, category = offering.offering_mao, offering.category
    return [
        offering.keywords,
        office.acronym,
        office.name,
        category.name,
        category.name_fil,
        offering.get_service_type_display(),
    ]


def _summary(offering: ServiceOffering) -> Iterable[str]:
    texts = [offering.description, offering.target_beneficiaries]
    return [*texts, *[text.description for text in offering.translations.all()]]


def _details(offering: ServiceOffering) -> Iterable[str]:
    papers = [row.name for row in offering.document_rows.all()]
    return [offering.eligibility_criteria, offering.application_process, offering.required_documents, *papers]


def _judged_rows() -> QuerySet[ServiceOffering]:
    """Those that came with the portal: each has a key by which judged queries name it."""
    seeded = json.loads((Path(__file__).parent / "data" / "offerings.json").read_text(encoding="utf-8"))["offerings"]
    return ServiceOffering.objects.offered().filter(import_key__in=[record["id"] for record in seeded])


SERVICES = SearchIndex(
    name="services",
    rows=_rows,
    texts={"A": _names, "B": _labels, "C": _summary, "D": _details},
    judged_rows=_judged_rows,
    judged_by="import_key",
)
