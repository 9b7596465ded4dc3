import datetime
from typing import Any, Self

from django.db.models import Count, Exists, F, OuterRef, Prefetch, Q, Subquery
from django.db.models.functions import Coalesce

from portal.communities.scope import represented_by
from portal.core.access import AnyUser, ScopedQuerySet
from portal.core.editorial import EditorialRows
from portal.core.references import read_reference
from portal.core.text import fold
from portal.core.wording import every_word
from portal.organizations.querysets import OwnedByOrganizationQuerySet

from . import clock
from .enums import EventKind, ForwardingState, NeedStatus, SubmissionType, TeamRole
from .scope import reach_of

PLACE_PATHS = {
    "community": "community__barangay__municipality__province__region",
    "barangay": "barangay__municipality__province__region",
    "municipality": "municipality__province__region",
    "province": "province__region",
    "region": "region",
}


TOOK_UP = Q(state=ForwardingState.ACCEPTED) | Q(state=ForwardingState.RECALLED) & ~Q(feasibility="")
WAITING = Q(state=ForwardingState.SENT, need__status__in=NeedStatus.open())
ANSWERED = TOOK_UP | Q(state__in=ForwardingState.given_back())


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
        """Staff: all. Representatives: the needs of the communities they represent today. Offices: what they have in
        hand. The person behind a need follows it by its number, not by this."""
        reach = reach_of(user, self.model, *actions)
        if reach.everything:
            return self
        forwardings = self.model._meta.get_field("forwardings").related_model.objects
        to_them = forwardings.in_hand().filter(need=OuterRef("pk"), mao__in=sorted(reach.organizations))
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
        return self.filter(every_word(fold(text), "title__icontains", "community__sort_name__contains"))


class OfNeedQuerySet(ScopedQuerySet):
    """Rows that belong to a need: who may see them is said by the need."""

    def permitted(self, user: AnyUser, *actions: str) -> Self:
        needs = self.model._meta.get_field("need").related_model.objects
        return self.filter(need__in=needs.permitted(user, *actions))


class OfReviewQuerySet(OfNeedQuerySet):
    """What only OOBC's own people see of a need: its notes, its ratings, and who is behind it."""

    def permitted(self, user: AnyUser, *actions: str) -> Self:
        need = self.model._meta.get_field("need").related_model
        return self if reach_of(user, need, *actions).everything else self.none()


class NeedFileQuerySet(OfNeedQuerySet):
    def permitted(self, user: AnyUser, *actions: str) -> Self:
        """Who may see the need; an office, while it has the need in hand, but no picture that shows children."""
        need = self.model._meta.get_field("need").related_model
        reach = reach_of(user, need, *actions)
        found = super().permitted(user, *actions)
        if reach.everything:
            return found
        return found.filter(Q(need__community__in=sorted(reach.communities)) | Q(shows_children=False))


class AssessmentQuerySet(PlacedQuerySet):
    def permitted(self, user: AnyUser, *actions: str) -> Self:
        """An assessment is the office's: staff see all, nobody else any."""
        return self if reach_of(user, self.model, *actions).everything else self.none()

    def with_leader(self) -> Self:
        """Each with ``leaders``: who leads its team, or nobody."""
        team = self.model._meta.get_field("team").related_model.objects
        leaders = team.filter(role=TeamRole.LEAD).select_related("user__wagtail_userprofile")
        return self.prefetch_related(Prefetch("team", queryset=leaders, to_attr="leaders"))

    def with_needs_count(self) -> Self:
        """Each with ``needs_count``: the needs it found that count."""
        needs = self.model._meta.get_field("needs").related_model.objects
        own = needs.counted().filter(assessment=OuterRef("pk")).order_by().values("assessment")
        counts = own.annotate(count=Count("pk")).values("count")
        return self.annotate(needs_count=Coalesce(Subquery(counts), 0))

    def search(self, text: str) -> Self:
        """Assessments whose title or place holds every word."""
        places = [f"{place}__sort_name__contains" for place in PLACE_PATHS]
        return self.filter(every_word(fold(text), "title__icontains", *places))


class OfAssessmentQuerySet(ScopedQuerySet):
    def permitted(self, user: AnyUser, *actions: str) -> Self:
        assessments = self.model._meta.get_field("assessment").related_model.objects
        return self.filter(assessment__in=assessments.permitted(user, *actions))


class ForwardingQuerySet(OwnedByOrganizationQuerySet):
    organization_path = "mao"

    def permitted(self, user: AnyUser, *actions: str) -> Self:
        """Staff: all. An office: what it has in hand, as long as it may read the need itself."""
        found = super().permitted(user, *actions)
        return found if reach_of(user, self.model, *actions).everything else found.in_hand()

    def in_hand(self) -> Self:
        """The office has the need: it was asked and has not given it back, and the community still needs it."""
        return self.filter(state__in=ForwardingState.in_hand()).exclude(need__status=NeedStatus.WITHDRAWN)

    def waiting(self) -> Self:
        """An answer is due: of a need that has ended, nobody waits for one."""
        return self.filter(WAITING)

    def answered(self) -> Self:
        """The office said what it does; what it took up and OOBC then took back counts as answered too."""
        return self.filter(ANSWERED)

    def late(self, on: clock.Day | None = None) -> Self:
        return self.waiting().filter(due_on__lt=on or clock.today())

    def due_within(self, days: int, on: clock.Day | None = None) -> Self:
        """Waiting, not late, and due in so many days at most."""
        on = on or clock.today()
        return self.waiting().filter(due_on__gte=on, due_on__lte=on + datetime.timedelta(days=days))

    def to_place_again(self) -> Self:
        """The newest answer on its need, and no office has the need: somebody else may be asked."""
        others = self.model._default_manager.filter(need=OuterRef("need"))
        return self.filter(state=ForwardingState.RETURNED, need__status__in=NeedStatus.forwardable()).exclude(
            Exists(others.filter(Q(state__in=ForwardingState.in_hand()) | Q(forwarded_at__gt=OuterRef("forwarded_at"))))
        )

    def search(self, text: str) -> Self:
        """Forwardings whose need is found, or whose office has every word in its name."""
        needs = self.model._meta.get_field("need").related_model.objects.search(text)
        offices = self.model._meta.get_field("mao").related_model.objects.search(text)
        return self.filter(Q(need__in=needs) | Q(mao__in=offices))


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

    def with_awaited(self) -> Self:
        """With what ``telling.awaited`` reads of the need."""
        return self.prefetch_related("need__information_requests", "need__forwardings__mao")

    def search(self, text: str) -> Self:
        """Summaries of the need with this reference, or whose title holds every word."""
        if reference := read_reference(text):
            return self.filter(need__reference=reference)
        return self.filter(every_word(text, "title__icontains", "title_fil__icontains"))
