"""The one form of a need. What is wrong is said in plain words, and nothing that was typed or chosen is lost."""

import uuid
from typing import Any, cast

from django import forms
from django.core.files.uploadedfile import UploadedFile
from django.http import QueryDict
from django.utils import timezone
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _
from phonenumber_field.formfields import PhoneNumberField

from portal.accounts.models import User
from portal.communities.models import OBCCommunity
from portal.communities.querysets import CommunityQuerySet
from portal.core.models import NeedCategory, PrivateFile
from portal.core.typed import BAD_SIGN, TOO_LONG, Key, Line, Moment, Pesos, WholeNumber, Words
from portal.core.uploads import CheckedUpload, UploadRefused, check_upload
from portal.needs.actions.receiving import Person
from portal.needs.enums import NeedChannel, Urgency
from portal.needs.files import CHILDREN_ARE_SEEN, MOST_FILES

from . import papers

MAX_PDF_BYTES = 5 * 1024 * 1024
PDF = "application/pdf"
LARGEST_COST = 10**11
MOST_PEOPLE = 10_000_000


HOW_SOON = [
    (Urgency.IMMEDIATE, gettext_lazy("Within a month")),
    (Urgency.SHORT_TERM, gettext_lazy("Within 6 months")),
    (Urgency.MEDIUM_TERM, gettext_lazy("Within a year")),
    (Urgency.LONG_TERM, gettext_lazy("Later than a year")),
    ("", gettext_lazy("I do not know")),
]


class _Files(forms.FileInput):
    allow_multiple_selected = True

    def value_from_datadict(self, data: Any, files: Any, name: str) -> list[UploadedFile]:
        return files.getlist(name) if hasattr(files, "getlist") else []


class _FilesField(forms.Field):
    """Whatever was chosen; the form looks at each file."""

    widget = _Files(attrs={"accept": ".jpg,.jpeg,.png,.heic,.heif,.pdf,.docx,.xlsx"})


