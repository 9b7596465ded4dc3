from typing import Any

import django_filters
from django.db.models import Q
from django.forms import RadioSelect
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _
from wagtail.admin.filters import WagtailFilterSet

from portal.geography.models import Region
from portal.organizations.models import Organization

from .enums import EngagementStatus, EngagementType, FeedbackSentiment, ParticipationLevel
from .models import ConsultationFeedback, StakeholderEngagement
from .querysets import EngagementQuerySet, FeedbackQuerySet

FOLLOW_UPS = [("open", _("Open")), ("late", _("Open and late")), ("done", _("Done")), ("none", _("None needed"))]


def offices_that_took_part(request: HttpRequest) -> Any:
    seen = StakeholderEngagement.objects.visible_to(request.user)
    return Organization.objects.filter(engagements__in=seen.order_by().values("pk")).distinct()


class EngagementFilterSet(WagtailFilterSet):
    status = django_filters.ChoiceFilter(label=_("Status"), choices=EngagementStatus.choices)
    engagement_type = django_filters.ChoiceFilter(label=_("Type"), choices=EngagementType.choices)
    participation_level = django_filters.ChoiceFilter(label=_("IAP2 level"), choices=ParticipationLevel.choices)
    region = django_filters.ModelChoiceFilter(label=_("Region"), queryset=Region.objects.all(), method="by_region")
    organization = django_filters.ModelChoiceFilter(
        field_name="organizations", label=_("Took part"), queryset=offices_that_took_part
    )
    year = django_filters.NumberFilter(label=_("Year"), method="by_year")

    class Meta:
        model = StakeholderEngagement
        fields: list[str] = []

    def by_region(self, rows: EngagementQuerySet, name: str, value: Any) -> EngagementQuerySet:
        return rows.in_region(value)

    def by_year(self, rows: EngagementQuerySet, name: str, value: Any) -> EngagementQuerySet:
        return rows.in_year(int(value))


class FeedbackFilterSet(WagtailFilterSet):
    follow_up = django_filters.ChoiceFilter(
        label=_("Follow-up"), choices=FOLLOW_UPS, method="by_follow_up", widget=RadioSelect, empty_label=_("All")
    )
    sentiment = django_filters.ChoiceFilter(label=_("Tone"), choices=FeedbackSentiment.choices)
    engagement_type = django_filters.ChoiceFilter(
        field_name="engagement__engagement_type", label=_("Type of engagement"), choices=EngagementType.choices
    )

    class Meta:
        model = ConsultationFeedback
        fields: list[str] = []

    def by_follow_up(self, rows: FeedbackQuerySet, name: str, value: str) -> FeedbackQuerySet:
        if value == "none":
            return rows.filter(Q(follow_up_due_on=None))
        return {"open": rows.follow_up_open, "late": rows.follow_up_late, "done": rows.follow_up_done}[value]()
