from typing import Self

from django.db.models import Exists, OuterRef, Prefetch, Q

from portal.core.access import AnyUser, ScopedQuerySet
from portal.core.terms import TermQuerySet
from portal.core.text import fold

from .enums import FocalRole, OrganizationType
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

    def called(self, acronym: str) -> Self:
        """The organization with this acronym, however it is capitalised."""
        return self.filter(acronym__iexact=acronym)

    def without_primary_focal_person(self) -> Self:
        """Active MAOs that nobody serves as primary focal person today."""
        primary = self._primary_terms().filter(organization=OuterRef("pk"))
        return self.active().maos().filter(~Exists(primary))

    def with_primary_focal_person(self) -> Self:
        """Each with ``primary_terms``: the term of today's primary focal person, or an empty list."""
        terms = self._primary_terms().select_related("user")
        return self.prefetch_related(Prefetch("memberships", terms, to_attr="primary_terms"))

    def search(self, text: str) -> Self:
        """Organizations whose name or acronym holds every word."""
        found = self
        for word in fold(text).split():
            found = found.filter(Q(sort_name__contains=word) | Q(acronym__icontains=word))
        return found

    def _primary_terms(self) -> "MembershipQuerySet":
        memberships = self.model._meta.get_field("memberships").related_model
        return memberships.objects.in_force().filter(focal_role=FocalRole.PRIMARY)


class _OfPeopleQuerySet(OwnedByOrganizationQuerySet):
    """Rows about a person in an organization, searched by both."""

    membership_path = ""

    def search(self, text: str) -> Self:
        """Rows whose person or organization holds every word."""
        found = self
        for word in text.split():
            found = found.filter(
                self._has(user__first_name__icontains=word)
                | self._has(user__last_name__icontains=word)
                | self._has(user__email__icontains=word)
                | self._has(organization__sort_name__contains=fold(word))
                | self._has(organization__acronym__icontains=word)
            )
        return found

    def _has(self, **lookup: str) -> Q:
        return Q(**{f"{self.membership_path}{name}": value for name, value in lookup.items()})


class MembershipQuerySet(TermQuerySet, _OfPeopleQuerySet):  # type: ignore[override]
    pass


class FocalPersonQuerySet(_OfPeopleQuerySet):
    organization_path = "membership__organization"
    membership_path = "membership__"

    def in_force(self) -> Self:
        memberships = self.model._meta.get_field("membership").related_model
        return self.filter(membership__in=memberships.objects.in_force())
