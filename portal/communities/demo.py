"""Invented communities in real places, and people who speak for two of them. Everything invented says so."""

import random
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date

from django.db import transaction
from django.utils import timezone

from portal.accounts.demo import DemoAccount
from portal.accounts.models import User
from portal.accounts.roles import Role
from portal.core.references import new_reference
from portal.core.text import fold
from portal.geography.models import Barangay

from .enums import Measure, Publicity, RequestStatus, StatementSource
from .invented import invented, one_in
from .models import (
    CommunityFigure,
    CommunityGroup,
    CommunityRepresentative,
    EthnolinguisticGroup,
    OBCCommunity,
    RepresentationRequest,
    ServiceAccess,
)

NUMBER = 200
SOURCE = {"source": StatementSource.DEMONSTRATION}
SINCE = date(2025, 1, 6)


@dataclass(frozen=True)
class DemoCommunity:
    scope: str
    name: str
    barangay: str  # its PSGC
    first_name: str
    last_name: str
    group: str


CALUMPANG = "1230800033"  # in General Santos
ARENA_BLANCO = "0931700001"  # in Zamboanga

MAGUINDANAON = ("Saada", "Mangulamas", "maguindanaon")
SAMA = ("Alih", "Jamiri", "sama")
COMMUNITIES = [
    DemoCommunity("calumpang", "Demonstration: Maguindanaon of Calumpang", CALUMPANG, *MAGUINDANAON),
    DemoCommunity("arenablanco", "Demonstration: Sama of Arena Blanco", ARENA_BLANCO, *SAMA),
]


def load_demo_communities() -> None:
    """Add the two communities where they are missing."""
    for demo in COMMUNITIES:
        place = {"sort_name": fold(demo.name), "barangay": Barangay.objects.get(psgc=demo.barangay)}
        OBCCommunity.objects.get_or_create(**place, defaults={"name": demo.name, "publicity": Publicity.NAMED})


def load_many() -> list[str]:
    """Two hundred communities beside the two, which get figures too; and requests to represent some of them."""
    told = [add_invented(NUMBER), _fill_the_two()]
    return [*told, _add_requests()]


@transaction.atomic
def add_invented(number: int) -> str:
    """So many communities with all that is said of them, where they are missing; in a few statements."""
    groups = {row.code: row for row in EthnolinguisticGroup.objects.all()}
    present = set(OBCCommunity.objects.values_list("sort_name", "barangay_id"))
    missing = [row for row in invented(number) if (fold(row.name), row.barangay.pk) not in present]
    communities = OBCCommunity.objects.bulk_create(
        OBCCommunity(name=row.name, barangay=row.barangay, **row.fields) for row in missing
    )
    pairs = list(zip(communities, missing, strict=True))
    CommunityGroup.objects.bulk_create(
        CommunityGroup(community=community, group=groups[code], is_primary=code == row.primary)
        for community, row in pairs
        for code in row.groups
        if code in groups
    )
    CommunityFigure.objects.bulk_create(
        [figure for community, row in pairs for figure in _figures(community, row.figures)], batch_size=2000
    )
    ServiceAccess.objects.bulk_create(
        [
            ServiceAccess(community=community, service=service, state=state, as_of=as_of, **SOURCE)
            for community, row in pairs
            for (service, as_of), state in row.access.items()
        ],
        batch_size=2000,
    )
    return f"communities: {len(communities)} new"


def _figures(community: OBCCommunity, figures: dict[tuple[Measure, date], int]) -> Iterator[CommunityFigure]:
    for (measure, as_of), value in figures.items():
        yield CommunityFigure(community=community, measure=measure, value=value, as_of=as_of, **SOURCE)


def _fill_the_two() -> str:
    """Figures of the two communities with people who speak for them, unless somebody has entered some."""
    done = 0
    for demo in COMMUNITIES:
        community = OBCCommunity.objects.get(sort_name=fold(demo.name), barangay__psgc=demo.barangay)
        if community.figures.exists():
            continue
        like = one_in(community.barangay)
        CommunityFigure.objects.bulk_create(_figures(community, like.figures))
        groups = EthnolinguisticGroup.objects.filter(code=demo.group)
        if not community.group_rows.exists():
            CommunityGroup.objects.bulk_create(
                CommunityGroup(community=community, group=group, is_primary=True) for group in groups
            )
        done += 1
    return f"figures of {done} more"


def _add_requests() -> str:
    """A few requests to represent communities, once: to be checked, held, and refused."""
    if RepresentationRequest.objects.exists():
        return "requests to represent: kept"
    communities = list(OBCCommunity.objects.filter(name__startswith="Demonstration:").order_by("pk")[2:8])
    for number, community in enumerate(communities):
        asked = RepresentationRequest(
            reference=new_reference(random.Random(f"request {number}").choice),  # noqa: S311 - invented
            name=f"Invented Person {number + 1}",
            email=f"invented-{number + 1}@example.org",
            barangay=community.barangay,
            community=community if number % 2 else None,
            community_name="" if number % 2 else "Sitio Invented",
            reason="Invented for the demonstration: the elders chose me in a meeting.",
            consented_at=timezone.now(),
            status=RequestStatus.HELD if number == 4 else RequestStatus.RECEIVED,
        )
        asked.save()
    return f"requests to represent: {len(communities)} new"


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
