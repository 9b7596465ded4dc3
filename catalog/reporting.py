"""“Something wrong here?”: a reader without an account tells us, and programs that fill in forms do not."""

from typing import Any

from django.db import transaction
from django.http import HttpRequest
from django.utils.translation import gettext as _

from portal.core.abuse import Guard, GuardedForm

from .actions import report_mistake
from .forms import ReportMistakeForm
from .models import OfferingReport, ServiceOffering

GUARD = Guard(
    "catalog.reporting", "20/h/ip,10/h/key"
)  # an office or a village shares an address; the key is the service


def stamp(offering: ServiceOffering) -> str:
    """When the form for this service was opened, signed."""
    return GUARD.stamp(str(offering.pk))


class ReportForm(ReportMistakeForm, GuardedForm):
    """The form of one service."""

    guard = GUARD

    def __init__(self, *args: Any, offering: ServiceOffering, **kwargs: Any) -> None:
        super().__init__(*args, subject=str(offering.pk), **kwargs)
        self.offering = offering
        self.fields["message"].error_messages |= {
            "required": _("Write what is wrong."),
            "max_length": _("Write it shorter: at most 1,000 letters and signs."),
            "null_characters_not_allowed": _("There is a sign in the text that we cannot keep. Please type it again."),
        }


def receive(request: HttpRequest, form: ReportForm) -> bool:
    """Take a valid report; False, with the reason on the form, where there have been too many."""
    if form.is_from_a_program:
        return True  # thanked like anybody, so that the program learns nothing
    if not GUARD.lets_in(request, form.subject):
        form.refuse_as_too_many(
            _("We received many messages about this in the last hour. Your text is still here: send it later.")
        )
        return False
    _report_once(form.offering, form.cleaned_data["message"])
    return True


@transaction.atomic
def _report_once(offering: ServiceOffering, message: str) -> None:
    """A second press of the button is the same message again; the locked row makes the two wait for each other."""
    ServiceOffering.objects.select_for_update(of=("self",)).get(pk=offering.pk)
    if not OfferingReport.objects.open().filter(offering=offering, message=message.strip()).exists():
        report_mistake(offering, message=message)
