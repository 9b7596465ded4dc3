"""When very many needs arrive, those past the limit are held: kept and answered like others, and looked at first.

What is held counts nowhere further, so one person's flood holds nobody else's need, and one community's no other's.
"""

from django.http import HttpRequest

from portal.accounts.models import User
from portal.communities.models import OBCCommunity
from portal.core.abuse import Guard, address_of

PERSON = Guard("needs.person", "20/10m/key")
"""A phone that was without signal for a week sends what it kept at once."""

ADDRESS_IN_COMMUNITY = Guard("needs.address_in_community", "30/10m/key")
COMMUNITY = Guard("needs.community", "60/10m/key")
ADDRESS = Guard("needs.address", "60/m/ip")
"""A mobile network or an office shares one address, so this is wide."""


def is_in_a_burst(request: HttpRequest, *, by: User, community: OBCCommunity) -> bool:
    """Count one more need; whether too many came from this person, or from here, or for this community."""
    counted = [
        (PERSON, str(by.pk)),
        (ADDRESS_IN_COMMUNITY, f"{address_of(request)} {community.pk}"),
        (COMMUNITY, str(community.pk)),
        (ADDRESS, ""),
    ]
    return not all(guard.lets_in(request, key) for guard, key in counted)
