"""The form by which somebody without an account asks to represent a community."""

from typing import Any

from django import forms
from django.conf import settings
from django.http import HttpRequest
from django.utils.translation import get_language, gettext
from django.utils.translation import gettext_lazy as _
from phonenumber_field.formfields import PhoneNumberField

from portal.communities.actions import ask_to_represent
from portal.communities.enums import Publicity
from portal.communities.models import OBCCommunity
from portal.core.abuse import Guard, GuardedForm
from portal.core.uploads import PrivateFileField
from portal.geography.models import Barangay

USUAL = Guard("communities.represent", "10/h/ip,10/d/key")
"""From one address, and about one person's mail; what comes on top is held for a look, not lost."""

MOST = Guard("communities.represent_most", "300/d/ip")
"""From here on nothing more is taken from the address that day."""

NOT_LISTED = "other"


class RepresentForm(GuardedForm):
    """About one barangay, which was chosen before."""

    guard = USUAL
    community = forms.ChoiceField(label=_("Which community?"), widget=forms.RadioSelect)
    community_name = forms.CharField(
        label=_("Name of the community"),
        max_length=255,
        required=False,
        help_text=_("As the people there call it. Fill this in if it is not in the list."),
    )
    name = forms.CharField(
        label=_("Your full name"), max_length=150, widget=forms.TextInput(attrs={"autocomplete": "name"})
    )
    email = forms.EmailField(
        label=_("Your e-mail address"),
        help_text=_("The answer goes there."),
        widget=forms.EmailInput(attrs={"autocomplete": "email"}),
    )
    phone = PhoneNumberField(
        label=_("Your mobile number"),
        required=False,
        help_text=_("So that we can call you, for example 0917 123 4567."),
        widget=forms.TextInput(attrs={"type": "tel", "autocomplete": "tel", "inputmode": "tel"}),
    )
    reason = forms.CharField(
        label=_("Why do you speak for this community?"),
        max_length=2000,
        help_text=_("For example: the elders chose me, or I lead its association. Write no names of others."),
        widget=forms.Textarea(attrs={"rows": 4}),
    )
    paper = PrivateFileField(
        label=_("A paper that shows it"),
        required=False,
        help_text=_("For example a letter of the elders. A photo, PDF or Word file, at most 7 MB."),
    )
    consent = forms.BooleanField(
        label=_("I agree that the office keeps what I wrote to check my request."),
        error_messages={"required": _("Without this we cannot keep your request.")},
    )

    def __init__(self, *args: Any, barangay: Barangay, **kwargs: Any) -> None:
        super().__init__(*args, subject=str(barangay.pk), **kwargs)
        self.barangay = barangay
        # A community that is not named in public is not named here either: whoever speaks for it knows its name.
        named = OBCCommunity.objects.public().filter(barangay=barangay, publicity=Publicity.NAMED)
        self.communities = {str(community.pk): community for community in named}
        if self.communities:
            names = [(key, community.name) for key, community in self.communities.items()]
            choice: Any = self.fields["community"]
            choice.choices = [*names, (NOT_LISTED, _("It is not in this list"))]
        else:
            del self.fields["community"]
            self.fields["community_name"].required = True
            self.fields["community_name"].help_text = _("As the people there call it.")

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        if cleaned.get("community") == NOT_LISTED and not cleaned.get("community_name"):
            self.add_error("community_name", _("Write the name of the community."))
        return cleaned

    @property
    def days_kept(self) -> int:
        """How long after the answer what was written is kept."""
        return settings.RETENTION["representation_requests"].days

    def send(self, request: HttpRequest) -> bool:
        """Keep the request; False, with the reason on the form, where too many came from this address."""
        if self.is_from_a_program:
            return True  # thanked like anybody, so that the program learns nothing
        if not MOST.lets_in(request, self.subject):
            self.refuse_as_too_many(
                gettext("Very many requests came from where you are. Your text is still here: send it tomorrow.")
            )
            return False
        data = self.cleaned_data
        chosen = self.communities.get(data.get("community", ""))
        ask_to_represent(
            name=data["name"],
            email=data["email"],
            phone=data["phone"] or "",
            barangay=self.barangay,
            community=chosen,
            community_name="" if chosen else data["community_name"],
            reason=data["reason"],
            paper=data["paper"] or None,
            language=get_language() or "en",
            is_held=not USUAL.lets_in(request, data["email"].lower()),
        )
        return True
