import datetime
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _
from wagtail.admin.widgets import AdminDateInput

from catalog.applications import clock
from catalog.applications.filling import BY_STAFF
from catalog.enums import ApplicationChannel
from catalog.models import ApplicationForm, PrivacyNotice, ServiceApplication
from portal.accounts.models import User
from portal.organizations.scope import reach_of

OLDEST_PAPER = datetime.timedelta(days=366)
LANGUAGES = [("en", _("English")), ("fil", _("Filipino"))]


class ServiceChoice(forms.ModelChoiceField):
    """One of several forms, known to people by its service."""

    def label_from_instance(self, form: ApplicationForm) -> str:
        return str(form.offering)


class EnterForm(forms.Form):
    """For which service, how it came in, and when. Only services of the person's own office."""

    channel = forms.ChoiceField(
        label=_("How it came in"),
        choices=[(channel.value, channel.label) for channel in BY_STAFF],
        widget=forms.RadioSelect,
        initial=ApplicationChannel.WALK_IN,
    )
    received_on = forms.DateField(
        label=_("Received on"),
        widget=AdminDateInput,
        initial=clock.today,
        help_text=_("For a paper, the day of the office's stamp. The time for a decision counts from this day."),
    )
    language = forms.ChoiceField(label=_("Language of receipt and notices"), choices=LANGUAGES, initial="en")
    agrees = forms.BooleanField(
        label=_("The applicant has read or heard the privacy notice and agrees, or has signed it on the paper"),
        error_messages={"required": _("Without the applicant's agreement nothing may be entered.")},
    )

    def __init__(self, *args: Any, user: User, notice: PrivacyNotice, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.notice = notice
        self.fields["form"] = ServiceChoice(forms_of(user), label=_("Service"))
        self.order_fields(["form"])

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        day = cleaned.get("received_on")
        if day and day > clock.today():
            self.add_error("received_on", _("It cannot have been received in the future."))
        elif day and day < clock.today() and cleaned.get("channel") == ApplicationChannel.WALK_IN:
            self.add_error("received_on", _("Who is at the office applies today. Only a paper may be older."))
        elif day and day < clock.today() - OLDEST_PAPER:
            self.add_error("received_on", _("That is more than a year ago. Check the year."))
        return cleaned


def forms_of(user: User) -> Any:
    """The forms in use by which this person may enter applications: those of the offices they serve."""
    reach = reach_of(user, ServiceApplication, "add")
    rows = ApplicationForm.objects.in_use().select_related("offering__offering_mao")
    return rows if reach.everything else rows.filter(offering__offering_mao__in=reach.organizations)
