"""The staff forms of the register. They check what was typed; the actions do the rest."""

from typing import Any

from django import forms
from django.contrib.auth import get_user_model
from django.contrib.auth.models import AbstractUser
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from wagtail.admin.forms import WagtailAdminModelForm
from wagtail.admin.widgets import AdminDateInput

from portal.core.uploads import PrivateFileField

from .actions.register import CONTACT_FIELDS
from .choices import OrganizationChoiceField
from .enums import FocalRole, MembershipRole
from .models import MAOFocalPerson, Organization, OrganizationMembership
from .permissions import can_keep


class PersonField(forms.ModelChoiceField):
    """A person with an open account, by name and e-mail address."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(get_user_model().objects.none(), **kwargs)

    def offer(self, by: AbstractUser | None) -> None:
        """Everybody but the person who chooses: nobody gives a role to themselves."""
        people = get_user_model().objects.filter(is_active=True).order_by("last_name", "first_name", "username")
        self.queryset = people.exclude(pk=by.pk) if by else people.none()

    def label_from_instance(self, person: Any) -> str:
        return f"{person} · {person.email}"


class OrganizationForm(WagtailAdminModelForm):
    """The register's form. Those who serve an organization see only how it is reached."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if self.for_user is None or not can_keep(self.for_user):
            for name in set(self.fields) - set(CONTACT_FIELDS):
                del self.fields[name]
        if "parent" in self.fields:
            above = Organization.objects.active() | Organization.objects.filter(pk=self.instance.parent_id)
            self.fields["parent"].queryset = above.exclude(pk=self.instance.pk)


class TermForm(WagtailAdminModelForm):
    start_date = forms.DateField(label=_("From"), widget=AdminDateInput, initial=timezone.localdate)
    end_date = forms.DateField(
        label=_("Until"),
        widget=AdminDateInput,
        required=False,
        help_text=_("Rights stop when this day begins. Leave it empty if no end is known."),
    )


class GrantForm(TermForm):
    """Give a person a role. Focal persons are appointed on their own screen."""

    organization = OrganizationChoiceField(label=_("Organization"))
    user = PersonField(label=_("Person"), help_text=_("Invite a person first if they have no account."))
    role = forms.ChoiceField(
        label=_("Role"),
        choices=[(MembershipRole.MAO_EDITOR.value, MembershipRole.MAO_EDITOR.label)],
        help_text=_("An editor keeps the organization's services and its page in this register."),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["organization"].offer(self.for_user, "add", OrganizationMembership)
        self.fields["user"].offer(self.for_user)

    class Meta(WagtailAdminModelForm.Meta):
        model = OrganizationMembership
        fields = ["organization", "user", "role", "start_date", "end_date"]


class FocalPersonForm(WagtailAdminModelForm):
    """How a focal person is reached, and the paper that appoints them."""

    paper = PrivateFileField(
        label=_("Appointment paper"),
        required=False,
        help_text=_("Only staff and the MAO's own people can read it. PDF, JPEG, PNG, DOCX or XLSX, at most 7 MB."),
    )

    class Meta(WagtailAdminModelForm.Meta):
        model = MAOFocalPerson
        fields = ["designation", "contact_email", "contact_phone", "appointed_date", "paper"]


class AppointmentForm(FocalPersonForm, TermForm):
    """Appoint a focal person: who, as what, for how long."""

    field_order = [
        "organization",
        "person",
        "focal_role",
        "start_date",
        "end_date",
        "hand_over",
        "designation",
        "contact_email",
        "contact_phone",
        "appointed_date",
        "paper",
    ]
    organization = OrganizationChoiceField(label=_("MAO"))
    person = PersonField(label=_("Person"), help_text=_("Invite a person first if they have no account."))
    focal_role = forms.ChoiceField(label=_("Primary or alternate"), choices=FocalRole.choices)
    appointed_date = forms.DateField(
        label=_("Appointed on"),
        widget=AdminDateInput,
        required=False,
        help_text=_("The day on the appointment paper, if it is not the first day."),
    )
    hand_over = forms.BooleanField(
        label=_("Hand over"),
        required=False,
        help_text=_("If the MAO has a primary focal person, that person's role ends on the day this one begins."),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["organization"].offer(self.for_user, "add", MAOFocalPerson)
        self.fields["organization"].queryset = self.fields["organization"].queryset.maos()
        self.fields["person"].offer(self.for_user)

    class Meta(FocalPersonForm.Meta):
        pass


class EndForm(forms.Form):
    on = forms.DateField(
        label=_("Ends on"),
        widget=AdminDateInput,
        initial=timezone.localdate,
        help_text=_("Rights stop when this day begins: today means at once."),
    )
