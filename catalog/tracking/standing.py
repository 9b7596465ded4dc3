"""Where a case stands, in plain words: the same on the page that a number opens and on the fuller one.

Nothing here is personal: no name, no answer, no reason of a decision.
"""

from dataclasses import dataclass
from functools import cached_property

from django.utils import timezone
from django.utils.translation import gettext as _

from catalog.applications import answering, clock
from catalog.applications.lateness import days_late
from catalog.enums import ApplicationStatus, ClosedReason, ObjectionOutcome, WaitingOn
from catalog.models import InformationRequest, Objection, ServiceApplication
from catalog.words import Words, words
from portal.organizations.models import Organization


@dataclass(frozen=True)
class State:
    """kind: as ``<c-notice>`` and ``<c-status>`` know it."""

    title: str
    text: str
    kind: str


class Standing:
    def __init__(self, application: ServiceApplication) -> None:
        self.application = application

    @property
    def service(self) -> Words:
        return words(self.application.service, "title")

    @property
    def office(self) -> Organization:
        return self.application.service.offering_mao

    @property
    def phone(self) -> str:
        """Where to ask: the service's number, else the office's."""
        number = self.office.contact_phone
        return self.application.service.contact_phone or (number.as_national if number else "")

    @cached_property
    def request(self) -> InformationRequest | None:
        return answering.open_request(self.application)

    @cached_property
    def objection(self) -> Objection | None:
        return Objection.objects.filter(application=self.application).first()

    @property
    def is_undecided(self) -> bool:
        return answering.can_withdraw(self.application)

    @cached_property
    def state(self) -> State:
        case = self.application
        if case.closed_reason:
            return _closed(ClosedReason(case.closed_reason))
        if case.status == ApplicationStatus.APPROVED:
            return State(_("Approved"), _("The office tells you how and when you get it."), "good")
        if case.status == ApplicationStatus.COMPLETED:
            return State(_("Completed"), _("The office has finished your application."), "good")
        if case.status == ApplicationStatus.REJECTED:
            return self._refused()
        if self.request:
            return State(
                _("The office waits for you"),
                _("It asked you for more information. How to answer stands below."),
                "warn",
            )
        if case.waiting_on == WaitingOn.SLOT:
            return State(
                _("On the waiting list"),
                _("All places are taken now. You need not do anything: the office tells you when one is free."),
                "wait",
            )
        if case.status == ApplicationStatus.UNDER_REVIEW:
            return State(_("The office is checking it"), _("You need not do anything now."), "wait")
        return State(_("Received"), _("The office has your application and will check it."), "wait")

    def _refused(self) -> State:
        objection = self.objection
        if objection and not objection.answered_at:
            text = _("You have objected. Somebody else at the office looks at it again.")
            return State(_("Not approved; your objection is being looked at"), text, "wait")
        if objection and objection.outcome == ObjectionOutcome.KEPT:
            return State(_("Not approved"), _("The office looked at your objection. Its decision stays."), "bad")
        return State(_("Not approved"), _("The office has told you why in its message to you."), "bad")

    # ---- Days --------------------------------------------------------------------------------------------------------

    @property
    def stands_since(self) -> clock.Day | None:
        """Since when the clock stands, while it does."""
        return self.application.paused_on if self.is_undecided else None

    @property
    def decided_on(self) -> clock.Day | None:
        return timezone.localdate(self.application.decided_at) if self.application.decided_at else None

    @cached_property
    def days_late(self) -> int:
        """Working days after the due day, of what is late; else none."""
        return days_late(self.application, clock.today())

    @cached_property
    def objection_until(self) -> clock.Day | None:
        """Until when the applicant may object; None when it is too late, or done."""
        last_day = answering.objection_until(self.application)
        return last_day if last_day and last_day >= clock.today() and not self.objection else None

    @property
    def objection_is_late(self) -> bool:
        objection = self.objection
        return bool(objection and not objection.answered_at and clock.today() > objection.due_on)


def _closed(reason: ClosedReason) -> State:
    texts = {
        ClosedReason.WITHDRAWN: _("You took it back. You can apply again at any time."),
        ClosedReason.EXPIRED: _("The office asked you something and no answer came in time. You can apply again."),
        ClosedReason.DUPLICATE: _("You had sent the same application before; the office works on that one."),
    }
    return State(str(reason.label), texts[reason], "")
