"""What "My community" shows of services: a few that people of its region can get, and the way to all of them."""

from collections.abc import Collection

from django.utils.translation import gettext_lazy as _

from portal.accounts.models import User
from portal.communities.models import OBCCommunity
from portal.core.sections import Section

from .browsing import current_facts
from .browsing.asked import Asked
from .enums import Eligibility
from .results import results

FEW = 4


def services_section(communities: Collection[OBCCommunity], user: User) -> Section | None:
    """Services open to who lives in the region of the communities: those that take applications now come first."""
    facts = current_facts()
    regions = {community.barangay.municipality.province.region.code for community in communities}
    found = []
    for region in sorted(regions & facts.labels["region"].keys()):
        open_there = facts.answering(region).get(str(Eligibility.OPEN), 0)
        few = list(facts.rows_in(open_there, facts.closing_soon_first))[:FEW]
        asked = Asked(lives=region).choosing("access", str(Eligibility.OPEN))
        if few:
            found.append(
                {
                    "region": facts.labels["region"][region],
                    "lines": results(few, lives=region),
                    "count": open_there.bit_count(),
                    "query": asked.query,
                }
            )
    return (
        Section(_("Services your community can get"), "catalog/community_services.html", regions=found)
        if found
        else None
    )
