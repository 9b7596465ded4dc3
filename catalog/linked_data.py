"""A service in the words of schema.org (GovernmentService): nothing but what its page shows."""

from typing import Any

from django.utils.translation import get_language
from django.utils.translation import gettext as _

from .answers import ServicePage


def linked_data(service: ServicePage, *, url: str) -> dict[str, Any]:
    texts = service.texts
    data: dict[str, Any] = {
        "@context": "https://schema.org",
        "@type": "GovernmentService",
        "url": url,
        "inLanguage": get_language(),
        "name": texts["title"].text,
        "alternateName": service.offering.other_names,
        "description": texts["description"].text,
        "serviceType": service.offering.get_service_type_display(),
        "category": service.category.label if service.category else "",
        "provider": {"@type": "GovernmentOrganization", "name": service.office.name} if service.office else None,
        "audience": _audience(texts["target_beneficiaries"].text),
        "areaServed": _area(service),
        "availableChannel": _channel(service),
    }
    return {name: value for name, value in data.items() if value}


def _audience(text: str) -> dict[str, str] | None:
    return {"@type": "Audience", "audienceType": text} if text else None


def _area(service: ServicePage) -> list[str]:
    if service.offering.is_nationwide:
        return [_("In the whole country")]
    return [name for place in service.places for name in [place.region, *place.provinces]]


def _channel(service: ServicePage) -> dict[str, Any] | None:
    channel: dict[str, Any] = {}
    if service.apply_link:
        channel["serviceUrl"] = service.apply_link.url
    if service.offering.contact_phone:
        channel["servicePhone"] = {"@type": "ContactPoint", "telephone": service.offering.contact_phone}
    return {"@type": "ServiceChannel", **channel} if channel else None
