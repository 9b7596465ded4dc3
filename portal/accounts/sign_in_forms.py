"""Forms of the pages around signing in; their words are public, in English and Filipino."""

from typing import Any

from allauth.account.forms import LoginForm, ResetPasswordForm
from django import forms
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from .mail import send_account_mail
from .models import User
from .passwords import password_link


class SignInForm(LoginForm):
    """Labels say what to write; no grey example text that vanishes on the first key."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["login"].label = _("Username or e-mail address")
        self.fields["login"].widget = forms.TextInput({"autocomplete": "username", "autocapitalize": "none"})
        self.fields["password"].help_text = ""
        self.fields["password"].widget.attrs.pop("placeholder")


class ForgottenPasswordForm(ResetPasswordForm):
    """Sends a link, or says that there is no account: to the mailbox alone, and after the same work either way."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["email"].label = _("E-mail address")
        self.fields["email"].widget.attrs.pop("placeholder", None)

    def clean_email(self) -> str:
        return str(self.cleaned_data["email"]).lower()

    def save(self, request: HttpRequest, **kwargs: Any) -> str:
        email: str = self.cleaned_data["email"]
        user = User.objects.filter(email=email, is_active=True).first()
        link = password_link(user or User(pk=0, email=email))
        template = "account/email/forgotten_password" if user else "account/email/unknown_account"
        send_account_mail(template, to=email, context={"user": user, "email": email, "link": link}, user=user)
        return email
