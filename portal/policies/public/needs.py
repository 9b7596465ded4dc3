"""What the public page of a need says of the recommendations that answer it."""

from django.utils.translation import gettext as _

from portal.core.sections import Section
from portal.needs.models import Need

from .pages import PublicPolicy, told_rows


def policies_section(need: Need) -> Section | None:
    """For ``PUBLIC_NEED_SECTIONS``."""
    policies = [PublicPolicy(policy) for policy in told_rows().filter(related_needs=need).order_by("number")]
    if not policies:
        return None
    return Section(_("What OOBC recommends about it"), "portal/policies/public/_named.html", policies=policies)
