from typing import Any, Self

from django.db.models import Exists, F, OuterRef, Q, Subquery

from portal.communities.scope import represented_by
from portal.core.access import AnyUser, ScopedQuerySet
from portal.core.editorial import EditorialRows
from portal.core.references import read_reference
from portal.core.text import fold
from portal.organizations.querysets import OwnedByOrganizationQuerySet

from . import clock
from .enums import EventKind, ForwardingState, NeedStatus, SubmissionType
from .scope import reach_of

PLACE_PATHS = {
    "community": "community__barangay__municipality__province__region",
    "barangay": "barangay__municipality__province__region",
    "municipality": "municipality__province__region",
    "province": "province__region",
    "region": "region",
}


class PlacedQuerySet(ScopedQuerySet):
    """Rows that lie in one place of any size."""

    def with_place(self) -> Self:
        """Everything that the words for the place need."""
        return self.select_related(*PLACE_PATHS.values())

    def in_region(self, region: Any) -> Self:
        """Rows that lie in this region, or are about all of it."""
        where = Q()
        for path in PLACE_PATHS.values():
            where |= Q(**{path: region})
        return self.filter(where)

    def in_province(self, province: Any) -> Self:
        """Rows that lie in this province or independent city."""
        where = Q()
        for path in list(PLACE_PATHS.values())[:-1]:
            where |= Q(**{path.removesuffix("__region"): province})
        return self.filter(where)


class NeedQuerySet(PlacedQuerySet):
    def permitted(self, user: AnyUser, *actions: str) -> Self:
        """Staff: all. Representatives: the needs of the communities they represent today. Offices: what was forwarded
        to them and not taken back. The person behind a need follows it by its number, not by this."""
        reach = reach_of(user, self.model, *actions)
        if reach.everything:
            return self
        forwardings = self.model._meta.get_field("forwardings").related_model.objects
        to_them = forwardings.filter(need=OuterRef("pk"), mao__in=sorted(reach.organizations)).exclude(
            state=ForwardingState.RECALLED
        )
        return self.filter(Q(community__in=sorted(reach.communities)) | Q(Exists(to_them)))

    def of_represented(self, user: AnyUser) -> Self:
        """The needs of the communities this person speaks for today."""
        return self.filter(community__in=sorted(represented_by(user)))

    # ---- The pathways and the state ------------------------------------------------------------------------------

    def community_submitted(self) -> Self:
        return self.filter(submission_type=SubmissionType.COMMUNITY_SUBMITTED)

    def open(self) -> Self:
        return self.filter(status__in=NeedStatus.open())

    def counted(self) -> Self:
        """What figures count: a duplicate is counted under the other need; what is held or was taken back, nowhere."""
        return self.filter(is_held=False).exclude(status__in=[NeedStatus.DUPLICATE, NeedStatus.WITHDRAWN])

    # ---- The clock -----------------------------------------------------------------------------------------------

    def awaiting_review(self) -> Self:
        """Sent by a community, not yet decided, and not held."""
        return self.community_submitted().filter(reviewed_at=None, status=NeedStatus.IDENTIFIED, is_held=False)

    def clock_running(self) -> Self:
        return self.awaiting_review().filter(paused_on=None)

    def overdue(self, on: clock.Day | None = None) -> Self:
        """Their day has passed while the clock runs."""
        return self.clock_running().filter(due_on__lt=on or clock.today())

    def at_risk(self, on: clock.Day | None = None) -> Self:
        """From the 23rd day on, and not yet overdue."""
        on = on or clock.today()
        latest = on + (clock.due_day(on) - clock.at_risk_from(clock.due_day(on)))
        return self.clock_running().filter(due_on__gte=on, due_on__lte=latest)

    def waiting_for_review(self) -> Self:
        """To be decided by staff now: received, not held, and nobody waits for an answer. What came back or was opened
        again counts too, although its clock has stopped."""
        return self.filter(status=NeedStatus.IDENTIFIED, is_held=False, paused_on=None)

    def asked(self) -> Self:
        """The community is asked, and its clock stands."""
        return self.exclude(paused_on=None)

    def held(self) -> Self:
        """Kept out of the queue until somebody has looked."""
        return self.filter(is_held=True, status__in=NeedStatus.open())

    def just_back(self) -> Self:
        """Back from being put off, and nobody has done anything with them since."""
        events = self.model._meta.get_field("events").related_model.objects.filter(need=OuterRef("pk"))
        back = self.filter(status__in=NeedStatus.deferrable()).filter(Exists(events.filter(kind=EventKind.CAME_BACK)))
        newest = Subquery(events.order_by("-pk").values("kind")[:1])
        return back.annotate(newest_step=newest).filter(newest_step=EventKind.CAME_BACK)

    def with_awaited(self) -> Self:
        """With what ``telling.awaited`` reads."""
        return self.prefetch_related("information_requests", "forwardings__mao")

    def to_review_again(self, on: clock.Day | None = None) -> Self:
        """Put off until a day that has come."""
        return self.filter(status=NeedStatus.DEFERRED, review_again_on__lte=on or clock.today())

    # ---- The score -----------------------------------------------------------------------------------------------

    def ranked(self) -> Self:
        """The highest score first; ties by people, then the older one, then the key."""
        return self.order_by(
            F("priority_score").desc(nulls_last=True),
            F("affected_population").desc(nulls_last=True),
            "created_at",
            "pk",
        )

    def search(self, text: str) -> Self:
        """Needs with this reference, or whose title or community holds every word."""
        reference = read_reference(text)
        if reference:
            return self.filter(reference=reference)
        found = self
        for word in fold(text).split():
            found = found.filter(Q(title__icontains=word) | Q(community__sort_name__contains=word))
        return found


