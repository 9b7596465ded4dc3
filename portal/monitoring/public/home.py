"""The way from the home page to where the money goes."""

from django.utils.translation import gettext as _

from portal.core.sections import Section


def money_section() -> Section:
    """For ``HOME_SECTIONS``; it asks the database nothing."""
    return Section(_("Where the money goes"), "portal/monitoring/public/home.html")
