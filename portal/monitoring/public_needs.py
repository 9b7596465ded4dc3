"""What the public page of a need says of the PPAs that answer it: what is law, the need's part, and its results."""

from django.utils.translation import gettext as _

from portal.core.sections import Section
from portal.needs.models import Need

from .figures.funding import parts_of
from .figures.results import achievement_by
from .models import MonitoringEntry
from .public.pages import PublicPPA, told_rows


def ppas_section(need: Need) -> Section | None:
    """For ``PUBLIC_NEED_SECTIONS``. Linking and each act on a PPA drop the kept page."""
    rows = told_rows().filter(needs_addressed__need=need).order_by("enacted_on", "pk")
    ppas = list(rows)
    if not ppas:
        return None
    parts = parts_of(Need.objects.filter(pk=need.pk))
    results = achievement_by(MonitoringEntry.objects.filter(pk__in=[ppa.pk for ppa in ppas]), "pk")
    told = [
        {"ppa": PublicPPA(ppa), "amount": parts.get((ppa.pk, need.pk)), "results": results.get(ppa.pk)} for ppa in ppas
    ]
    return Section(_("What is done about it"), "portal/monitoring/needs/public.html", ppas=told)
