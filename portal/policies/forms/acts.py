"""What each act on a recommendation asks, one form an act."""

import datetime
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy
from wagtail.admin.widgets import AdminDateInput

from portal.accounts.models import User
from portal.core.text import whole_number
from portal.evidence.choices import EvidenceField
from portal.policies.models import PolicyRecommendation

LONGEST = 2000
LATER = datetime.timedelta(days=90)


def words_field(label: Any, **options: Any) -> forms.CharField:
    return forms.CharField(label=label, max_length=LONGEST, widget=forms.Textarea(attrs={"rows": 4}), **options)


def day_field(label: Any, **options: Any) -> forms.DateField:
    return forms.DateField(label=label, widget=AdminDateInput, **{"initial": timezone.localdate, **options})


class ActForm(forms.Form):
    """Knows its recommendation, and carries the version that was shown."""

    shown = forms.CharField(widget=forms.HiddenInput, required=False)

    def __init__(self, *args: Any, policy: PolicyRecommendation, user: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.policy, self.user = policy, user

    @property
    def version(self) -> int:
        """The key of the version that was read; what is no number is none that there ever was."""
        shown = whole_number(self.cleaned_data["shown"])
        return -1 if shown is None else shown


class LookedForm(ActForm):
    looked = forms.BooleanField(
        label=gettext_lazy("I have read this version to the end"),
        error_messages={"required": gettext_lazy("Say that you have read it.")},
    )


class ReasonForm(ActForm):
    reason = words_field(
        gettext_lazy("Reason"), help_text=gettext_lazy("It stands on record and may be shown. Name no private person.")
    )


class NoteForm(ActForm):
    note = words_field(gettext_lazy("What is to be mended?"))


class DeferForm(ReasonForm):
    review_on = day_field(gettext_lazy("Look at it again on"), initial=lambda: timezone.localdate() + LATER)


class DayForm(ActForm):
    on = day_field(gettext_lazy("Since"))


class FinishForm(ActForm):
    on = day_field(gettext_lazy("Done on"))


class ApprovalForm(LookedForm):
    act = forms.CharField(
        label=gettext_lazy("Act or resolution"),
        max_length=255,
        help_text=gettext_lazy("Its name and number, such as “Bangsamoro Autonomy Act No. 56”."),
    )
    on = day_field(gettext_lazy("Approved on"))
    document = EvidenceField(
        label=gettext_lazy("Its document"),
        help_text=gettext_lazy("From the repository of evidence. Add it there first."),
    )

    field_order = ["shown", "act", "on", "document", "looked"]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        document: Any = self.fields["document"]
        document.offer(self.user)
