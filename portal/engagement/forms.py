"""The staff forms of engagements. They check what was typed; the actions do the rest."""

from collections.abc import Callable
from typing import Any

from django import forms
from django.contrib.auth import get_user_model
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from wagtail.admin.forms import WagtailAdminModelForm
from wagtail.admin.widgets import AdminDateInput

from portal.communities.models import OBCCommunity
from portal.communities.viewsets import barangay_chooser, community_chooser
from portal.geography.models import Barangay, Municipality, Province, Region
from portal.organizations.models import Organization

from .actions.hearing import FOLLOW_UP
from .enums import FacilitatorRole, FeedbackSentiment, FeedbackType, Measure, ParticipantSector, Sex
from .models import EngagementFacilitator, NeedRaised, StakeholderEngagement

GROUPS = [("", _("Everybody who came")), *ParticipantSector.choices]
SCORES = [("", "–"), (5, "5"), (4, "4"), (3, "3"), (2, "2"), (1, "1")]


class EngagementForm(WagtailAdminModelForm):
    region = forms.ModelChoiceField(Region.objects.valid(), label=_("Region"), required=False)
    province = forms.ModelChoiceField(Province.objects.valid(), label=_("Province or independent city"), required=False)
    municipality = forms.ModelChoiceField(
        Municipality.objects.filter(barangays__communities__isnull=False).distinct(),
        label=_("City or municipality"),
        required=False,
        help_text=_("Those where communities of the list live."),
    )
    barangay = forms.ModelChoiceField(Barangay.objects.valid(), label=_("Barangay"), required=False)
    community = forms.ModelChoiceField(OBCCommunity.objects.none(), label=_("Community"), required=False)
    communities = forms.ModelMultipleChoiceField(
        OBCCommunity.objects.none(),
        label=_("Communities that take part"),
        required=False,
        help_text=_("Their representatives see it in “My community”. Hold Ctrl to choose several."),
        widget=forms.SelectMultiple(attrs={"size": 8}),
    )
    organizations = forms.ModelMultipleChoiceField(
        Organization.objects.none(),
        label=_("Organizations that take part"),
        required=False,
        help_text=_("They see it in the back office, without what people said. Hold Ctrl to choose several."),
        widget=forms.SelectMultiple(attrs={"size": 8}),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["barangay"].widget = barangay_chooser.widget_class()
        self.fields["community"].widget = community_chooser.widget_class()
        if self.for_user is None:
            return
        seen = OBCCommunity.objects.visible_to(self.for_user).active()
        self.fields["community"].queryset = seen
        several = self.fields["communities"]
        several.queryset = seen.with_place()
        several.label_from_instance = lambda community: f"{community.name} ({community.place})"
        self.fields["organizations"].queryset = Organization.objects.active()

    class Meta(WagtailAdminModelForm.Meta):
        model = StakeholderEngagement
        fields = [
            "title",
            "engagement_type",
            "participation_level",
            "region",
            "province",
            "municipality",
            "barangay",
            "community",
            "venue",
            "communities",
            "organizations",
            "planned_start",
            "planned_end",
            "objectives",
            "agenda",
            "minutes",
            "outcome",
            "budget",
            "cost",
        ]
        widgets = {"planned_start": AdminDateInput, "planned_end": AdminDateInput}


class ScheduleForm(forms.Form):
    start = forms.DateField(label=_("From"), widget=AdminDateInput)
    end = forms.DateField(label=_("Until"), widget=AdminDateInput, required=False)


class OnForm(forms.Form):
    on = forms.DateField(label=_("On"), widget=AdminDateInput, initial=timezone.localdate)


class CompleteForm(OnForm):
    outcome = forms.CharField(
        label=_("Outcome, as the communities read it"),
        max_length=5000,
        widget=forms.Textarea(attrs={"rows": 5}),
        help_text=_("What was agreed, and what follows. Plain words, no names."),
    )
    cost = forms.DecimalField(label=_("Cost (₱)"), max_digits=14, decimal_places=2, min_value=0, required=False)


class ReasonForm(forms.Form):
    reason = forms.CharField(label=_("Why"), max_length=500, widget=forms.Textarea(attrs={"rows": 3}))


class PeopleForm(forms.Form):
    """Who came, as a grid of groups by sex; an empty field is a number that nobody knows."""

    as_of = forms.DateField(label=_("As of"), widget=AdminDateInput, initial=timezone.localdate)

    def __init__(self, *args: Any, engagement: StakeholderEngagement, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        rows = engagement.trackings.filter(measure=Measure.PARTICIPANTS)
        known = {(row.sex, row.sector): row.value for row in rows}
        for sector, group in GROUPS:
            for sex in Sex:
                field = forms.IntegerField(min_value=0, max_value=100_000, required=False)
                field.label = f"{group}: {sex.label}"
                field.initial = known.get((sex.value, sector))
                field.widget.attrs |= {"aria-label": field.label, "size": 6}
                self.fields[f"n_{sex.value}_{sector}"] = field

    def clean(self) -> dict[str, Any]:
        """No group is larger than everybody who came, as far as both are known."""
        cleaned = super().clean() or {}
        for sector, group in GROUPS[1:]:
            for sex in (Sex.FEMALE, Sex.MALE):
                self._check(cleaned, f"n_{sex.value}_{sector}", cleaned.get(f"n_{sex.value}_"))
            numbers, everybody = self._line(cleaned, sector), self._line(cleaned, "")
            if None not in everybody and sum(filter(None, numbers)) > sum(filter(None, everybody)):
                message = _("%(group)s: these are more than everybody who came. Correct one of the two lines.")
                self.add_error(None, forms.ValidationError(message, params={"group": group}))
        return cleaned

    def _check(self, cleaned: dict[str, Any], name: str, everybody: int | None) -> None:
        if everybody is not None and (cleaned.get(name) or 0) > everybody:
            message = _("More than the %(n)s of this sex who came.")
            self.add_error(name, forms.ValidationError(message, params={"n": everybody}))

    def _line(self, cleaned: dict[str, Any], sector: str) -> list[int | None]:
        return [cleaned.get(f"n_{sex.value}_{sector}") for sex in Sex]

    @property
    def grid(self) -> list[tuple[Any, list[forms.BoundField]]]:
        """Each group with its fields, one a sex."""
        return [(group, [self[f"n_{sex.value}_{sector}"] for sex in Sex]) for sector, group in GROUPS]

    @property
    def sexes(self) -> list[Any]:
        return [sex.label for sex in Sex]

    @property
    def numbers(self) -> dict[tuple[str, str], int | None]:
        return {
            (sex.value, sector): self.cleaned_data[f"n_{sex.value}_{sector}"]
            for sector, _group in GROUPS
            for sex in Sex
        }


class CountForm(forms.Form):
    measure = forms.ChoiceField(
        label=_("What was counted"),
        choices=[(one.value, one.label) for one in Measure if one is not Measure.PARTICIPANTS],
    )
    value = forms.IntegerField(
        label=_("Number"), min_value=0, max_value=1_000_000, required=False, help_text=_("Empty: nobody knows.")
    )
    unit = forms.CharField(label=_("Unit"), max_length=30, initial="people")
    as_of = forms.DateField(label=_("As of"), widget=AdminDateInput, initial=timezone.localdate)


class FacilitatorForm(forms.Form):
    role = forms.ChoiceField(label=_("Role"), choices=FacilitatorRole.choices)
    person = forms.ModelChoiceField(get_user_model().objects.none(), label=_("Person"), required=False)
    organization = forms.ModelChoiceField(Organization.objects.none(), label=_("Or an organization"), required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        people = get_user_model().objects.filter(is_active=True)
        _offer(self, "person", people.order_by("last_name", "first_name", "username"))
        _offer(self, "organization", Organization.objects.active())


class LeaveOutForm(forms.Form):
    facilitator = forms.ModelChoiceField(
        EngagementFacilitator.objects.none(), label=_("Who"), widget=forms.RadioSelect, empty_label=None
    )

    def __init__(self, *args: Any, engagement: StakeholderEngagement, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        rows = engagement.facilitators.select_related("user", "organization")
        _offer(self, "facilitator", rows, lambda row: f"{row.who}, {row.get_role_display()}")


class LinkNeedForm(forms.Form):
    reference = forms.CharField(
        label=_("Number of the need"), max_length=20, help_text=_("The 8 letters and digits, such as 7K3M-XQ4P.")
    )


class UnlinkNeedForm(forms.Form):
    raised = forms.ModelChoiceField(
        NeedRaised.objects.none(), label=_("Need"), widget=forms.RadioSelect, empty_label=None
    )

    def __init__(self, *args: Any, engagement: StakeholderEngagement, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        rows = engagement.raised.select_related("need")
        _offer(self, "raised", rows, lambda row: f"{row.need.spoken_reference}: {row.need.title}")


class FeedbackForm(forms.Form):
    feedback_type = forms.ChoiceField(label=_("Type"), choices=FeedbackType.choices)
    given_by_role = forms.CharField(
        label=_("Who said it, by role"),
        max_length=120,
        help_text=_("Such as “a fisherman of the purok” or “the women's group”. No names."),
    )
    text = forms.CharField(
        label=_("What was said"), max_length=2000, required=False, widget=forms.Textarea(attrs={"rows": 4})
    )
    sentiment = forms.ChoiceField(label=_("Tone"), choices=[("", "–"), *FeedbackSentiment.choices], required=False)
    satisfaction = forms.TypedChoiceField(
        label=_("Satisfaction, 1 (bad) to 5 (good)"), choices=SCORES, coerce=int, empty_value=None, required=False
    )
    community = forms.ModelChoiceField(OBCCommunity.objects.none(), label=_("Of the community"), required=False)
    follow_up_due_on = forms.DateField(
        label=_("Follow up by"),
        widget=AdminDateInput,
        required=False,
        help_text=_("Empty: nothing is to be done. As a rule it is within 30 days."),
    )

    def __init__(self, *args: Any, engagement: StakeholderEngagement, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        theirs = Q(engagements=engagement) | Q(pk=engagement.community_id)
        _offer(self, "community", OBCCommunity.objects.filter(theirs).distinct())


class FollowUpForm(forms.Form):
    words = forms.CharField(label=_("What was done"), max_length=2000, widget=forms.Textarea(attrs={"rows": 4}))


class DueForm(forms.Form):
    due_on = forms.DateField(
        label=_("Follow up by"), widget=AdminDateInput, initial=lambda: timezone.localdate() + FOLLOW_UP
    )


def _offer(form: forms.Form, name: str, rows: Any, label: Callable[[Any], str] | None = None) -> None:
    """Let a field choose among these rows, called as ``label`` says."""
    field: Any = form.fields[name]
    field.queryset = rows
    if label:
        field.label_from_instance = label
