"""What the public page of a PPA says of the services that it delivers."""

from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from catalog.models import ServiceOffering
from catalog.words import with_texts, words
from portal.core.sections import Section
from portal.monitoring.models import MonitoringEntry


def public_section(ppa: MonitoringEntry) -> Section | None:
    """For ``PUBLIC_PPA_SECTIONS``: the services on the public list. Publishing one drops the kept page."""
    rows: Any = with_texts(ServiceOffering.objects.offered().filter(linked_ppas=ppa), "title").order_by("title", "pk")
    services = [
        {"title": words(offering, "title"), "url": reverse("catalog:detail", args=[offering.pk])} for offering in rows
    ]
    return (
        Section(_("What people can get from it"), "catalog/services_of_ppa.html", services=services)
        if services
        else None
    )
