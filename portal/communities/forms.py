"""The staff forms of communities. They check what was typed; the actions do the rest."""

from collections.abc import Mapping
from typing import Any

from django import forms
from django.contrib.auth import get_user_model
from django.contrib.humanize.templatetags.humanize import intcomma
from django.db.models import Q
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from wagtail.admin.forms import WagtailAdminModelForm
from wagtail.admin.forms.choosers import BaseFilterForm, SearchFilterMixin
from wagtail.admin.widgets import AdminDateInput

from portal.core.text import fold
from portal.geography.models import Barangay

from .enums import MEASURE_GROUPS, AccessState, BasicService, Livelihood, Measure, StatementSource
from .models import CommunityFigure, CommunityRepresentative, EthnolinguisticGroup, OBCCommunity, ServiceAccess

CHOICES = forms.CheckboxSelectMultiple({"class": "portal-choices"})
MOST = 10_000_000
"""More people than any city has: a slip of the finger."""


class BarangaySearchForm(SearchFilterMixin, BaseFilterForm):
    """Finds a barangay by its own name and that of its municipality or province: "labuan zamboanga"."""

    def filter(self, barangays: Any) -> Any:
        self.search_query = self.cleaned_data.get("q") or ""
        self.is_searching = bool(self.search_query)
        for word in fold(self.search_query).split():
            barangays = barangays.filter(
                Q(sort_name__contains=word)
                | Q(municipality__sort_name__contains=word)
                | Q(municipality__province__sort_name__contains=word)
            )
        return barangays


