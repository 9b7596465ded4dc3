"""A service in the words of schema.org (GovernmentService): nothing but what its page shows, word for word."""

from collections.abc import Iterator
from typing import Any

from django.utils.translation import get_language
from django.utils.translation import gettext as _

from .answers import ServicePage
from .facts import QUESTIONS

ANSWERS = {question.name: question for question in QUESTIONS}


def linked_data(service: ServicePage, *, url: str) -> dict[str, Any]:
    texts = service.texts
    return _known(
        {
            "@context": "https://schema.org",
            "@type": "GovernmentService",
            "@id": url,
            "identifier": str(service.offering.pk),
            "url": url,
            "inLanguage": get_language(),
            "name": texts["title"].text,
            "alternateName": service.offering.other_names,
            "description": texts["description"].text,
            "serviceType": service.offering.get_service_type_display(),
            "category": service.category.label if service.category else "",
            "provider": _provider(service),
            "audience": _audience(service),
            "areaServed": list(_area(service)),
            "serviceOutput": _thing("Thing", name=service.amount, description=texts["benefit_note"].text),
            "termsOfService": _lines(service, "eligibility") + _lines(service, "papers"),
            "offers": _offer(service),
            "availableChannel": _channel(service),
            "subjectOf": _checked(service, url),
        }
    )


def _known(facts: dict[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in facts.items() if value}


def _thing(kind: str, **facts: Any) -> dict[str, Any] | None:
    """A part with what is known of it; nothing where nothing is."""
    known = _known(facts)
    return {"@type": kind, **known} if known else None


def _lines(service: ServicePage, name: str) -> list[str]:
    return [line.text for line in ANSWERS[name].lines(service)]


def _provider(service: ServicePage) -> dict[str, Any] | None:
    office = service.office
    return _thing("GovernmentOrganization", name=office.name, alternateName=office.acronym) if office else None


def _audience(service: ServicePage) -> dict[str, Any] | None:
    return _thing(
        "PeopleAudience",
        audienceType=service.texts["target_beneficiaries"].text,
        requiredMinAge=service.offering.minimum_age,
        requiredMaxAge=service.offering.maximum_age,
    )


def _area(service: ServicePage) -> Iterator[dict[str, str] | None]:
    if service.offering.is_nationwide:
        yield _thing("Country", name=_("In the whole country"), identifier="PH")
        return
    for place in service.places:
        if not place.provinces:
            yield _thing("AdministrativeArea", name=place.region)
        for province in place.provinces:
            region = _thing("AdministrativeArea", name=place.region)
            yield _thing("AdministrativeArea", name=province, containedInPlace=region)


def _offer(service: ServicePage) -> dict[str, Any] | None:
    """What it costs, and the days between which applications are taken, if the page speaks of them."""
    opens_on, closes_on = service.offering.opens_on, service.offering.closes_on
    return _thing(
        "Offer",
        description=service.texts["fees_description"].text,
        validFrom=opens_on.isoformat() if opens_on and service.opens_later else "",
        validThrough=closes_on.isoformat() if closes_on and (service.is_open or service.is_closed) else "",
    )


def _channel(service: ServicePage) -> dict[str, Any] | None:
    """How and where to ask. The time it takes is given in the page's own words: working days are no ISO duration."""
    offering, texts = service.offering, service.texts
    contact = _thing(
        "ContactPoint",
        name=texts["contact_person"].text,
        telephone=offering.contact_phone,
        email=offering.contact_email,
        url=offering.website_url,
    )
    return _thing(
        "ServiceChannel",
        description=texts["application_process"].text,
        serviceUrl=service.apply_link.url if service.apply_link else "",
        processingTime=texts["processing_time"].text,
        servicePhone=contact,
    )


def _checked(service: ServicePage, url: str) -> dict[str, Any] | None:
    day = service.offering.last_checked_on
    return {"@type": "WebPage", "url": url, "lastReviewed": day.isoformat()} if day else None
