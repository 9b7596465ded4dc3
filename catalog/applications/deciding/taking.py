"""Who works on a case, and since when."""

from collections.abc import Iterable

from django.db import transaction
from django.utils.translation import gettext as _

from catalog.applications import history
from catalog.enums import ApplicationStatus, EventKind
from catalog.models import ServiceApplication
from catalog.people import desk_of
from portal.accounts.models import User
from portal.core.access import BulkResult
from portal.core.actions import ActionRefused
from portal.core.many import each

from .rows import begin, case_to_work_on, check_undecided


@transaction.atomic
def begin_review(application: ServiceApplication, *, by: User, shown: str | None = None) -> ServiceApplication:
    """Take a received case up; it is yours unless it was given to somebody."""
    case = case_to_work_on(application, by=by, shown=shown)
    check_undecided(case)
    if case.status != ApplicationStatus.SUBMITTED:
        raise ActionRefused(_("The review of this case has already begun."))
    begin(case, by=by)
    case.save(update_fields=["status", "reviewer"])
    return case


@transaction.atomic
def assign(application: ServiceApplication, *, to: User | None, by: User) -> ServiceApplication:
    """Give a case to a colleague of the same office, or back to nobody."""
    case = case_to_work_on(application, by=by)
    check_undecided(case)
    if to and not desk_of(case.service.offering_mao).filter(pk=to.pk).exists():
        raise ActionRefused(_("Only colleagues of the same office can be given its cases."))
    if case.reviewer_id == (to.pk if to else None):
        return case
    case.reviewer = to
    case.save(update_fields=["reviewer"])
    history.happened(case, EventKind.ASSIGNED, by=by, reviewer=to.pk if to else None)
    return case


def assign_many(applications: Iterable[ServiceApplication], *, to: User | None, by: User) -> list[BulkResult]:
    """Each case stands for itself."""
    return each(applications, lambda case: assign(case, to=to, by=by))