class CommunityForm(WagtailAdminModelForm):
    barangay = forms.ModelChoiceField(
        Barangay.objects.valid(), label=_("Barangay"), help_text=_("Search by the barangay's and the town's name.")
    )
    groups = forms.ModelMultipleChoiceField(
        EthnolinguisticGroup.objects.active(),
        label=_("Ethnolinguistic groups"),
        required=False,
        widget=CHOICES,
    )
    primary_group = forms.ModelChoiceField(
        EthnolinguisticGroup.objects.active(), label=_("Primary group, if known"), required=False
    )
    main_livelihood = forms.ChoiceField(
        label=_("Main livelihood, if known"), choices=[("", "---------"), *Livelihood.choices], required=False
    )
    other_livelihoods = forms.MultipleChoiceField(
        label=_("Livelihoods"), choices=Livelihood.choices, required=False, widget=CHOICES
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        from .viewsets import barangay_chooser  # its views use this form's search

        super().__init__(*args, **kwargs)
        self.fields["barangay"].widget = barangay_chooser.widget_class()
        if self.instance.pk:
            rows = list(self.instance.group_rows.all())
            self.initial["groups"] = [row.group_id for row in rows]
            self.initial["primary_group"] = next((row.group_id for row in rows if row.is_primary), None)
            self.initial["main_livelihood"] = next(iter(self.instance.livelihoods), "")
            self.initial["other_livelihoods"] = self.instance.livelihoods

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        primary = cleaned.get("primary_group")
        if primary and primary not in cleaned.get("groups", []):
            cleaned["groups"] = [*cleaned.get("groups", []), primary]
        return cleaned

    @property
    def values(self) -> dict[str, Any]:
        """What the actions take."""
        values = dict(self.cleaned_data)
        main, others = values.pop("main_livelihood"), values.pop("other_livelihoods")
        return {**values, "livelihoods": list(dict.fromkeys(filter(None, [main, *others])))}

    class Meta(WagtailAdminModelForm.Meta):
        model = OBCCommunity
        fields = [
            "name",
            "barangay",
            "publicity",
            "other_names",
            "settlement_type",
            "proximity_to_barmm",
            "groups",
            "primary_group",
            "languages",
            "main_livelihood",
            "other_livelihoods",
            "poverty_band",
            "history",
            "lat",
            "lon",
        ]


class StatementForm(forms.Form):
    """From where and of which day what is entered comes."""

    source = forms.ChoiceField(label=_("Source"), choices=[("", "---------"), *StatementSource.choices])
    source_detail = forms.CharField(
        label=_("Source in detail"),
        max_length=200,
        required=False,
        help_text=_("For staff only, such as the title of a paper. Name no person."),
    )
    as_of = forms.DateField(
        label=_("As of"), widget=AdminDateInput, help_text=_("The day on which it was counted or seen.")
    )

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        if not self.errors and not self.said:
            raise forms.ValidationError(_("Fill in at least one of them."))
        return cleaned

    @property
    def said(self) -> dict[Any, Any]:
        """What was filled in, by what it is about."""
        raise NotImplementedError

    @property
    def about(self) -> dict[str, Any]:
        return {name: self.cleaned_data[name] for name in ("source", "source_detail", "as_of")}


class FiguresForm(StatementForm):
    """One field a measure; an empty one says nothing, and zero says none."""

    def __init__(self, *args: Any, latest: Mapping[str, Any], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for _group, measures in MEASURE_GROUPS:
            for measure in measures:
                self.fields[measure.value] = forms.IntegerField(
                    label=measure.label,
                    required=False,
                    min_value=0,
                    max_value=MOST,
                    help_text=last_said(latest.get(measure.value)),
                )

    @property
    def groups(self) -> list[tuple[object, list[forms.BoundField]]]:
        return [(title, [self[measure.value] for measure in measures]) for title, measures in MEASURE_GROUPS]

    @property
    def said(self) -> dict[Measure, int]:
        values = {measure: self.cleaned_data.get(measure.value) for measure in Measure}
        return {measure: value for measure, value in values.items() if value is not None}


class AccessForm(StatementForm):
    """One choice a service; an empty one says nothing."""

    def __init__(self, *args: Any, latest: Mapping[str, Any], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for service in BasicService:
            self.fields[service.value] = forms.ChoiceField(
                label=service.label,
                choices=[("", "---------"), *AccessState.choices],
                required=False,
                help_text=last_said(latest.get(service.value)),
            )

    @property
    def groups(self) -> list[tuple[object, list[forms.BoundField]]]:
        return [(_("Access to services"), [self[service.value] for service in BasicService])]

    @property
    def said(self) -> dict[BasicService, AccessState]:
        values = {service: self.cleaned_data.get(service.value) for service in BasicService}
        return {service: AccessState(value) for service, value in values.items() if value}


def last_said(statement: CommunityFigure | ServiceAccess | None) -> str:
    """What stands there today: “Last: 1,240 (May 1, 2024)”."""
    if statement is None:
        return ""
    said = statement.get_state_display() if isinstance(statement, ServiceAccess) else intcomma(statement.value)
    return gettext("Last: %(said)s (%(day)s)") % {"said": said, "day": date_format(statement.as_of, "DATE_FORMAT")}


class RepresentativeForm(WagtailAdminModelForm):
    """Appoint somebody to speak for a community."""

    community = forms.ModelChoiceField(OBCCommunity.objects.none(), label=_("Community"))
    user = forms.ModelChoiceField(
        get_user_model().objects.none(),
        label=_("Person"),
        help_text=_("Invite a person first if they have no account."),
    )
    start_date = forms.DateField(label=_("From"), widget=AdminDateInput, initial=timezone.localdate)
    end_date = forms.DateField(
        label=_("Until"),
        widget=AdminDateInput,
        required=False,
        help_text=_("Rights stop when this day begins. Leave it empty if no end is known."),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if self.for_user is None:
            return
        self.fields["community"].queryset = OBCCommunity.objects.visible_to(self.for_user).active()
        people = get_user_model().objects.filter(is_active=True).exclude(pk=self.for_user.pk)
        self.fields["user"].queryset = people.order_by("last_name", "first_name", "username")
        self.fields["user"].label_from_instance = lambda person: f"{person} · {person.email}"

    class Meta(WagtailAdminModelForm.Meta):
        model = CommunityRepresentative
        fields = ["community", "user", "start_date", "end_date"]


class EndForm(forms.Form):
    on = forms.DateField(
        label=_("Ends on"),
        widget=AdminDateInput,
        initial=timezone.localdate,
        help_text=_("Rights stop when this day begins: today means at once."),
    )
