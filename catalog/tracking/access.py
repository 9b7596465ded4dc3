"""Who may open a case from outside the office, and how much of it.

A mailed link puts the case into the session for an hour, counted from its last use. A representative sees what they
filed as the applicant would, and of what was shared with their community only the state and the dates. Nobody else sees
anything, and nobody learns whether a case exists.
"""

from dataclasses import dataclass
from uuid import UUID

from django.http import HttpRequest

from catalog.models import ServiceApplication
from portal.accounts.models import User
from portal.communities.permissions import can_open_dashboard
from portal.core.opened import OpenedRows

OPENED = OpenedRows("cases", salt="catalog.tracking.found")


@dataclass(frozen=True)
class Sight:
    """A case as one person may see it."""

    application: ServiceApplication
    is_full: bool
    """Whether it is seen, and acted on, as by the applicant; else only where it stands."""

    by: User | None = None
    """The representative who filed it, where it is seen as theirs."""

    is_by_link: bool = False


def sight_of(request: HttpRequest, pk: UUID) -> Sight | None:
    """What this person may see of this case; None if there is nothing for them."""
    cases = ServiceApplication.objects.filter(anonymized_at=None).select_related(
        "service__offering_mao", "form_version", "refusal_reason"
    )
    if pk in OPENED.keys(request):
        application = cases.filter(pk=pk).first()
        if application:
            OPENED.keep(request, application.pk)
            return Sight(application, is_full=True, is_by_link=True)
    user = request.user
    if not isinstance(user, User) or not can_open_dashboard(user):
        return None
    application = cases.of_community_person(user).filter(pk=pk).first()
    if application is None:
        return None
    is_own = application.filed_by_id == user.pk
    return Sight(application, is_full=is_own, by=user if is_own else None)


def found_by(proof: str) -> ServiceApplication | None:
    pk = OPENED.found_by(proof)
    return ServiceApplication.objects.filter(pk=pk).first() if pk else None
