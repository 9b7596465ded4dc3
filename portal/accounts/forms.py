"""Forms of the user administration. There is no field for a password, nor for superuser rights, on any of them."""

from typing import Any

from django import forms
from django.contrib.auth.models import Group
from django.utils.translation import gettext_lazy as _
from wagtail.users.forms import UserForm

from .models import User
from .roles import Role


class RoleField(forms.ModelMultipleChoiceField):
    def __init__(self, **kwargs: Any) -> None:
        super().__init__(
            queryset=Group.objects.filter(name__in=Role.values).order_by("name"),
            widget=forms.CheckboxSelectMultiple,
            required=False,
            label=_("Roles"),
            **kwargs,
        )

    def label_from_instance(self, group: Group) -> str:
        return str(Role(group.name).label)


class AccountForm(UserForm):
    """One account as an administrator sees it."""

    is_superuser = None
    groups = RoleField()

    class Meta:
        model = User
        fields: tuple[str, ...] = ("username", "email", "first_name", "last_name", "groups", "is_active")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["email"].label = _("E-mail address")
        self.fields["first_name"].label = _("First name")
        self.fields["last_name"].label = _("Last name")

    def clean_email(self) -> str:
        return str(self.cleaned_data["email"]).lower()

    def role_names(self) -> list[str]:
        return [group.name for group in self.cleaned_data["groups"]]


class InvitationForm(AccountForm):
    username = forms.CharField(
        label=_("Username"),
        required=False,
        max_length=150,
        validators=User._meta.get_field("username").validators,
    )

    class Meta(AccountForm.Meta):
        fields = ("email", "first_name", "last_name", "username", "groups")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["username"].help_text = _(
            "Leave it empty and it is taken from the e-mail address. People can sign in with either."
        )

    def _clean_username(self) -> str | None:
        return super()._clean_username() if self.cleaned_data.get("username") else None

    def _get_validation_exclusions(self) -> set[str]:
        left_empty = set() if self.cleaned_data.get("username") else {"username"}
        return super()._get_validation_exclusions() | left_empty


class AccountEditForm(AccountForm):
    """Nobody changes their own roles or closes their own account: those fields are not there."""

    def __init__(self, *args: Any, editing_self: bool = False, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["username"].disabled = True
        self.fields["username"].help_text = _("A username stays as it is.")
        if editing_self:
            del self.fields["groups"], self.fields["is_active"]

    def role_names(self) -> list[str]:
        if "groups" in self.fields:
            return super().role_names()
        return list(self.instance.groups.values_list("name", flat=True))

    def stays_open(self) -> bool:
        return bool(self.cleaned_data.get("is_active", True))
