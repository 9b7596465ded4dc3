"""The form of a draft: everything a PPA says of itself, on one page that works without JavaScript."""

import uuid
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from wagtail.admin.forms import WagtailAdminModelForm
from wagtail.admin.widgets import AdminDateInput

from portal.communities.models import OBCCommunity
from portal.communities.viewsets import barangay_chooser, community_chooser
from portal.core.models import DevelopmentGoal, Sector
from portal.geography.models import Barangay, Municipality, Province, Region
from portal.monitoring.enums import BeneficiarySector, ComplianceTag
from portal.monitoring.models import MonitoringEntry
from portal.needs.assessments.choosers import municipality_chooser
from portal.needs.models import Assessment
from portal.organizations.choices import OrganizationChoiceField
from portal.organizations.models import Organization

from .amounts import PesosField

EMPTY_PLACES = 2
CHOSEN_PLACES: dict[str, tuple[Any, Any, Any]] = {
    "municipality": (gettext_lazy("City or municipality"), municipality_chooser, Municipality),
    "barangay": (gettext_lazy("Barangay"), barangay_chooser, Barangay),
    "community": (gettext_lazy("Community"), community_chooser, OBCCommunity),
}
"""Levels with too many rows to tick: each place is chosen in a field of its own."""

COLUMNS = {"class": "portal-choices"}


@dataclass(frozen=True)
class Part:
    """A titled part of the form; fields of one row stand beside each other where there is room."""

    title: Any
    help: Any
    rows: list[list[forms.BoundField]]

    @property
    def has_errors(self) -> bool:
        return any(field.errors for row in self.rows for field in row)


