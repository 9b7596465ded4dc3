from typing import Any

import django_filters
from django.db.models import Q
from django.forms import RadioSelect
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from wagtail.admin.filters import WagtailFilterSet

from portal.geography.models import Province, Region

from .models import CommunityRepresentative, OBCCommunity
from .querysets import CommunityQuerySet

YES_NO = [("yes", _("Active")), ("no", _("Deactivated"))]
TERMS = [("now", _("Today")), ("later", _("Not yet begun")), ("ended", _("Ended"))]


class CommunityFilterSet(WagtailFilterSet):
    region = django_filters.ModelChoiceFilter(
        field_name="barangay__municipality__province__region", label=_("Region"), queryset=Region.objects.all()
    )
    province = django_filters.ModelChoiceFilter(
        field_name="barangay__municipality__province",
        label=_("Province or independent city"),
        queryset=Province.objects.filter(municipalities__barangays__communities__isnull=False).distinct(),
    )
    active = django_filters.ChoiceFilter(
        label=_("Active"), choices=YES_NO, method="by_active", widget=RadioSelect, empty_label=_("All")
    )

    class Meta:
        model = OBCCommunity
        fields: list[str] = []

    def by_active(self, rows: CommunityQuerySet, name: str, value: str) -> CommunityQuerySet:
        return rows.filter(is_active=value == "yes")


class RepresentativeFilterSet(WagtailFilterSet):
    term = django_filters.ChoiceFilter(
        label=_("Term runs"), choices=TERMS, method="by_term", widget=RadioSelect, empty_label=_("All")
    )
    province = django_filters.ModelChoiceFilter(
        field_name="community__barangay__municipality__province",
        label=_("Province or independent city"),
        queryset=Province.objects.filter(municipalities__barangays__communities__isnull=False).distinct(),
    )

    class Meta:
        model = CommunityRepresentative
        fields: list[str] = []

    def by_term(self, rows: Any, name: str, value: str) -> Any:
        today = timezone.localdate()
        ended = Q(end_date__lte=today)
        if value == "ended":
            return rows.filter(ended)
        begins_later = Q(start_date__gt=today)
        return rows.exclude(ended).filter(begins_later if value == "later" else ~begins_later)
