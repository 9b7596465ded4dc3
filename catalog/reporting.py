"""“Something wrong here?”: a reader without an account tells us, and programs that fill in forms do not.

Nobody solves a puzzle. A field that people do not see stays empty; the form carries a signed time, so that it was open
for as long as a person needs and not for days; and each address and each service have a limit an hour.
"""

from typing import Any

from allauth.core.internal import ratelimit
from django import forms
from django.core import signing
from django.db import transaction
from django.http import HttpRequest
from django.utils.translation import gettext as _

from .actions import report_mistake
from .forms import ReportMistakeForm
from .models import OfferingReport, ServiceOffering

SALT = "catalog.reporting"
FASTEST_SECONDS = 2
LONGEST_SECONDS = 24 * 60 * 60
LIMITS = {"report": "20/h/ip,10/h/key"}  # an office or a village shares an address; the key is the service


def stamp(offering: ServiceOffering) -> str:
    """When the form for this service was opened, signed."""
    return signing.TimestampSigner(salt=SALT).sign(str(offering.pk))


class ReportForm(ReportMistakeForm):
    """The form of one service; its refusals lose nothing that was typed."""

    def __init__(self, *args: Any, offering: ServiceOffering, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.offering = offering
        self.fields["message"].error_messages |= {
            "required": _("Write what is wrong."),
            "max_length": _("Write it shorter: at most 1,000 letters and signs."),
            "null_characters_not_allowed": _("There is a sign in the text that we cannot keep. Please type it again."),
        }

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        if not self.is_from_a_program and not self.errors:
            self._check_time()
        return cleaned

    def _check_time(self) -> None:
        signer, opened = signing.TimestampSigner(salt=SALT), self.data.get("opened", "")
        try:
            is_for_this = signer.unsign(opened, max_age=LONGEST_SECONDS) == str(self.offering.pk)
        except signing.BadSignature:
            is_for_this = False
        if not is_for_this:
            raise forms.ValidationError(
                _("This form was open for too long. Your text is still here: please send it again."), code="too_old"
            )
        try:
            signer.unsign(opened, max_age=FASTEST_SECONDS)
        except signing.SignatureExpired:
            return
        raise forms.ValidationError(
            _("That was very fast. Your text is still here: read it once more, then send it again."), code="too_fast"
        )


def receive(request: HttpRequest, form: ReportForm) -> bool:
    """Take a valid report; False, with the reason on the form, where there have been too many."""
    if form.is_from_a_program:
        return True  # thanked like anybody, so that the program learns nothing
    if not ratelimit.consume(
        request, app="catalog", action="report", config=LIMITS, key=str(form.offering.pk), limit_get=True
    ):
        form.add_error(
            None,
            forms.ValidationError(
                _("We received many messages about this in the last hour. Your text is still here: send it later."),
                code="too_many",
            ),
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


def status_of(form: ReportForm) -> int:
    return 429 if form.has_error("__all__", code="too_many") else 400
