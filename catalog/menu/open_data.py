"""Everything public about the services, for programs: one list of fields with keys that stay, as JSON and as CSV.

Texts stand in English and, where somebody has translated them, in Filipino under the same key with ``_fil``; the files
are the same in both languages of the site. What is not known is null, or empty in CSV.
"""

from collections.abc import Callable, Iterator
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.utils.translation import override
from django.views.decorators.http import require_safe

from catalog.answers import for_page
from catalog.models import OfferingTranslation, ServiceOffering
from portal.core.open_data import Field, OpenData
from portal.core.tables import Kind

from .choice import Choice
from .columns import CHUNK

ATTRIBUTION = (
    "OOBC Portal, Office for Other Bangsamoro Communities. "
    "The facts are those of the offices and of the pages named in “sources”."
)


def _same(name: str, kind: Kind = "text") -> Field:
    """What the service itself keeps under this name; an empty text is not known."""

    def value(offering: ServiceOffering) -> Any:
        found = getattr(offering, name)
        return None if found == "" else found

    return Field(name, value, kind)


def _filipino(name: str) -> Field:
    def text(offering: ServiceOffering) -> str | None:
        texts = (getattr(row, name) for row in offering.translations.all() if row.language == "fil")
        return next(texts, "") or None

    return Field(f"{name}_fil", text)


def _texts(*names: str) -> Iterator[Field]:
    for name in names:
        yield _same(name)
        if name in OfferingTranslation.TEXTS:
            yield _filipino(name)


def _address(language: str) -> Callable[[ServiceOffering], str]:
    def address(offering: ServiceOffering) -> str:
        with override(language):
            return offering.full_url

    return address


FIELDS = [
    Field("id", lambda offering: str(offering.pk)),
    Field("url", _address("en")),
    Field("url_fil", _address("fil")),
    *_texts("title"),
    Field("alternate_names", lambda offering: offering.other_names),
    *_texts("description"),
    Field("category", lambda offering: offering.category.code),
    Field("category_name", lambda offering: offering.category.name),
    _same("service_type"),
    Field("office", lambda offering: offering.offering_mao.name),
    Field("office_acronym", lambda offering: offering.offering_mao.acronym or None),
    *_texts("obc_access", "obc_access_note", "eligibility_criteria", "target_beneficiaries"),
    _same("minimum_age", "number"),
    _same("maximum_age", "number"),
    *_texts("application_mode", "apply_url", "application_process"),
    Field("document_rows", lambda offering: [_paper(paper) for paper in offering.document_rows.all()]),
    *_texts("required_documents", "application_period"),
    _same("opens_on", "date"),
    _same("closes_on", "date"),
    Field("intake_state", lambda offering: offering.intake_state().value),
    _same("processing_time"),
    _same("processing_days", "number"),
    *_texts("transaction_class", "fees_description"),
    _same("benefit_amount_min", "money"),
    _same("benefit_amount_max", "money"),
    _same("benefit_note"),
    _same("is_nationwide", "flag"),
    Field("geographic_coverage", lambda offering: [region.code for region in offering.geographic_coverage.all()]),
    Field("provinces_covered", lambda offering: [province.name for province in offering.provinces_covered.all()]),
    _same("annual_budget", "money"),
    _same("slots_available", "number"),
    _same("total_beneficiaries_to_date", "number"),
    _same("obc_beneficiaries_to_date", "number"),
    _same("beneficiaries_as_of", "date"),
    *_texts("website_url", "contact_person", "contact_email", "contact_phone"),
    Field("alert", lambda offering: offering.alert or None),
    _same("facts_as_of"),
    _same("last_checked_on", "date"),
    _same("first_published_at", "datetime"),
    _same("last_published_at", "datetime"),
    Field("sources", lambda offering: [source.source_url for source in offering.sources.all()]),
]


def _paper(paper: Any) -> str:
    line = f"{paper.name} – {paper.note}" if paper.note else str(paper.name)
    return f"{line} (optional)" if paper.is_optional else line


def _offerings(choice: Choice) -> Iterator[ServiceOffering]:
    for start in range(0, len(choice.services), CHUNK):
        chunk = choice.services[start : start + CHUNK]
        rows = for_page(ServiceOffering.objects.offered().filter(pk__in=chunk)).prefetch_related("translations")
        offerings = {offering.pk: offering for offering in rows}
        yield from (offerings[key] for key in chunk if key in offerings)


SERVICES = OpenData("services", FIELDS, ATTRIBUTION)


@require_safe
def as_json(request: HttpRequest) -> HttpResponse:
    with override(settings.LANGUAGE_CODE):
        choice = Choice.of(request.GET)
        return SERVICES.as_json(_offerings(choice), title=choice.title, may_be_kept=not choice.has_words)


@require_safe
def as_csv(request: HttpRequest) -> HttpResponse:
    with override(settings.LANGUAGE_CODE):
        choice = Choice.of(request.GET)
        return SERVICES.as_csv(_offerings(choice), may_be_kept=not choice.has_words)
