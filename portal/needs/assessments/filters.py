from typing import Any

import django_filters
from django.db.models import Exists, OuterRef
from django.forms import CheckboxSelectMultiple, RadioSelect
from django.utils.translation import gettext_lazy as _
from wagtail.admin.filters import WagtailFilterSet

from portal.geography.models import Province, Region
from portal.needs.enums import AssessmentLevel, AssessmentMethod, AssessmentPriority, AssessmentStatus, AssessmentType
from portal.needs.models import Assessment, AssessmentMember
from portal.needs.querysets import AssessmentQuerySet

NEEDS = [("some", _("With needs")), ("none", _("Without needs"))]


class AssessmentFilterSet(WagtailFilterSet):
    status = django_filters.MultipleChoiceFilter(
        label=_("Status"), choices=AssessmentStatus.choices, widget=CheckboxSelectMultiple
    )
    mine = django_filters.BooleanFilter(
        label=_("Team"), method="by_team", widget=RadioSelect(choices=[("", _("All")), ("true", _("I am in the team"))])
    )
    priority = django_filters.MultipleChoiceFilter(
        label=_("Priority"), choices=AssessmentPriority.choices, widget=CheckboxSelectMultiple
    )
    level = django_filters.MultipleChoiceFilter(
        label=_("Level"), choices=AssessmentLevel.choices, widget=CheckboxSelectMultiple
    )
    region = django_filters.ModelChoiceFilter(label=_("Region"), queryset=Region.objects.all(), method="by_region")
    province = django_filters.ModelChoiceFilter(
        label=_("Province or independent city"), queryset=Province.objects.all(), method="by_province"
    )
    assessment_type = django_filters.MultipleChoiceFilter(
        label=_("Type"), choices=AssessmentType.choices, widget=CheckboxSelectMultiple
    )
    method = django_filters.ChoiceFilter(
        label=_("Method"), choices=AssessmentMethod.choices, method="by_method", empty_label=_("All")
    )
    needs = django_filters.ChoiceFilter(
        label=_("Needs"), choices=NEEDS, method="by_needs", widget=RadioSelect, empty_label=_("All")
    )

    class Meta:
        model = Assessment
        fields: list[str] = []

    def by_team(self, rows: AssessmentQuerySet, name: str, value: bool) -> AssessmentQuerySet:
        if not value:
            return rows
        own = AssessmentMember.objects.filter(assessment=OuterRef("pk"), user=self.request.user)
        return rows.filter(Exists(own))

    def by_region(self, rows: AssessmentQuerySet, name: str, value: Any) -> AssessmentQuerySet:
        return rows.in_region(value)

    def by_province(self, rows: AssessmentQuerySet, name: str, value: Any) -> AssessmentQuerySet:
        return rows.in_province(value)

    def by_method(self, rows: AssessmentQuerySet, name: str, value: str) -> AssessmentQuerySet:
        return rows.filter(methods__contains=[value])

    def by_needs(self, rows: AssessmentQuerySet, name: str, value: str) -> AssessmentQuerySet:
        return rows.filter(needs_count__gt=0) if value == "some" else rows.filter(needs_count=0)
