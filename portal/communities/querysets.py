from typing import Self

from portal.core.access import AnyUser, ScopedQuerySet
from portal.core.terms import TermQuerySet

from .scope import communities_of


class OwnedByCommunityQuerySet(ScopedQuerySet):
    """Rows of a model with a path to the community they belong to."""

    community_path = "community"

    def permitted(self, user: AnyUser, *actions: str) -> Self:
        communities = communities_of(user, self.model, *actions)
        if communities is None:
            return self
        return self.filter(**{f"{self.community_path}__in": sorted(communities)})


class CommunityQuerySet(OwnedByCommunityQuerySet):
    community_path = "pk"

    def active(self) -> Self:
        return self.filter(is_active=True)


class RepresentativeQuerySet(TermQuerySet, OwnedByCommunityQuerySet):  # type: ignore[override]
    pass
