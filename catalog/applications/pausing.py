"""The clock of a case stands while the applicant is asked for more, and for so long in all."""

from catalog.models import ServiceApplication

from . import clock


def days_left_to_pause(application: ServiceApplication) -> int:
    """Working days for which the clock of this case may still stand, from the start of a pause that runs."""
    return max(0, clock.LONGEST_PAUSE - application.paused_days)


def end_pause(application: ServiceApplication, *, on: clock.Day | None = None) -> None:
    """The clock of this case, whose row the caller has locked and saves, runs again.

    The due day moves by the working days for which it stood; a case whose clock runs is left as it is.
    """
    if application.paused_on is None:
        return
    closed = clock.holidays()
    stood = clock.working_days_between(application.paused_on, on or clock.today(), closed)
    stood = min(stood, days_left_to_pause(application))
    application.due_on = clock.after_working_days(application.due_on, stood, closed)
    application.paused_days += stood
    application.paused_on = None
