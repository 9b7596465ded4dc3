from typing import Any, Self

from django.db import models
from django.db.models import Exists, OuterRef, Prefetch, Q
from django.db.models.functions import Coalesce

from portal.core.access import AnyUser, ScopedQuerySet
from portal.core.references import read_reference
from portal.core.terms import TermQuerySet
from portal.core.text import fold

from .enums import Measure, Publicity, RequestStatus
from .scope import reach_of, represented_by


class OwnedByCommunityQuerySet(ScopedQuerySet):
    """Rows of a model with a path to the community they belong to."""

    community_path = "community"

    def permitted(self, user: AnyUser, *actions: str) -> Self:
        reach = reach_of(user, self.model, *actions)
        if reach.everything:
            return self
        return self.filter(**{f"{self.community_path}__in": sorted(reach.communities)})


class CommunityQuerySet(OwnedByCommunityQuerySet):
    community_path = "pk"

    def active(self) -> Self:
        return self.filter(is_active=True)

    def represented_by(self, user: AnyUser) -> Self:
        """The active communities this person speaks for today."""
        return self.filter(pk__in=sorted(represented_by(user)))

    def public(self) -> Self:
        """Those the public site speaks of."""
        return self.active().exclude(publicity=Publicity.HIDDEN)

    def with_place(self) -> Self:
        return self.select_related("barangay__municipality__province__region")

    def with_groups(self) -> Self:
        """The peoples of each, the primary one first."""
        rows = self.model._meta.get_field("group_rows").related_model.objects.select_related("group")
        return self.prefetch_related(Prefetch("group_rows", queryset=rows))

    def with_population(self) -> Self:
        """Annotated with the newest count of people: ``population``, ``population_as_of``, ``population_source``."""
        newest = self._newest(Measure.POPULATION).values
        return self.annotate(
            population=models.Subquery(newest("value")[:1]),
            population_as_of=models.Subquery(newest("as_of")[:1]),
            population_source=models.Subquery(newest("source")[:1]),
        )

    def with_latest_figures(self) -> Self:
        """Each with its newest figure of every measure as ``latest_figures``."""
        figures = self._statements("figures").newest()
        return self.prefetch_related(Prefetch("figures", queryset=figures, to_attr="latest_figures"))

    def with_representation(self) -> Self:
        """Annotated with ``is_represented``: whether somebody speaks for it today."""
        return self.annotate(is_represented=Exists(self._statements("representatives").in_force().filter(_own())))

    def lacking(self, measure: str) -> Self:
        """Those of which nobody has said this figure."""
        return self.filter(~Exists(self._newest(measure)))

    def _newest(self, measure: str) -> Any:
        return self._statements("figures").filter(_own(), measure=measure).order_by("-as_of")

    def _statements(self, relation: str) -> Any:
        return self.model._meta.get_field(relation).related_model.objects

    def search(self, text: str) -> Self:
        """Communities whose name or place holds every word."""
        found = self
        for word in fold(text).split():
            found = found.filter(
                Q(sort_name__contains=word)
                | Q(other_names__icontains=word)
                | Q(barangay__sort_name__contains=word)
                | Q(barangay__municipality__sort_name__contains=word)
                | Q(barangay__municipality__province__sort_name__contains=word)
            )
        return found


class RepresentativeQuerySet(TermQuerySet, OwnedByCommunityQuerySet):  # type: ignore[override]
    def search(self, text: str) -> Self:
        """Representatives whose name or community holds every word."""
        found = self
        for word in text.split():
            found = found.filter(
                Q(user__first_name__icontains=word)
                | Q(user__last_name__icontains=word)
                | Q(user__email__icontains=word)
                | Q(community__sort_name__contains=fold(word))
            )
        return found


class StatementQuerySet(models.QuerySet[Any]):
    """Statements about communities; ``SUBJECT`` of the model is what each is about."""

    def newest(self) -> Self:
        """The newest of each community and subject."""
        subject = self.model.SUBJECT
        return self.order_by("community_id", subject, "-as_of").distinct("community_id", subject)


class RequestQuerySet(OwnedByCommunityQuerySet):
    """Requests belong to no community before they are verified: the reach decides alone."""

    def permitted(self, user: AnyUser, *actions: str) -> Self:
        return self if reach_of(user, self.model, *actions).everything else self.none()

    def open(self) -> Self:
        return self.filter(status__in=RequestStatus.open())

    def to_check(self) -> Self:
        return self.filter(status=RequestStatus.RECEIVED)

    def to_forget(self, before: Any) -> Self:
        """Decided, or never decided and received, before this moment."""
        return self.annotate(ended=Coalesce("decided_at", "received_at")).filter(forgotten_at=None, ended__lt=before)

    def search(self, text: str) -> Self:
        """By its number, or by words of the name and of the place."""
        reference = read_reference(text)
        if reference:
            return self.filter(reference=reference)
        found = self
        for word in text.split():
            found = found.filter(
                Q(name__icontains=word)
                | Q(email__icontains=word)
                | Q(community_name__icontains=word)
                | Q(community__sort_name__contains=fold(word))
                | Q(barangay__sort_name__contains=fold(word))
                | Q(barangay__municipality__sort_name__contains=fold(word))
            )
        return found


def _own() -> Q:
    return Q(community=OuterRef("pk"))
