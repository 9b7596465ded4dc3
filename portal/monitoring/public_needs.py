"""What the public page of a need says of the PPAs that answer it: only what is law, with the need's part of it."""

from django.utils.translation import gettext as _

from portal.core.sections import Section
from portal.needs.models import Need

from .figures.funding import parts_of
from .models import MonitoringEntry
from .telling import kind_of, public_words


def ppas_section(need: Need) -> Section | None:
    """For ``PUBLIC_NEED_SECTIONS``. Linking and each act on a PPA drop the kept page."""
    rows = MonitoringEntry.objects.public().filter(needs_addressed__need=need).select_related("lead_organization")
    ppas = list(rows.order_by("enacted_on", "pk"))
    if not ppas:
        return None
    parts = parts_of(Need.objects.filter(pk=need.pk))
    told = [
        {
            "ppa": ppa,
            "words": public_words(ppa.status),
            "kind": kind_of(ppa.status),
            "amount": parts.get((ppa.pk, need.pk)),
        }
        for ppa in ppas
    ]
    return Section(_("What is done about it"), "portal/monitoring/needs/public.html", ppas=told)
