"""Who may open a need from outside the office, and act on it.

A mailed link puts the need into the session for an hour, counted from its last use. Who represents its community today
opens it signed in. Nobody else sees anything, and nobody learns whether a need exists.
"""

from dataclasses import dataclass
from uuid import UUID

from django.http import HttpRequest

from portal.accounts.models import User
from portal.communities.scope import represented_by
from portal.core.opened import OpenedRows
from portal.needs.models import Need

OPENED = OpenedRows("needs", salt="portal.needs.following.found")


@dataclass(frozen=True)
class Sight:
    """A need as one person sees it, and acts on it."""

    need: Need
    by: User | None = None
    """Who speaks for its community; nobody, where a link opened it."""

    @property
    def is_by_link(self) -> bool:
        return self.by is None


def sight_of(request: HttpRequest, pk: UUID) -> Sight | None:
    """What this person may see of this need; None if there is nothing for them."""
    needs = Need.objects.community_submitted().with_place().select_related("category", "duplicate_of")
    needs = needs.prefetch_related("information_requests", "forwardings__mao")
    if pk in OPENED.keys(request):
        need = needs.filter(pk=pk, submitter__erased_at=None).first()
        if need:
            OPENED.keep(request, pk)
            return Sight(need)
    user = request.user
    if not isinstance(user, User) or not represented_by(user):
        return None
    need = needs.of_represented(user).filter(pk=pk).first()
    return Sight(need, by=user) if need else None
