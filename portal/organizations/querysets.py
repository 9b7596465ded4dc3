from typing import Self

from portal.core.access import AnyUser, ScopedQuerySet
from portal.core.terms import TermQuerySet

from .enums import OrganizationType
from .scope import reach_of


class OwnedByOrganizationQuerySet(ScopedQuerySet):
    """Rows of a model with a path to the organization that owns them."""

    organization_path = "organization"

    def permitted(self, user: AnyUser, *actions: str) -> Self:
        reach = reach_of(user, self.model, *actions)
        if reach.everything:
            return self
        # A plain list of keys, not a subquery: search backends understand nothing else.
        return self.filter(**{f"{self.organization_path}__in": sorted(reach.organizations)})


class OrganizationQuerySet(OwnedByOrganizationQuerySet):
    organization_path = "pk"

    def active(self) -> Self:
        return self.filter(is_active=True)

    def maos(self) -> Self:
        """The ministries, agencies and offices of BARMM."""
        return self.filter(organization_type=OrganizationType.BMOA)


class MembershipQuerySet(TermQuerySet, OwnedByOrganizationQuerySet):  # type: ignore[override]
    pass


class FocalPersonQuerySet(OwnedByOrganizationQuerySet):
    organization_path = "membership__organization"
