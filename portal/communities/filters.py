from typing import Any

import django_filters
from django.db.models import Q
from django.forms import RadioSelect
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from wagtail.admin.filters import WagtailFilterSet

from portal.geography.models import Province, Region

from .enums import Measure, Publicity, RequestStatus, SettlementType
from .models import CommunityRepresentative, EthnolinguisticGroup, OBCCommunity, RepresentationRequest
from .querysets import CommunityQuerySet, RequestQuerySet

YES_NO = [("yes", _("Active")), ("no", _("Deactivated"))]
HAS = [("yes", _("Yes")), ("no", _("No"))]
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
    group = django_filters.ModelChoiceFilter(
        field_name="ethnolinguistic_groups",
        label=_("Ethnolinguistic group"),
        queryset=EthnolinguisticGroup.objects.all(),
    )
    settlement = django_filters.ChoiceFilter(
        field_name="settlement_type", label=_("Settlement"), choices=SettlementType.choices
    )
    represented = django_filters.ChoiceFilter(
        label=_("Has a representative"),
        choices=HAS,
        method="by_representation",
        widget=RadioSelect,
        empty_label=_("All"),
    )
    missing = django_filters.ChoiceFilter(
        label=_("Figure missing"), choices=Measure.choices, method="by_missing", empty_label=_("Any")
    )
    publicity = django_filters.ChoiceFilter(label=_("On the public site"), choices=Publicity.choices)
    active = django_filters.ChoiceFilter(
        label=_("Active"), choices=YES_NO, method="by_active", widget=RadioSelect, empty_label=_("All")
    )

    class Meta:
        model = OBCCommunity
        fields: list[str] = []

    def by_representation(self, rows: CommunityQuerySet, name: str, value: str) -> CommunityQuerySet:
        return rows.with_representation().filter(is_represented=value == "yes")

    def by_missing(self, rows: CommunityQuerySet, name: str, value: str) -> CommunityQuerySet:
        return rows.lacking(value)

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


class RequestFilterSet(WagtailFilterSet):
    state = django_filters.ChoiceFilter(label=_("State"), choices=RequestStatus.choices, method="by_state")
    region = django_filters.ModelChoiceFilter(
        field_name="barangay__municipality__province__region",
        label=_("Region"),
        queryset=Region.objects.filter(provinces__municipalities__barangays__isnull=False).distinct(),
    )

    class Meta:
        model = RepresentationRequest
        fields: list[str] = []

    def by_state(self, rows: RequestQuerySet, name: str, value: str) -> RequestQuerySet:
        return rows.filter(status=value)
