from datetime import date, timedelta
from typing import Any, Self

from django.db.models import OuterRef, Q, Subquery
from django.db.models.functions import Greatest
from django.utils import timezone

from portal.core.access import AnyUser, ScopedQuerySet
from portal.core.editorial import EditorialRows
from portal.core.text import whole_number
from portal.core.wording import every_word
from portal.needs.scope import reach_of

from .enums import MilestoneState, PolicyStatus


class PolicyQuerySet(EditorialRows):
    def permitted(self, user: AnyUser, *actions: str) -> Self:
        """Who works on any office's recommendations sees all of them; an office's people see those that are public,
        and those it leads, helps with or answers for a milestone of. What anybody may read is ``public()``."""
        reach = reach_of(user, self.model, *actions)
        if reach.everything:
            return self
        mine = Q(lead_organizations__in=reach.organizations) | Q(partner_organizations__in=reach.organizations)
        mine |= Q(milestones__responsible_organization__in=reach.organizations)
        seen = Q(pk__in=self.model.objects.filter(mine).values("pk"))
        if reach.organizations and set(actions) == {"view"}:
            seen |= Q(pk__in=self.model.objects.public().values("pk"))
        return self.filter(seen)

    def public(self) -> Self:
        """What anybody may read: its text is published, and nobody took it back."""
        return self.filter(live=True).exclude(status=PolicyStatus.WITHDRAWN)

    def with_changed_at(self) -> Self:
        """``changed_at``: when its text was published last, or something was decided about it."""
        decisions = self.model._meta.get_field("decisions").related_model.objects.filter(policy=OuterRef("pk"))
        decided_at = Subquery(decisions.order_by("-at").values("at")[:1])
        return self.annotate(changed_at=Greatest("created_at", "last_published_at", decided_at))

    def aimed_at(self) -> Self:
        """What PPAs can implement."""
        return self.filter(status__in=PolicyStatus.aimed_at())

    def adopted(self) -> Self:
        """Approved by Parliament and not yet at their end."""
        return self.filter(status__in=PolicyStatus.adopted())

    def about(self, region: Any) -> Self:
        """Those for this region, or for all of them."""
        return self.filter(Q(regions=region) | Q(regions=None)).distinct()

    def search(self, text: str) -> Self:
        """Every word stands in the title, or the text is its number."""
        found, number = every_word(text, "title__icontains"), whole_number(text)
        return self.filter(found) if number is None else self.filter(found | Q(number=number))


class OfPolicyQuerySet(ScopedQuerySet):
    """Rows that belong to a recommendation: who may see them is said by the recommendation."""

    policy_path = "policy"

    def permitted(self, user: AnyUser, *actions: str) -> Self:
        policies = self.model._meta.get_field("policy").related_model.objects
        return self.filter(policy__in=policies.permitted(user, *actions))


class OfItemQuerySet(OfPolicyQuerySet):
    """Rows that name an item of the repository as well: the item says too who may see it."""

    def permitted(self, user: AnyUser, *actions: str) -> Self:
        items = self.model._meta.get_field("item").related_model.objects
        return super().permitted(user, *actions).filter(item__in=items.visible_to(user))


class EvidenceLinkQuerySet(OfItemQuerySet):
    def to_verify(self) -> Self:
        """Nobody has said yet that they show what is claimed; what was withdrawn is not read any more."""
        kept = self.filter(verified_at=None, item__withdrawn_at=None)
        return kept.filter(policy__status__in=PolicyStatus.aimed_at())

    def search(self, text: str) -> Self:
        return self.filter(every_word(text, "policy__title__icontains", "finding__icontains"))


class ImpactQuerySet(OfPolicyQuerySet):
    def search(self, text: str) -> Self:
        return self.filter(every_word(text, "title__icontains", "policy__title__icontains"))


class MilestoneQuerySet(OfPolicyQuerySet):
    def open(self) -> Self:
        return self.filter(state__in=[MilestoneState.NOT_STARTED, MilestoneState.IN_PROGRESS])

    def due_within(self, days: int, on: date | None = None) -> Self:
        """Open, of a recommendation that has not ended, and their day comes within so many days from this one on."""
        today = on or timezone.localdate()
        return self._going().filter(target_date__range=(today, today + timedelta(days=days)))

    def due(self, on: date | None = None) -> Self:
        """Their day has come, done or not; given up ones are not due."""
        return self.exclude(state=MilestoneState.CANCELLED).filter(target_date__lte=on or timezone.localdate())

    def late(self, on: date | None = None) -> Self:
        """Open after their day, of a recommendation that has not ended."""
        return self._going().filter(target_date__lt=on or timezone.localdate())

    def answered_for_by(self, user: AnyUser) -> Self:
        """Those that name this person, or an office that they serve today."""
        offices = reach_of(user, self.model._meta.get_field("policy").related_model, "view").organizations
        return self.filter(Q(responsible_person=user.pk) | Q(responsible_organization__in=offices))

    def search(self, text: str) -> Self:
        """Every word stands in its title or in that of its recommendation."""
        return self.filter(every_word(text, "title__icontains", "policy__title__icontains"))

    def _going(self) -> Self:
        return self.open().exclude(policy__status__in=PolicyStatus.ended())