class OfNeedQuerySet(ScopedQuerySet):
    """Rows that belong to a need: who may see them is said by the need."""

    def permitted(self, user: AnyUser, *actions: str) -> Self:
        needs = self.model._meta.get_field("need").related_model.objects
        return self.filter(need__in=needs.permitted(user, *actions))


class AssessmentQuerySet(PlacedQuerySet):
    def permitted(self, user: AnyUser, *actions: str) -> Self:
        """An assessment is the office's: staff see all, nobody else any."""
        return self if reach_of(user, self.model, *actions).everything else self.none()

    def search(self, text: str) -> Self:
        found = self
        for word in text.split():
            found = found.filter(title__icontains=word)
        return found


class OfAssessmentQuerySet(ScopedQuerySet):
    def permitted(self, user: AnyUser, *actions: str) -> Self:
        assessments = self.model._meta.get_field("assessment").related_model.objects
        return self.filter(assessment__in=assessments.permitted(user, *actions))


class ForwardingQuerySet(OwnedByOrganizationQuerySet):
    organization_path = "mao"

    def permitted(self, user: AnyUser, *actions: str) -> Self:
        """Staff: all. An office: its own, and none that was taken back."""
        found = super().permitted(user, *actions)
        if reach_of(user, self.model, *actions).everything:
            return found
        return found.exclude(state=ForwardingState.RECALLED)

    def waiting(self) -> Self:
        return self.filter(state=ForwardingState.SENT)

    def late(self, on: clock.Day | None = None) -> Self:
        return self.waiting().filter(due_on__lt=on or clock.today())


class NeedSummaryQuerySet(EditorialRows):
    def permitted(self, user: AnyUser, *actions: str) -> Self:
        """Drafts are the office's: staff see all, nobody else any. What is public is ``public()``."""
        return self if reach_of(user, self.model, *actions).everything else self.none()

    def public(self) -> Self:
        """What anybody may read: published, of a need that was not taken back and is not held."""
        return self.filter(live=True, need__is_held=False).exclude(need__status=NeedStatus.WITHDRAWN)

    def listed(self) -> Self:
        """What the public list shows: a need that is followed under another stands there once."""
        return self.public().exclude(need__status=NeedStatus.DUPLICATE)

    def with_need(self) -> Self:
        """With all that a page says of it: the category and the place."""
        places = [f"need__{path}" for path in PLACE_PATHS.values()]
        return self.select_related("need__category", *places)

    def search(self, text: str) -> Self:
        """Summaries of the need with this reference, or whose title holds every word."""
        if reference := read_reference(text):
            return self.filter(need__reference=reference)
        found = self
        for word in text.split():
            found = found.filter(Q(title__icontains=word) | Q(title_fil__icontains=word))
        return found
