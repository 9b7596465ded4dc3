import datetime
from typing import Self

from django.db.models import DateField, ExpressionWrapper, F, Func, OuterRef, Q, Subquery
from django.db.models.fields import CharField, DurationField
from django.db.models.functions import Cast
from django.utils import timezone
from wagtail.models import WorkflowState

from portal.core.access import AnyUser, ScopedQuerySet
from portal.core.editorial import EditorialRows
from portal.organizations.querysets import OwnedByOrganizationQuerySet
from portal.organizations.scope import reach_of

from .enums import ApplicationMode


class Months(Func):
    template = "make_interval(months => %(expressions)s)"
    output_field = DurationField()


class EditorialQuerySet(EditorialRows, OwnedByOrganizationQuerySet):  # type: ignore[override]
    """Texts that an office drafts and OOBC publishes."""

    def longest_wait_first(self) -> Self:
        """What waits for OOBC, with ``waiting_since`` and the names of who handed it in.

        One that was returned waits since it came again.
        """
        states = WorkflowState.objects.filter(
            base_content_type=self.model.get_base_content_type(),
            object_id=Cast(OuterRef("pk"), CharField()),
            status=WorkflowState.STATUS_IN_PROGRESS,
        )
        return (
            self.in_moderation()
            .select_related(self.organization_path, "latest_revision")
            .annotate(
                waiting_since=Subquery(states.values("current_task_state__started_at")[:1]),
                submitter_first_name=Subquery(states.values("requested_by__first_name")[:1]),
                submitter_last_name=Subquery(states.values("requested_by__last_name")[:1]),
            )
            .order_by("waiting_since", "pk")
        )


class ServiceOfferingQuerySet(EditorialQuerySet):  # type: ignore[override]
    organization_path = "offering_mao"

    def public(self) -> Self:
        """What anybody may read: published, by an active office. It may have ended; its page then says so."""
        return self.filter(live=True, offering_mao__is_active=True)

    def offered(self) -> Self:
        """What the public list shows: published and not ended."""
        return self.public().filter(is_active=True)

    def covering(self, region_code: str) -> Self:
        """Offered in this region: in the whole country, in the region by name, or in a province of it."""
        by_region = self.model.geographic_coverage.through.objects.filter(region__code=region_code)
        by_province = self.model.provinces_covered.through.objects.filter(province__region__code=region_code)
        return self.filter(
            Q(is_nationwide=True)
            | Q(pk__in=by_region.values("serviceoffering"))
            | Q(pk__in=by_province.values("serviceoffering"))
        )

    def taking_applications(self, on: datetime.date | None = None) -> Self:
        """Offered, with an intake period that holds this day."""
        on = on or timezone.localdate()
        return (
            self.offered()
            .filter(application_mode__in=[ApplicationMode.ONLINE, ApplicationMode.OFFICE])
            .exclude(opens_on=None, closes_on=None)
            .filter(Q(opens_on=None) | Q(opens_on__lte=on), Q(closes_on=None) | Q(closes_on__gte=on))
        )

    def with_check_due_on(self) -> Self:
        """With ``check_due_on``: the day its facts should be confirmed again; null when they never were."""
        due = ExpressionWrapper(F("last_checked_on") + Months(F("check_interval_months")), output_field=DateField())
        return self.annotate(check_due_on=Cast(due, DateField()))

    def due_for_check(self, on: datetime.date | None = None) -> Self:
        """Offered, and never checked with the office, or too long ago."""
        on = on or timezone.localdate()
        return self.offered().with_check_due_on().filter(Q(check_due_on=None) | Q(check_due_on__lte=on))

    def with_editorial_state(self) -> Self:
        return super().with_editorial_state().select_related("offering_mao", "category")


class OfferingReportQuerySet(OwnedByOrganizationQuerySet):
    organization_path = "offering__offering_mao"

    def open(self) -> Self:
        return self.filter(handled_at=None)


class OfferingOverlapQuerySet(ScopedQuerySet):
    def permitted(self, user: AnyUser, *actions: str) -> Self:
        """All, or the pairs with a service of their own; of another office's services only published ones."""
        reach = reach_of(user, self.model, *actions)
        if reach.everything:
            return self
        mine = sorted(reach.organizations)
        return self.filter(
            self._side("first", offering_mao__in=mine) & self._readable("second", mine)
            | self._side("second", offering_mao__in=mine) & self._readable("first", mine)
        )

    def _readable(self, side: str, mine: list[int]) -> Q:
        return self._side(side, offering_mao__in=mine) | self._side(side, live=True, offering_mao__is_active=True)

    @staticmethod
    def _side(side: str, **lookup: object) -> Q:
        return Q(**{f"{side}__{name}": value for name, value in lookup.items()})

    def either(self, **lookup: object) -> Self:
        """Pairs of which at least one service is so."""
        return self.filter(self._side("first", **lookup) | self._side("second", **lookup))

    def search(self, text: str) -> Self:
        """Pairs in which every word stands in the name of one of the two."""
        found = self
        for word in text.split():
            found = found.either(title__icontains=word)
        return found

    def open(self) -> Self:
        """Of which nobody has said that they are different."""
        return self.filter(decided_at=None)

    def with_services(self) -> Self:
        """With what a listing says of both, in one query."""
        sides = ("first", "second")
        paths = [f"{side}__{name}" for side in sides for name in ("offering_mao", "category", "latest_revision")]
        return self.select_related("decided_by", *paths).defer(*[f"{side}__latest_revision__content" for side in sides])
