"""Two invented communities in real places, and people who speak for them. Everything invented says so."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date

from portal.accounts.demo import DemoAccount
from portal.accounts.models import User
from portal.accounts.roles import Role
from portal.core.text import fold
from portal.geography.models import Barangay

from .models import CommunityRepresentative, OBCCommunity

SINCE = date(2025, 1, 6)


@dataclass(frozen=True)
class DemoCommunity:
    scope: str
    name: str
    barangay: str  # its PSGC
    first_name: str
    last_name: str


CALUMPANG = "1230800033"  # in General Santos
ARENA_BLANCO = "0931700001"  # in Zamboanga

COMMUNITIES = [
    DemoCommunity("calumpang", "Demonstration: Maguindanaon of Calumpang", CALUMPANG, "Saada", "Mangulamas"),
    DemoCommunity("arenablanco", "Demonstration: Sama of Arena Blanco", ARENA_BLANCO, "Alih", "Jamiri"),
]


def load_demo_communities() -> None:
    """Add the two communities where they are missing."""
    for demo in COMMUNITIES:
        place = {"sort_name": fold(demo.name), "barangay": Barangay.objects.get(psgc=demo.barangay)}
        OBCCommunity.objects.get_or_create(**place, defaults={"name": demo.name})


def representative_accounts() -> Iterator[DemoAccount]:
    load_demo_communities()  # accounts may be opened before the other demonstration data
    for demo in COMMUNITIES:
        role = Role.COMMUNITY_REPRESENTATIVE
        yield DemoAccount(role, demo.scope, 1, demo.first_name, demo.last_name, _representing(demo))


def _representing(demo: DemoCommunity) -> Callable[[User], None]:
    def grant(user: User) -> None:
        community = OBCCommunity.objects.get(sort_name=fold(demo.name), barangay__psgc=demo.barangay)
        own = CommunityRepresentative.objects.filter(community=community, user=user)
        if own.in_force().exists():
            return
        # Given again if somebody who tried things out has ended it.
        ended = own.order_by("-end_date").values_list("end_date", flat=True).first()
        CommunityRepresentative.objects.create(community=community, user=user, start_date=ended or SINCE)

    return grant
