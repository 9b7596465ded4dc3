"""What each act on a PPA asks, one form an act."""

from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy
from wagtail.admin.widgets import AdminDateInput

from portal.accounts.models import User
from portal.core.team_forms import TeamRows
from portal.core.text import whole_number
from portal.monitoring.enums import BeneficiarySector, TeamRole
from portal.monitoring.models import MonitoringEntry
from portal.monitoring.people import colleagues_of
from portal.monitoring.permissions import can_override_ceilings

LONGEST = 2000


def words_field(label: Any, **options: Any) -> forms.CharField:
    area = forms.Textarea(attrs={"rows": 4})
    return forms.CharField(label=label, max_length=LONGEST, widget=area, **options)


def day_field(label: Any) -> forms.DateField:
    return forms.DateField(label=label, widget=AdminDateInput, initial=timezone.localdate)


class ActForm(forms.Form):
    """Knows its PPA, and carries the version that was shown."""

    shown = forms.CharField(widget=forms.HiddenInput, required=False)

    def __init__(self, *args: Any, ppa: MonitoringEntry, user: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.ppa, self.user = ppa, user

    @property
    def version(self) -> int:
        """The version that was read; what is no number is none that there ever was."""
        shown = whole_number(self.cleaned_data["shown"])
        return -1 if shown is None else shown


class ReviewForm(ActForm):
    note = words_field(gettext_lazy("What you found"), required=False)


class ReasonForm(ActForm):
    reason = words_field(
        gettext_lazy("Reason"), help_text=gettext_lazy("Staff and the office read it. Name no private person.")
    )


class OverrideForm(ActForm):
    override_reason = words_field(
        gettext_lazy("Why it may go above a ceiling"),
        required=False,
        help_text=gettext_lazy("Only where a ceiling is too full. It stays on record."),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not can_override_ceilings(self.user):
            del self.fields["override_reason"]

    @property
    def override(self) -> str:
        return self.cleaned_data.get("override_reason", "")


class EnactForm(ActForm):
    act = forms.CharField(
        label=gettext_lazy("Act"),
        max_length=255,
        help_text=gettext_lazy("Its name and number, such as “Bangsamoro Autonomy Act No. 56”."),
    )
    on = day_field(gettext_lazy("Enacted on"))


class StartForm(ActForm):
    on = day_field(gettext_lazy("Begun on"))


class CompleteForm(ActForm):
    on = day_field(gettext_lazy("Completed on"))


class TeamForm(TeamRows, ActForm):
    roles, member_role = TeamRole, TeamRole.MEMBER

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        people = {str(person.pk): person for person in colleagues_of(self.ppa)}
        self.add_rows(self.ppa.team.select_related("user"), people)


class ReachedForm(ActForm):
    """How many were reached; empty means that nobody knows."""

    beneficiaries = forms.IntegerField(label=gettext_lazy("Beneficiaries reached"), min_value=0, required=False)
    obc = forms.IntegerField(label=gettext_lazy("Of them OBC"), min_value=0, required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["beneficiaries"].initial = self.ppa.actual_beneficiaries
        self.fields["obc"].initial = self.ppa.actual_obc
        present = {row.group: row.actual for row in self.ppa.beneficiary_groups.all()}
        for group in BeneficiarySector:
            self.fields[f"group_{group.value}"] = forms.IntegerField(
                label=group.label, min_value=0, required=False, initial=present.get(group.value)
            )

    @property
    def groups(self) -> dict[str, int | None]:
        return {group: self.cleaned_data[f"group_{group}"] for group in BeneficiarySector.values}
