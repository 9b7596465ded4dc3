from typing import Any, Self

from django.db.models import Exists, OuterRef, Q, Sum
from django.utils import timezone

from portal.communities.scope import represented_by
from portal.core.access import AnyUser, ScopedQuerySet
from portal.core.text import fold
from portal.needs.querysets import PlacedQuerySet
from portal.needs.scope import reach_of

from .enums import EngagementStatus, Measure


class EngagementQuerySet(PlacedQuerySet):
    def permitted(self, user: AnyUser, *actions: str) -> Self:
        """Staff: all. Offices: those they took part in. Representatives: those of communities they represent today."""
        reach = reach_of(user, self.model, *actions)
        if reach.everything:
            return self
        theirs = self._with_communities(reach.communities) | Q(
            Exists(self._through("organizations").filter(organization__in=sorted(reach.organizations)))
        )
        return self.filter(theirs)

    def of_represented(self, user: AnyUser) -> Self:
        """Those of communities that this person represents today."""
        return self.filter(self._with_communities(represented_by(user)))

    def completed(self) -> Self:
        return self.filter(status=EngagementStatus.COMPLETED)

    def not_cancelled(self) -> Self:
        return self.exclude(status=EngagementStatus.CANCELLED)

    def in_year(self, year: int) -> Self:
        """Held in this year; of those that were not held yet, planned for it."""
        held = Q(actual_start__year=year) | Q(actual_start=None, planned_start__year=year)
        return self.filter(held)

    def with_people(self) -> Self:
        """Each with ``people``: who took part, all sexes together; None where nobody counted."""
        totals = Q(trackings__measure=Measure.PARTICIPANTS, trackings__sector="")
        return self.annotate(people=Sum("trackings__value", filter=totals))

    def search(self, text: str) -> Self:
        found = self
        for word in text.split():
            found = found.filter(Q(title__icontains=word) | Q(community__sort_name__contains=fold(word) or word))
        return found

    def _with_communities(self, communities: Any) -> Q:
        keys = sorted(communities)
        return Q(community__in=keys) | Q(Exists(self._through("communities").filter(obccommunity__in=keys)))

    def _through(self, name: str) -> Any:
        through = self.model._meta.get_field(name).remote_field.through
        return through._default_manager.filter(stakeholderengagement=OuterRef("pk"))


class OfEngagementQuerySet(ScopedQuerySet):
    """Rows that belong to an engagement: who may see them is said by the engagement."""

    def permitted(self, user: AnyUser, *actions: str) -> Self:
        engagements = self.model._meta.get_field("engagement").related_model.objects
        return self.filter(engagement__in=engagements.permitted(user, *actions))


class FeedbackQuerySet(ScopedQuerySet):
    def permitted(self, user: AnyUser, *actions: str) -> Self:
        """What people said is the office's to read: they spoke to it, also about other offices."""
        return self if reach_of(user, self.model, *actions).everything else self.none()

    def follow_up_open(self) -> Self:
        return self.filter(follow_up_due_on__isnull=False, follow_up_done_at=None)

    def follow_up_late(self, on: Any = None) -> Self:
        return self.follow_up_open().filter(follow_up_due_on__lt=on or timezone.localdate())

    def follow_up_done(self) -> Self:
        return self.filter(follow_up_done_at__isnull=False)

    def search(self, text: str) -> Self:
        found = self
        for word in text.split():
            found = found.filter(Q(engagement__title__icontains=word) | Q(text__icontains=word))
        return found
