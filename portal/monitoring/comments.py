"""Comments on PPAs: between the offices, and the communities that an enacted PPA serves."""

from collections.abc import Collection, Iterable

from django.db.models import Q, QuerySet
from django.utils.translation import gettext_lazy as _

from portal.accounts.models import User
from portal.activity.comments.section import comments_section
from portal.activity.comments.targets import CommentTarget
from portal.communities.models import CommunityRepresentative, OBCCommunity
from portal.communities.scope import represented_by
from portal.core.access import AnyUser
from portal.core.sections import Section

from .models import MonitoringEntry
from .permissions import reach
from .querysets import MonitoringEntryQuerySet

REPRESENTATIVE, LEAD, OFFICE = "representative", "lead", "office"


class PPAComments(CommentTarget):
    """Representatives of a community that it serves, the office that leads it, and OOBC. Nobody else reads it."""

    model = "monitoring.MonitoringEntry"
    voices = {
        REPRESENTATIVE: _("A representative of a community it serves"),
        LEAD: _("The office that leads it"),
        OFFICE: _("The Office for Other Bangsamoro Communities"),
    }
    official_voices = frozenset({LEAD, OFFICE})

    def visible_to(self, user: AnyUser) -> MonitoringEntryQuerySet:
        seen: MonitoringEntryQuerySet = MonitoringEntry.objects.visible_to(user)
        communities = represented_by(user)
        if not communities or reach(user, "view").everything:
            return seen
        served = MonitoringEntry.objects.public().filter(serves(communities))
        return MonitoringEntry.objects.filter(Q(pk__in=seen.order_by().values("pk")) | Q(pk__in=served.values("pk")))

    def title_of(self, row: MonitoringEntry) -> str:
        return row.title

    def may_write(self, user: AnyUser, row: MonitoringEntry) -> bool:
        return self.visible_to(user).filter(pk=row.pk).exists()

    def voice_of(self, user: AnyUser, row: MonitoringEntry) -> str:
        """Who represents a community that it serves speaks for that, whatever else they are."""
        if _is_served(row, represented_by(user)):
            return REPRESENTATIVE
        return OFFICE if reach(user, "view").everything else LEAD

    def sees_names(self, user: AnyUser, row: MonitoringEntry) -> bool:
        """Staff know who wrote; communities know each other by the role alone."""
        return MonitoringEntry.objects.visible_to(user).filter(pk=row.pk).exists()

    def followers(self, row: MonitoringEntry) -> Iterable[User]:
        """Those who represent a community named by the PPA, not everybody in a region it serves."""
        named = OBCCommunity.objects.filter(Q(pk__in=row.places.values("community")) | Q(needs__addressed_by__ppa=row))
        terms = CommunityRepresentative.objects.in_force().filter(community__in=named, community__is_active=True)
        return [term.user for term in terms.select_related("user")]


def serves(communities: Collection[int]) -> Q:
    """PPAs that serve any of these communities: by name, by the place it lies in, by a need of it, or everybody."""
    rows = OBCCommunity.objects.filter(pk__in=communities)
    wide = {
        "province": rows.values("barangay__municipality__province"),
        "region": rows.values("barangay__municipality__province__region"),
    }
    found = serves_by_name(communities) | Q(places=None)
    for name, keys in wide.items():
        found |= Q(**{f"places__{name}__in": keys})
    return found


def serves_by_name(communities: Collection[int]) -> Q:
    """Of these the PPAs that are theirs: asked for by them, answering a need of theirs, or for them or their town."""
    rows = OBCCommunity.objects.filter(pk__in=communities)
    near = {
        "community": rows.values("pk"),
        "barangay": rows.values("barangay"),
        "municipality": rows.values("barangay__municipality"),
    }
    found = Q(submitted_by_community__in=communities)
    for name, keys in near.items():
        found |= Q(**{f"places__{name}__in": keys})
    answering = MonitoringEntry.objects.filter(needs_addressed__need__community__in=communities)
    return found | Q(pk__in=answering.values("pk"))


def _is_served(row: MonitoringEntry, communities: Collection[int]) -> bool:
    served: QuerySet[MonitoringEntry] = MonitoringEntry.objects.filter(serves(communities), pk=row.pk)
    return bool(communities) and served.exists()


def staff_section(ppa: MonitoringEntry, user: AnyUser) -> Section | None:
    """For the staff's page of a PPA (``PPA_SECTIONS``)."""
    return comments_section(ppa, user, for_staff=True)
