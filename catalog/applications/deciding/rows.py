"""The rows an act changes: locked, checked, and how their clock goes on."""

from django.db.models import Max
from django.utils.translation import gettext as _

from catalog.applications import history
from catalog.applications.pausing import end_pause
from catalog.enums import ApplicationStatus, EventKind, WaitingOn
from catalog.models import ServiceApplication, ServiceOffering
from catalog.permissions import can_decide, can_work_on
from portal.accounts.models import User
from portal.core.actions import ActionRefused
from portal.core.shown import MovedOn


class CaseChanged(MovedOn):
    """Somebody else has acted since the screen was made."""

    def __init__(self) -> None:
        super().__init__(_("This case changed meanwhile. What you typed is still here: look at the case again first."))


def lock(application: ServiceApplication) -> ServiceApplication:
    """The service first, then the case: whoever takes both takes them in this order, so nobody waits in a circle.

    Without the key: new applications for the service need not wait.
    """
    ServiceOffering.objects.select_for_update(no_key=True).only("pk").get(pk=application.service_id)
    cases = ServiceApplication.objects.select_for_update(no_key=True, of=("self",))
    return cases.select_related("service__offering_mao", "form_version").get(pk=application.pk)


def case_to_decide(application: ServiceApplication, *, by: User, shown: str | None = None) -> ServiceApplication:
    """The locked case, of whoever decides in its office and saw its newest state."""
    case = lock(application)
    if not can_decide(by, case):
        raise ActionRefused(_("Only the office of the service decides its applications."))
    check_shown(case, shown)
    return case


def case_to_work_on(application: ServiceApplication, *, by: User, shown: str | None = None) -> ServiceApplication:
    case = lock(application)
    if not can_work_on(by, case):
        raise ActionRefused(_("Only the office of the service works on its applications."))
    check_shown(case, shown)
    return case


def version_of(application: ServiceApplication) -> str:
    """What a screen of this case shows, as a mark: another after every step, note and checked paper."""
    row = ServiceApplication.objects.filter(pk=application.pk)
    seen = row.aggregate(step=Max("events__pk"), note=Max("notes__pk"), paper=Max("files__checked_at"))
    paper = seen["paper"].timestamp() if seen["paper"] else 0
    return f"{seen['step'] or 0}.{seen['note'] or 0}.{paper:.6f}"


def check_shown(case: ServiceApplication, shown: str | None) -> None:
    """Refuse what rests on a screen that is no longer true; None is an act that rests on no screen."""
    if shown is not None and shown != version_of(case):
        raise CaseChanged


def check_undecided(case: ServiceApplication) -> None:
    if not case.is_open:
        raise ActionRefused(_("This case is closed."))
    if case.status not in ApplicationStatus.undecided():
        raise ActionRefused(_("This case is already decided."))


def begin(case: ServiceApplication, *, by: User) -> None:
    """Whatever the office does first with a case is the beginning of its review. Saved by the caller."""
    if case.status == ApplicationStatus.SUBMITTED:
        case.status = ApplicationStatus.UNDER_REVIEW
        case.reviewer = case.reviewer or by
        history.happened(case, EventKind.REVIEW_BEGAN, by=by)


def stop_waiting(case: ServiceApplication) -> None:
    """Nobody waits for the applicant any more, and the clock runs again. Saved by the caller."""
    end_pause(case)
    if case.waiting_on == WaitingOn.APPLICANT:
        case.waiting_on = WaitingOn.OFFICE
