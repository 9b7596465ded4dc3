"""What the portal itself asks: whether one may begin, who applies, who helps, where one lives."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _
from phonenumber_field.formfields import PhoneNumberField

from catalog.applications.filling import BY_STAFF, CONTACTS, has_helper
from catalog.enums import ApplicationChannel, Sex
from catalog.models import ApplicationDraft, ApplicationForm, PrivacyNotice
from catalog.questions import Definition
from catalog.questions.places import PlaceField, is_unfinished, was_offered
from portal.accounts.models import User
from portal.communities.models import OBCCommunity
from portal.communities.scope import represented_by
from portal.core.abuse import GuardedForm

from . import guards

BAD_SIGN = _("There is a sign in it that we cannot keep. Please type it again.")
TOO_LONG = _("Write it shorter: at most %(limit_value)d letters and signs.")


def _text(**options: Any) -> forms.CharField:
    errors = {"null_characters_not_allowed": BAD_SIGN, "max_length": TOO_LONG, **options.pop("error_messages", {})}
    return forms.CharField(**{"max_length": 255, "error_messages": errors, **options})


class StartForm(GuardedForm):
    """Agreeing to the notice that was shown, and for whom the application is. Questions of advice are never kept."""

    guard = guards.START
    notice = forms.IntegerField(widget=forms.HiddenInput)
    agree = forms.BooleanField(
        label=_("I have read what happens with my data, and I agree."),
        error_messages={"required": _("Tick this box to go on. Without it, the office may not read your application.")},
    )

    def __init__(self, *args: Any, form: ApplicationForm, definition: Definition, notice: PrivacyNotice, **kwargs: Any):
        super().__init__(*args, subject=str(form.offering_id), initial={"notice": notice.number}, **kwargs)
        self.number, self.checks = notice.number, definition.checks
        for place, check in enumerate(self.checks):
            self.fields[f"check-{place}"] = forms.ChoiceField(
                label=str(check.question),
                choices=[("yes", _("Yes")), ("no", _("No"))],
                widget=forms.RadioSelect,
                required=False,
            )
        if form.helpers_may_apply:
            self.fields["channel"] = forms.ChoiceField(
                label=_("For whom do you apply?"),
                choices=[
                    (ApplicationChannel.ONLINE, _("For myself")),
                    (ApplicationChannel.ASSISTED, _("For somebody else, who has agreed to it")),
                ],
                widget=forms.RadioSelect,
                error_messages={"required": _("Say for whom you apply.")},
            )
        self.order_fields([*(f"check-{place}" for place in range(len(self.checks))), "channel", "agree"])

    def clean_notice(self) -> int:
        if self.cleaned_data["notice"] != self.number:
            self.data = {**{name: self.data[name] for name in self.data}, "notice": str(self.number)}
            raise forms.ValidationError(_("What we tell you about your data has changed. Please read it again."))
        return self.number

    @property
    def channel(self) -> ApplicationChannel:
        return ApplicationChannel(self.cleaned_data.get("channel") or ApplicationChannel.ONLINE)

    @property
    def advice(self) -> list[str]:
        """Told to who answered a question of advice otherwise than fits."""
        answers = [(check, self.data.get(f"check-{place}")) for place, check in enumerate(self.checks)]
        return [str(check.advice) for check, given in answers if given in ("yes", "no") and given != check.fits_if]


class PortalForm(forms.Form):
    """A page that the portal asks of everybody. Valid or not, ``kept`` holds what can be kept of it."""

    use_required_attribute = False

    def __init__(self, data: Any, *, draft: ApplicationDraft, is_required: bool) -> None:
        super().__init__(data, initial=draft.about)
        self.draft, self.is_required = draft, is_required
        if not is_required:
            for field in self.fields.values():
                field.required = False

    @property
    def kept(self) -> dict[str, Any]:
        """By name, None for what was emptied; without what is typed badly."""
        return {name: self.cleaned_data.get(name) or None for name in self.fields if self._is_blank_at_most(name)}

    def _is_blank_at_most(self, name: str) -> bool:
        return all(error.code == "required" for error in self.errors.as_data().get(name, []))

    @property
    def has_only_blanks(self) -> bool:
        return all(self._is_blank_at_most(name) for name in self.errors)


class AboutForm(PortalForm):
    name = _text(
        label=_("Your full name"),
        help_text=_("As it stands on your ID."),
        widget=forms.TextInput(attrs={"autocomplete": "name"}),
        error_messages={"required": _("Write your name.")},
    )
    email = forms.EmailField(
        label=_("E-mail address"),
        help_text=_("Give an e-mail address or a mobile number, or both. There we tell you what happens."),
        required=False,
        max_length=254,
        widget=forms.EmailInput(attrs={"autocomplete": "email"}),
        error_messages={
            "invalid": _("Write an e-mail address like amina@example.org."),
            "null_characters_not_allowed": BAD_SIGN,
            "max_length": TOO_LONG,
        },
    )
    phone = PhoneNumberField(
        label=_("Mobile number"),
        help_text=_("For example 0917 123 4567."),
        region="PH",
        required=False,
        widget=forms.TextInput(attrs={"type": "tel", "autocomplete": "tel"}),
        error_messages={"invalid": _("Write a telephone number like 0917 123 4567.")},
    )
    sex = forms.ChoiceField(
        label=_("Sex"),
        help_text=_("We ask so that the office can show that it treats everybody alike."),
        choices=[*Sex.choices, ("", _("I do not want to say"))],
        widget=forms.RadioSelect,
        required=False,
    )

    def __init__(self, *args: Any, user: User | None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if self.has_helper:
            self.fields["name"].label = _("Full name of the applicant")
            self.fields["name"].help_text = _("As it stands on the ID.")
            self.fields["name"].error_messages["required"] = _("Write the name of the applicant.")
            self.fields["email"].help_text = _("Of the applicant. Leave both empty if there is none.")
        communities = represented_by(user) if user else frozenset()
        if communities and not self.is_by_staff:
            self._ask_for_community(communities)

    def _ask_for_community(self, communities: frozenset[int]) -> None:
        rows = OBCCommunity.objects.filter(pk__in=communities)
        self.fields["community"] = forms.TypedChoiceField(
            label=_("Community"),
            choices=[("", _("None")), *((row.pk, row.name) for row in rows)],
            coerce=int,
            empty_value=None,
            required=False,
        )
        self.fields["share"] = forms.BooleanField(
            label=_("Our representatives may see this application and where it stands"), required=False
        )

    @property
    def is_by_staff(self) -> bool:
        return self.draft.channel in BY_STAFF

    @property
    def has_helper(self) -> bool:
        return has_helper(self.draft)

    def clean_email(self) -> str:
        return self.cleaned_data["email"].lower()

    def clean_phone(self) -> str:
        phone = self.cleaned_data["phone"]
        return phone.as_e164 if phone else ""

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        is_reachable = any(cleaned.get(name) or name in self.errors for name in CONTACTS)
        if self.is_required and not self.has_helper and not is_reachable:
            self.add_error("email", forms.ValidationError(self._unreachable, code="required"))
        return cleaned

    _unreachable = _("Give an e-mail address or a mobile number, so that we can tell you what happens.")


class PlaceForm(PortalForm):
    place = PlaceField(label=_("Place"))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if self.draft.channel in BY_STAFF:
            self.fields["place"].required = False
        self.unfinished: dict[str, Any] = {}

    @property
    def kept(self) -> dict[str, Any]:
        return super().kept | ({"place": self.unfinished["place"]} if self.unfinished else {})

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        place = cleaned.get("place") or {}
        self.unfinished = {"place": place} if is_unfinished(place) else {}
        if self.unfinished and self.is_required and was_offered(self.data, "place", place):
            self.add_error("place", forms.ValidationError(_("Choose here too, or choose again."), code="required"))
        return cleaned


class HelperForm(PortalForm):
    helper_name = _text(
        label=_("Your full name"),
        widget=forms.TextInput(attrs={"autocomplete": "name"}),
        error_messages={"required": _("Write your name.")},
    )
    helper_contact = _text(
        label=_("Your e-mail address or mobile number"),
        help_text=_("The office asks you only if it cannot reach the applicant."),
        max_length=254,
        error_messages={"required": _("Say how the office reaches you.")},
    )
    helper_relation = _text(
        label=_("How do you know the applicant?"),
        help_text=_("For example: daughter, teacher, barangay official."),
        error_messages={"required": _("Say how you know the applicant.")},
    )
    helper_consent = forms.BooleanField(
        label=_("The applicant knows what I send, and has asked me to send it."),
        error_messages={"required": _("Ask the applicant first, then tick this box.")},
    )

    def clean_helper_contact(self) -> str:
        """An e-mail address in small letters or a number with its country: notices may go there."""
        typed = self.cleaned_data["helper_contact"]
        if "@" in typed:
            return self._clean_with(forms.EmailField(), typed.lower())
        return self._clean_with(PhoneNumberField(region="PH"), typed)

    def _clean_with(self, field: forms.Field, typed: str) -> str:
        if not typed:
            return ""
        try:
            cleaned = field.clean(typed)
        except forms.ValidationError as error:
            raise forms.ValidationError(_("Write an e-mail address or a mobile number.")) from error
        return getattr(cleaned, "as_e164", cleaned)


class ResumeForm(forms.Form):
    code = forms.CharField(
        label=_("Your code"),
        help_text=_("Twelve letters and numbers, like 7K3M-XQ4P-9BNT."),
        max_length=40,
        widget=forms.TextInput(attrs={"autocomplete": "off", "autocapitalize": "characters", "spellcheck": "false"}),
        error_messages={"required": _("Type your code."), "null_characters_not_allowed": BAD_SIGN},
    )


class MailForm(GuardedForm):
    guard = guards.MAIL
    email = forms.EmailField(
        label=_("Your e-mail address"),
        max_length=254,
        widget=forms.EmailInput(attrs={"autocomplete": "email"}),
        error_messages={
            "required": _("Write your e-mail address."),
            "invalid": _("Write an e-mail address like amina@example.org."),
        },
    )


class SendForm(GuardedForm):
    """The button below the answers: it asks nothing more."""

    guard = guards.SEND
