"""Who may open a case from outside the office, and how much of it.

A mailed link puts the case into the session for an hour, counted from its last use. A representative sees what they
filed as the applicant would, and of what was shared with their community only the state and the dates. Nobody else sees
anything, and nobody learns whether a case exists.
"""

import time
from dataclasses import dataclass
from uuid import UUID

from django.core import signing
from django.http import HttpRequest

from catalog.models import ServiceApplication
from portal.accounts.models import User
from portal.communities.permissions import can_open_dashboard

SESSION_KEY = "cases"
OPEN_SECONDS = 60 * 60
SALT = "catalog.tracking.found"


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
    if pk in opened_cases(request):
        application = cases.filter(pk=pk).first()
        if application:
            keep_open(request, application)
            return Sight(application, is_full=True, is_by_link=True)
    user = request.user
    if not isinstance(user, User) or not can_open_dashboard(user):
        return None
    application = cases.of_community_person(user).filter(pk=pk).first()
    if application is None:
        return None
    is_own = application.filed_by_id == user.pk
    return Sight(application, is_full=is_own, by=user if is_own else None)


def opened_cases(request: HttpRequest) -> set[UUID]:
    """The cases that a mailed link opened in this browser within the last hour."""
    if not request.session.get(SESSION_KEY):  # looking does not begin a session
        return set()
    return {UUID(key) for key, until in request.session[SESSION_KEY].items() if until > time.time()}


def keep_open(request: HttpRequest, application: ServiceApplication) -> None:
    """Open for an hour from now; those whose hour is over are forgotten."""
    now = time.time()
    opened = {key: until for key, until in request.session.get(SESSION_KEY, {}).items() if until > now}
    request.session[SESSION_KEY] = {**opened, str(application.pk): int(now) + OPEN_SECONDS}


def close(request: HttpRequest, pk: UUID) -> None:
    """Somebody leaves a telephone or computer that others use too."""
    opened = request.session.get(SESSION_KEY, {})
    request.session[SESSION_KEY] = {key: until for key, until in opened.items() if key != str(pk)}


def proof_of_finding(pk: UUID) -> str:
    """Says, signed and for an hour, that somebody found this case by its number and contact."""
    return signing.dumps(str(pk), salt=SALT)


def found_by(proof: str) -> ServiceApplication | None:
    try:
        pk = signing.loads(proof, salt=SALT, max_age=OPEN_SECONDS)
    except signing.BadSignature:
        return None
    return ServiceApplication.objects.filter(pk=pk).first()