class DraftForm(WagtailAdminModelForm):
    key = forms.UUIDField(widget=forms.HiddenInput, required=False)
    """Of a new draft: sent twice, it is made once."""

    parent = forms.ModelChoiceField(MonitoringEntry.objects.none(), widget=forms.HiddenInput, required=False)
    lead_organization = OrganizationChoiceField(label=gettext_lazy("Office"))
    submitted_by_community = forms.ModelChoiceField(
        OBCCommunity.objects.none(), label=gettext_lazy("Asked for by the community"), required=False
    )
    related_assessment = forms.ModelChoiceField(
        Assessment.objects.none(), label=gettext_lazy("Assessment it follows"), required=False
    )
    sector = forms.ModelChoiceField(Sector.objects.active(), label=gettext_lazy("Sector"), required=False)
    partner_organizations = forms.ModelMultipleChoiceField(
        Organization.objects.active(),
        label=gettext_lazy("Partners"),
        required=False,
        widget=forms.CheckboxSelectMultiple(attrs=COLUMNS),
    )
    goals = forms.ModelMultipleChoiceField(
        DevelopmentGoal.objects.active(),
        label=gettext_lazy("Goals it serves"),
        required=False,
        widget=forms.CheckboxSelectMultiple(attrs=COLUMNS),
    )
    regions = forms.ModelMultipleChoiceField(
        Region.objects.valid(),
        label=gettext_lazy("Whole regions"),
        required=False,
        widget=forms.CheckboxSelectMultiple(attrs=COLUMNS),
    )
    provinces = forms.ModelMultipleChoiceField(
        Province.objects.valid(),
        label=gettext_lazy("Whole provinces and independent cities"),
        required=False,
        widget=forms.CheckboxSelectMultiple(attrs=COLUMNS),
    )

    class Meta(WagtailAdminModelForm.Meta):
        model = MonitoringEntry
        fields = [
            "parent",
            "lead_organization",
            "title",
            "description",
            "category",
            "sector",
            "intervention_type",
            "priority",
            "cost_structure",
            "program",
            "program_code",
            "plan_reference",
            "plan_year",
            "moral_governance_pillar",
            "goals",
            "partner_organizations",
            "submitted_by_community",
            "related_assessment",
            "planned_start",
            "planned_end",
            "beneficiary_unit",
            "target_beneficiaries",
            "target_obc",
            "obc_budget_share",
            "source",
        ]
        widgets = {
            "title": forms.TextInput,
            "description": forms.Textarea(attrs={"rows": 5}),
            "planned_start": AdminDateInput,
            "planned_end": AdminDateInput,
        }

    def __init__(self, *args: Any, parent: MonitoringEntry | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.whole = parent or self.instance.parent
        self.sees_communities = False
        self._offer_rows_of_others()
        if self.is_new:
            self.fields["key"].initial = uuid.uuid4
        else:
            for name in ("key", "parent", "lead_organization"):
                del self.fields[name]
        self._add_places()
        self._add_tags()
        self._add_groups()

    @property
    def is_new(self) -> bool:
        return self.instance._state.adding

    # ---- What is asked -----------------------------------------------------------------------------------------------

    def _offer_rows_of_others(self) -> None:
        """What a person may not see is not offered, and not taken either."""
        user, instance = self.for_user, self.instance
        office = self.fields["lead_organization"]
        office.offer(user, "add", MonitoringEntry, present=instance.lead_organization_id)
        if user is None:
            return
        own = MonitoringEntry.objects.permitted(user, "change")
        self.fields["parent"].queryset = own
        if self.whole and self.is_new:
            office.queryset = office.queryset.filter(pk=self.whole.lead_organization_id)
            self.fields["parent"].initial = self.whole.pk
            office.initial = self.whole.lead_organization_id
        communities = OBCCommunity.objects.visible_to(user).active()
        self.sees_communities = communities.exists()
        if self.sees_communities:
            asked_by = OBCCommunity.objects.filter(pk=instance.submitted_by_community_id)
            self.fields["submitted_by_community"].queryset = communities | asked_by
            self.fields["submitted_by_community"].widget = community_chooser.widget_class()
        else:  # an office names barangays and larger places
            del self.fields["submitted_by_community"]
        assessments = Assessment.objects.visible_to(user) | Assessment.objects.filter(pk=instance.related_assessment_id)
        self.fields["related_assessment"].queryset = assessments.order_by("-created_at", "pk")
        if not assessments.exists():
            del self.fields["related_assessment"]

    def _add_places(self) -> None:
        rows = [] if self.is_new else list(self.instance.places.all())
        self.fields["regions"].initial = [row.region_id for row in rows if row.region_id]
        self.fields["provinces"].initial = [row.province_id for row in rows if row.province_id]
        self.place_fields: list[str] = []
        for level, (label, chooser, model) in CHOSEN_PLACES.items():
            chosen = [key for row in rows if (key := getattr(row, f"{level}_id"))]
            empty = EMPTY_PLACES if model is not OBCCommunity or self.sees_communities else 0
            for number in range(1, len(chosen) + empty + 1):
                field = forms.ModelChoiceField(
                    self._places_of(model, chosen),
                    label=f"{label} {number}",
                    required=False,
                    widget=chooser.widget_class(),
                    initial=chosen[number - 1] if number <= len(chosen) else None,
                )
                self.fields[f"{level}_{number}"] = field
                self.place_fields.append(f"{level}_{number}")

    def _places_of(self, model: Any, chosen: list[Any]) -> Any:
        if model is not OBCCommunity:
            return model.objects.valid() | model.objects.filter(pk__in=chosen)
        if self.for_user is None:
            return model.objects.none()
        return model.objects.visible_to(self.for_user).active() | model.objects.filter(pk__in=chosen)

    def _add_tags(self) -> None:
        present = {} if self.is_new else {row.tag: row for row in self.instance.tags.all()}
        for tag in ComplianceTag:
            row = present.get(tag.value)
            self.fields[f"tag_{tag.value}"] = forms.BooleanField(
                label=tag.label, required=False, initial=row is not None
            )
            self.fields[f"tag_{tag.value}_amount"] = PesosField(
                label=_("%(tag)s: amount (₱)") % {"tag": tag.value.upper()},
                required=False,
                min_value=0,
                max_digits=16,
                initial=row.amount if row else None,
            )
            self.fields[f"tag_{tag.value}_note"] = forms.CharField(
                label=_("%(tag)s: why") % {"tag": tag.value.upper()},
                required=False,
                max_length=500,
                initial=row.note if row else "",
            )

    def _add_groups(self) -> None:
        self.present_groups = {} if self.is_new else {row.group: row for row in self.instance.beneficiary_groups.all()}
        for group in BeneficiarySector:
            row = self.present_groups.get(group.value)
            self.fields[f"group_{group.value}"] = forms.IntegerField(
                label=group.label, required=False, min_value=0, initial=row.target if row else None
            )

    # ---- How it is shown ---------------------------------------------------------------------------------------------

    def parts(self) -> Iterator[Part]:
        yield self._part(_("What it is"), "", [*self._office_row(), ["title"], ["description"]])
        yield self._part(
            _("What kind"),
            "",
            [
                ["category", "sector"],
                ["intervention_type", "priority"],
                ["cost_structure", "plan_year"],
                ["program", "program_code"],
                ["plan_reference", "source"],
            ],
        )
        yield self._part(
            _("Where"),
            _("Tick what it serves as a whole; name single places below. Save to get more empty fields."),
            [["regions"], ["provinces"], *([name] for name in self.place_fields)],
        )
        yield self._part(
            _("With whom"),
            "",
            [
                ["partner_organizations"],
                *self._if_there("submitted_by_community"),
                *self._if_there("related_assessment"),
            ],
        )
        yield self._part(
            _("When"),
            _("These are the original days. Once it is approved, a change request gives revised ones beside them."),
            [["planned_start", "planned_end"]],
        )
        groups = [f"group_{group.value}" for group in BeneficiarySector]
        yield self._part(
            _("For whom"),
            _("Empty means not known, and does not count as none. A person can belong to several groups."),
            [
                ["beneficiary_unit", "obc_budget_share"],
                ["target_beneficiaries", "target_obc"],
                *(groups[place : place + 2] for place in range(0, len(groups), 2)),
            ],
        )
        tags = [[f"tag_{tag}", f"tag_{tag}_amount", f"tag_{tag}_note"] for tag in ComplianceTag.values]
        yield self._part(
            _("Causes and goals"),
            _("Tick each cause that money of it serves, and say how much, if that is known."),
            [*tags, ["moral_governance_pillar"], ["goals"]],
        )

    def _part(self, title: Any, help: Any, rows: list[list[str]]) -> Part:
        return Part(title, help, [[self[name] for name in row] for row in rows])

    def _office_row(self) -> list[list[str]]:
        return [["lead_organization"]] if self.is_new else []

    def _if_there(self, name: str) -> list[list[str]]:
        return [[name]] if name in self.fields else []

    # ---- What was answered -------------------------------------------------------------------------------------------

    def clean(self) -> dict[str, Any]:
        data = super().clean() or self.cleaned_data
        for tag in ComplianceTag.values:
            ticked = data.get(f"tag_{tag}")
            if not ticked and (data.get(f"tag_{tag}_amount") is not None or data.get(f"tag_{tag}_note")):
                self.add_error(f"tag_{tag}", _("Tick it, or empty its amount and its words."))
        return data

    @property
    def values(self) -> dict[str, Any]:
        """As ``actions.editing`` takes them."""
        data = self.cleaned_data
        plain = [name for name in self._meta.fields if name in data and name not in ("parent", "lead_organization")]
        places = [*data["regions"], *data["provinces"], *(data[name] for name in self.place_fields if data[name])]
        tags = [
            (tag, data[f"tag_{tag}_amount"], data[f"tag_{tag}_note"])
            for tag in ComplianceTag.values
            if data[f"tag_{tag}"]
        ]
        return {
            **{name: data[name] for name in plain},
            "places": places,
            "tags": tags,
            "groups": list(self._groups()),
        }

    def _groups(self) -> Iterator[tuple[str, int | None, int | None]]:
        for group in BeneficiarySector.values:
            target = self.cleaned_data[f"group_{group}"]
            row = self.present_groups.get(group)
            reached = row.actual if row else None
            if target is not None or reached is not None:
                yield group, target, reached
