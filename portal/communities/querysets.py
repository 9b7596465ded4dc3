from typing import Self

from django.db.models import Q

from portal.core.access import AnyUser, ScopedQuerySet
from portal.core.terms import TermQuerySet
from portal.core.text import fold

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

    def with_place(self) -> Self:
        return self.select_related("barangay__municipality__province__region")

    def search(self, text: str) -> Self:
        """Communities whose name or place holds every word."""
        found = self
        for word in fold(text).split():
            found = found.filter(
                Q(sort_name__contains=word)
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
