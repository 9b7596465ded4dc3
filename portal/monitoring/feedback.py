"""Where a community tells how the programs that serve it go: a list in "My community", each with its comments."""

from collections import Counter
from collections.abc import Collection
from dataclasses import dataclass

from django.db.models import Case, IntegerField, Value, When
from django.utils.translation import gettext as _

from portal.accounts.models import User
from portal.activity.comments.models import Comment
from portal.activity.comments.notifications import thread_path
from portal.communities.models import OBCCommunity
from portal.core.sections import Section

from .comments import serves_by_name
from .enums import PPAStatus
from .models import MonitoringEntry
from .telling import kind_of, public_words

MOST_SHOWN = 10


@dataclass(frozen=True)
class Serving:
    """A program that serves the community, and how many comments were made on it."""

    ppa: MonitoringEntry
    comments: int

    @property
    def words(self) -> str:
        return public_words(self.ppa.status)

    @property
    def kind(self) -> str:
        return kind_of(self.ppa.status)

    @property
    def url(self) -> str:
        return thread_path(self.ppa)


def programs_section(communities: Collection[OBCCommunity], user: User) -> Section | None:
    """For ``COMMUNITY_SECTIONS``: what is law and names them, their town or their need; work that goes on first."""
    keys = [community.pk for community in communities]
    rows = MonitoringEntry.objects.public().filter(serves_by_name(keys)).distinct().select_related("lead_organization")
    goes_on = Case(When(status=PPAStatus.IN_EXECUTION, then=Value(0)), default=Value(1), output_field=IntegerField())
    ppas = list(rows.order_by(goes_on, "-created_at", "pk")[:MOST_SHOWN])
    if not ppas:
        return None
    about = Comment.objects.standing_about(MonitoringEntry, [ppa.pk for ppa in ppas])
    counts = Counter(about.values_list("target_id", flat=True))
    told = [Serving(ppa, counts[str(ppa.pk)]) for ppa in ppas]
    return Section(
        _("Programs that serve you: say how they go"), "portal/monitoring/needs/programs.html", programs=told
    )
