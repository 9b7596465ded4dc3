from typing import Any

import django_filters
from django.db.models import Model, Q, QuerySet
from django.forms import CheckboxSelectMultiple, RadioSelect
from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from wagtail.admin.filters import WagtailFilterSet

from portal.core.models import Sector
from portal.geography.models import Region

from .enums import FocalRole, MAOKind, MembershipRole, OrganizationType
from .models import MAOFocalPerson, Organization, OrganizationMembership
from .querysets import OrganizationQuerySet

YES_NO = [("yes", _("Active")), ("no", _("Deactivated"))]
TERMS = [("now", _("Today")), ("later", _("Not yet begun")), ("ended", _("Ended"))]


def _visible(model: type[Model]) -> Any:
    """Choices of a filter: only rows that the person may see."""

    def rows(request: HttpRequest) -> QuerySet[Any]:
        return model._default_manager.visible_to(request.user)  # type: ignore[attr-defined]

    return rows


class OrganizationFilterSet(WagtailFilterSet):
    organization_type = django_filters.MultipleChoiceFilter(
        label=_("Type"), choices=OrganizationType.choices, widget=CheckboxSelectMultiple
    )
    kind = django_filters.MultipleChoiceFilter(
        label=_("Kind of BARMM office"), choices=MAOKind.choices, widget=CheckboxSelectMultiple
    )
    sectors = django_filters.ModelMultipleChoiceFilter(
        label=_("Sector"), queryset=Sector.objects.all(), widget=CheckboxSelectMultiple
    )
    region = django_filters.ModelChoiceFilter(label=_("Region of its seat"), queryset=Region.objects.all())
    active = django_filters.ChoiceFilter(
        label=_("Active"), choices=YES_NO, method="by_active", widget=RadioSelect, empty_label=_("All")
    )
    without_primary = django_filters.BooleanFilter(
        label=_("Without primary focal person"),
        method="by_missing_primary",
        widget=RadioSelect(choices=[("", _("All")), ("true", _("Active MAOs without one"))]),
    )

    class Meta:
        model = Organization
        fields: list[str] = []

    def by_active(self, rows: OrganizationQuerySet, name: str, value: str) -> OrganizationQuerySet:
        return rows.filter(is_active=value == "yes")

    def by_missing_primary(self, rows: OrganizationQuerySet, name: str, value: bool) -> OrganizationQuerySet:
        return rows.without_primary_focal_person() if value else rows


class _TermFilterSet(WagtailFilterSet):
    """Filters by where a term stands today."""

    term_path = ""

    def by_term(self, rows: Any, name: str, value: str) -> Any:
        today = timezone.localdate()
        start, end = f"{self.term_path}start_date", f"{self.term_path}end_date"
        ended = Q(**{f"{end}__lte": today})
        later = Q(**{f"{start}__gt": today}) & ~ended
        return rows.filter({"ended": ended, "later": later}.get(value, ~ended & Q(**{f"{start}__lte": today})))


class MembershipFilterSet(_TermFilterSet):
    term = django_filters.ChoiceFilter(
        label=_("Role runs"), choices=TERMS, method="by_term", widget=RadioSelect, empty_label=_("All")
    )
    role = django_filters.ChoiceFilter(
        label=_("Role"), choices=MembershipRole.choices, widget=RadioSelect, empty_label=_("All")
    )
    organization = django_filters.ModelChoiceFilter(label=_("Organization"), queryset=_visible(Organization))

    class Meta:
        model = OrganizationMembership
        fields: list[str] = []


class FocalPersonFilterSet(_TermFilterSet):
    term_path = "membership__"
    term = django_filters.ChoiceFilter(
        label=_("Role runs"), choices=TERMS, method="by_term", widget=RadioSelect, empty_label=_("All")
    )
    focal_role = django_filters.ChoiceFilter(
        field_name="membership__focal_role",
        label=_("Primary or alternate"),
        choices=FocalRole.choices,
        widget=RadioSelect,
        empty_label=_("All"),
    )
    organization = django_filters.ModelChoiceFilter(
        field_name="membership__organization", label=_("MAO"), queryset=_visible(Organization)
    )

    class Meta:
        model = MAOFocalPerson
        fields: list[str] = []
