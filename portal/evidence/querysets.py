from functools import reduce
from operator import or_
from typing import Self

from django.db.models import Q
from django.utils import timezone

from portal.core.access import AnyUser, ScopedQuerySet
from portal.core.models.private_file import Scan
from portal.core.uploads import scanning

from .enums import Confidentiality, TextState
from .scope import reach_of


class EvidenceQuerySet(ScopedQuerySet):
    def permitted(self, user: AnyUser, *actions: str) -> Self:
        """To see: anybody what is public, staff of all offices what is internal, an office its own, keepers all. What
        was withdrawn is there only for those who may change it. To change: keepers all, an office its own, others of
        OOBC what is no office's."""
        if any(reach_of(user, self.model, action).everything for action in actions):
            return self
        rules = [self._seen_by(user) if action == "view" else self._kept_by(user, action) for action in actions]
        return self.filter(reduce(or_, rules))

    def _seen_by(self, user: AnyUser) -> Q:
        reach = reach_of(user, self.model, "view")
        levels = [Confidentiality.PUBLIC]
        if reach.common or reach.organizations:
            levels.append(Confidentiality.INTERNAL)
        seen = Q(confidentiality__in=levels)
        if reach.organizations:
            seen |= Q(confidentiality=Confidentiality.OWN_OFFICE, office__in=sorted(reach.organizations))
        return (seen & Q(withdrawn_at=None)) | self._kept_by(user, "change")

    def _kept_by(self, user: AnyUser, action: str) -> Q:
        reach = reach_of(user, self.model, action)
        own = Q(office__in=sorted(reach.organizations))
        return own | Q(office=None) if reach.common else own

    def current(self) -> Self:
        """Those that were not withdrawn."""
        return self.filter(withdrawn_at=None)

    def public(self) -> Self:
        """What anybody may see."""
        return self.current().filter(confidentiality=Confidentiality.PUBLIC)


class EvidenceTextQuerySet(ScopedQuerySet):
    def permitted(self, user: AnyUser, *actions: str) -> Self:
        """Who may see the item may see its text."""
        items = self.model._meta.get_field("item").related_model.objects
        return self.filter(item__in=items.permitted(user, *actions))

    def waiting(self) -> Self:
        """To be read, and nobody reads them now: what was tried least often, then what came first.

        A file waits here until the virus scanner has spoken.
        """
        free = Q(taken_until=None) | Q(taken_until__lt=timezone.now())
        found = self.filter(free, state=TextState.WAITING)
        if scanning.is_on():
            found = found.filter(item__file__scan__in=[Scan.CLEAN, Scan.INFECTED])
        return found.order_by("tries", "item__added_at", "pk")
