import datetime
from typing import Self

from django.contrib.auth.models import AnonymousUser
from django.db.models import Count, OuterRef, Q, Subquery
from django.db.models.functions import Coalesce
from django.utils import timezone

from catalog.enums import ApplicationStatus, ClosedReason, WaitingOn
from catalog.querysets import EditorialQuerySet
from portal.communities.scope import represented_by
from portal.core.access import AnyUser
from portal.core.references import read_reference
from portal.organizations.querysets import OwnedByOrganizationQuerySet


class ApplicationFormQuerySet(EditorialQuerySet):  # type: ignore[override]
    organization_path = "offering__offering_mao"

    def with_editorial_state(self) -> Self:
        return super().with_editorial_state().select_related("offering__offering_mao")

    def with_figures(self) -> Self:
        """With ``version``, the number of the newest one, and ``open_applications``, of all its versions together."""
        versions = self.model._meta.get_field("versions").related_model.objects.filter(form=OuterRef("pk"))
        cases = versions.model._meta.get_field("applications").related_model.objects.open()
        per_form = cases.filter(form_version__form=OuterRef("pk")).order_by().values("form_version__form")
        return self.annotate(
            version=Subquery(versions.order_by("-number").values("number")[:1]),
            open_applications=Coalesce(Subquery(per_form.annotate(n=Count("pk")).values("n")), 0),
        )

    def in_use(self) -> Self:
        """Published, of a service that the public sees and that is still offered."""
        return self.filter(
            live=True, offering__live=True, offering__is_active=True, offering__offering_mao__is_active=True
        )


class ApplicationQuerySet(OwnedByOrganizationQuerySet):
    organization_path = "service__offering_mao"

    def open(self) -> Self:
        """Not closed: received, under review, or approved and not yet completed."""
        return self.filter(closed_at=None)

    def undecided(self) -> Self:
        """Waiting for a decision: not yet decided, and not closed without one."""
        return self.open().filter(status__in=ApplicationStatus.undecided())

    def late(self, on: datetime.date | None = None) -> Self:
        """Undecided after their due day, with the clock running; who waits for a free place has had an answer."""
        running = self.undecided().filter(paused_on=None).exclude(waiting_on=WaitingOn.SLOT)
        return running.filter(due_on__lt=on or timezone.localdate())

    def search(self, text: str) -> Self:
        """By the whole reference, however it was typed, or by words of the applicant's name."""
        name = Q()
        for word in text.split():
            name &= Q(applicant_name__icontains=word)
        reference = read_reference(text)
        return self.filter(name | Q(reference=reference) if reference else name)

    def countable_by(self, user: AnyUser) -> Self:
        """Those that may stand in figures for this person: counted, never shown."""
        return self.permitted(user, "count")

    def counted(self) -> Self:
        """Without what was sent twice."""
        return self.exclude(closed_reason=ClosedReason.DUPLICATE)

    def received_between(self, since: datetime.date, until: datetime.date) -> Self:
        """Received from the first day to the last, both included, by the day in Manila."""
        return self.filter(received_at__date__range=(since, until))

    def of_community_person(self, user: AnyUser) -> Self:
        """What a representative may see: what they filed, and what was shared with a community they speak for."""
        if isinstance(user, AnonymousUser):
            return self.none()
        shared = Q(shared_with_community=True, applicant_community__in=sorted(represented_by(user)))
        return self.filter(Q(filed_by=user) | shared, anonymized_at=None)


class OfApplicationQuerySet(OwnedByOrganizationQuerySet):
    """Rows of one application; they are the office's whose service it is for."""

    organization_path = "application__service__offering_mao"