class NeedForm(forms.Form):
    """A community's need, as who sends it tells of it. Staff rate it later; how soon is only a suggestion."""

    use_required_attribute = False

    community: Any = forms.ModelChoiceField(
        queryset=OBCCommunity.objects.none(),
        label=gettext_lazy("Community"),
        empty_label=gettext_lazy("Choose a community"),
        error_messages={
            "required": gettext_lazy("Choose the community."),
            "invalid_choice": gettext_lazy("You can send needs of communities that you represent."),
        },
    )
    title = Line(
        label=gettext_lazy("What is missing?"),
        help_text=gettext_lazy("In a few words, for example: a second well in Sitio Riverside."),
        error_messages={"required": gettext_lazy("Write in a few words what is missing.")},
    )
    description = Words(
        label=gettext_lazy("Tell us more"),
        help_text=gettext_lazy(
            "What happens now, since when, and what would help? Write no names of people: others in the office read it."
        ),
        error_messages={"required": gettext_lazy("Tell in some sentences what is missing and why.")},
    )
    category: Any = forms.ModelChoiceField(
        queryset=NeedCategory.objects.none(),
        label=gettext_lazy("What is it about?"),
        empty_label=gettext_lazy("Choose"),
        error_messages={
            "required": gettext_lazy("Choose what it is about."),
            "invalid_choice": gettext_lazy("Choose one of the list."),
        },
    )
    suggested_urgency = forms.ChoiceField(
        label=gettext_lazy("How soon should something happen?"),
        help_text=gettext_lazy("Your view helps. The office looks at all needs and decides what comes first."),
        choices=HOW_SOON,
        widget=forms.RadioSelect,
        required=False,
        error_messages={"invalid_choice": gettext_lazy("Choose one of the list.")},
    )
    affected_population = WholeNumber(
        label=gettext_lazy("How many people are affected?"),
        help_text=gettext_lazy("About how many is enough. Leave it empty if you do not know."),
        largest=MOST_PEOPLE,
        required=False,
    )
    geographic_scope = Line(
        label=gettext_lazy("Where exactly?"),
        help_text=gettext_lazy("A sitio, a street or a place that people know. Not somebody's house."),
        required=False,
    )
    evidence_sources = Words(
        label=gettext_lazy("How do you know?"),
        help_text=gettext_lazy("For example: a meeting of the community, a count of the health worker, what you see."),
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 3}),
        required=False,
    )
    estimated_cost = Pesos(
        label=gettext_lazy("What could it cost?"),
        help_text=gettext_lazy("In pesos, for example 150,000. Leave it empty if you do not know."),
        largest=LARGEST_COST,
        required=False,
    )
    files: Any = _FilesField(
        label=gettext_lazy("Photos and papers"),
        help_text=gettext_lazy(
            "Up to 5: photos of at most 7 MB, PDF of at most 5 MB, Word or Excel files. OOBC and the offices it asks "
            "see them. OOBC may show a photo to the public later. We take out of photos where they were taken."
        ),
        required=False,
    )
    shows_children = forms.BooleanField(label=CHILDREN_ARE_SEEN, required=False)

    person_name = Line(
        label=gettext_lazy("Name"), required=False, widget=forms.TextInput(attrs={"autocomplete": "off"})
    )
    is_minor = forms.BooleanField(
        label=gettext_lazy("The person is under 18 (leave the name empty: we keep none)"), required=False
    )
    person_phone = PhoneNumberField(
        label=gettext_lazy("Mobile number"),
        help_text=gettext_lazy(
            "For example 0917 123 4567. Of a parent or guardian, if the person is under 18. With it and the number of "
            "the need, the person can see where it stands."
        ),
        region="PH",
        required=False,
        widget=forms.TextInput(attrs={"type": "tel", "autocomplete": "off"}),
        error_messages={"invalid": gettext_lazy("Write a telephone number like 0917 123 4567.")},
    )
    person_email = forms.EmailField(
        label=gettext_lazy("E-mail address"),
        required=False,
        max_length=254,
        widget=forms.EmailInput(attrs={"autocomplete": "off"}),
        error_messages={
            "invalid": gettext_lazy("Write an e-mail address like amina@example.org."),
            "null_characters_not_allowed": BAD_SIGN,
            "max_length": TOO_LONG,
        },
    )
    consent = forms.BooleanField(
        label=gettext_lazy(
            "The person agrees that OOBC keeps this and gets in touch. For somebody under 18, a parent or guardian "
            "agrees."
        ),
        error_messages={"required": gettext_lazy("Ask the person first. Without agreement we may keep nothing.")},
    )

    client_key = Key(required=False)
    written_at = Moment(required=False)
    for_somebody = forms.CharField(required=False, widget=forms.HiddenInput)
    website = forms.CharField(required=False, widget=forms.HiddenInput)  # people leave it empty; programs fill it

    ABOUT_PERSON = ("person_name", "is_minor", "person_phone", "person_email", "consent")

    def __init__(
        self, *args: Any, by: User, communities: CommunityQuerySet, is_for_somebody: bool, **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.by, self.is_for_somebody = by, is_for_somebody
        self.initial.setdefault("client_key", uuid.uuid4())
        self.initial["for_somebody"] = "1" if is_for_somebody else ""
        community, category = cast(Any, self.fields["community"]), cast(Any, self.fields["category"])
        community.queryset = communities.with_place()
        community.label_from_instance = lambda row: f"{row.name}, {row.place}"
        category.queryset = NeedCategory.objects.active()
        category.label_from_instance = lambda row: row.label
        if not is_for_somebody:
            for name in self.ABOUT_PERSON:
                del self.fields[name]
        self.taken: list[CheckedUpload] = []
        """What came along this time and is fine."""

    # ---- What was sent before --------------------------------------------------------------------------------------

    @property
    def key(self) -> uuid.UUID | None:
        """Readable although something else is wrong."""
        return self.fields["client_key"].clean(self.data.get("client_key"))

    def take_new_key(self) -> None:
        data: Any = self.data.copy() if isinstance(self.data, QueryDict) else {**self.data}
        data["client_key"] = str(uuid.uuid4())
        self.data = data

    @property
    def is_from_a_program(self) -> bool:
        return bool(self.data.get("website"))

    @property
    def kept(self) -> list[PrivateFile]:
        """Files of an earlier try, without those that were taken out again."""
        if not hasattr(self, "_kept"):
            sent = self.data if isinstance(self.data, QueryDict) else QueryDict()
            left_out = set(sent.getlist("leave_out"))
            self._kept = papers.kept([key for key in sent.getlist("kept") if key not in left_out], by=self.by)
        return self._kept

    def keep_files(self) -> None:
        """Keep what came along for the next try."""
        self._kept = [*self.kept, *papers.keep(self.taken, by=self.by)]
        self.taken = []

    # ---- What is checked -------------------------------------------------------------------------------------------

    def clean_files(self) -> list[CheckedUpload | PrivateFile]:
        problems = [problem for problem in map(self._take, self.cleaned_data["files"]) if problem]
        room = MOST_FILES - len(self.kept)
        if len(self.taken) > room:
            self.taken = self.taken[: max(0, room)]
            problems.append(_("Send at most %(most)d files. We kept the first ones.") % {"most": MOST_FILES})
        if problems:
            raise forms.ValidationError(problems)
        return [*self.kept, *self.taken]

    def _take(self, file: UploadedFile) -> str:
        """Keep one file in hand; what is wrong with it, or nothing."""
        try:
            checked = check_upload(file)
        except UploadRefused as refusal:
            return f"{_name(file)}: {refusal}"
        if checked.content_type == PDF and len(checked.content) > MAX_PDF_BYTES:
            too_large = _("A PDF may have 5 MB at most. Save it smaller, or send fewer pages.")
            return f"{_name(file)}: {too_large}"
        self.taken.append(checked)
        return ""

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        if self.is_for_somebody and cleaned.get("is_minor") and cleaned.get("person_name"):
            self.add_error("person_name", _("Of somebody under 18 we keep no name. Leave it empty."))
        return cleaned

    # ---- What is sent ----------------------------------------------------------------------------------------------

    @property
    def channel(self) -> NeedChannel:
        if self.is_for_somebody:
            return NeedChannel.FACILITATOR
        return NeedChannel.PHONE_QUEUE if self.cleaned_data["written_at"] else NeedChannel.ONLINE

    @property
    def person(self) -> Person | None:
        if not self.is_for_somebody:
            return None
        given = self.cleaned_data
        return Person(
            name=given["person_name"],
            phone=str(given["person_phone"] or ""),
            email=given["person_email"],
            is_minor=given["is_minor"],
            consented_at=timezone.now(),
            language=get_language() or "en",
        )

    @property
    def about_the_need(self) -> dict[str, Any]:
        """For ``receive``, by the names it has there."""
        names = (
            "community title description category suggested_urgency affected_population geographic_scope "
            "evidence_sources estimated_cost written_at files shows_children"
        )
        return {name: self.cleaned_data[name] for name in names.split()}


def _name(file: UploadedFile) -> str:
    return (file.name or "")[:60]
