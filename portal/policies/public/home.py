"""The way from the home page to the recommendations."""

from django.utils.translation import gettext as _

from portal.core.sections import Section


def recommendations_section() -> Section:
    """For ``HOME_SECTIONS``; it asks the database nothing."""
    return Section(_("What OOBC recommends"), "portal/policies/public/home.html")
