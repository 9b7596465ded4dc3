import datetime
from typing import Any

import django_filters
from django.forms import RadioSelect
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from wagtail.admin.filters import WagtailFilterSet

from portal.geography.models import Region

from .enums import WordRole
from .languages import LANGUAGES
from .models import PromotedResult, SearchLog, SynonymGroup

PERIODS = [("7", _("Last 7 days")), ("30", _("Last 30 days")), ("90", _("Last 90 days")), ("365", _("Last 12 months"))]
USE = [("yes", _("In use")), ("no", _("Out of use"))]
TERMS = [("now", _("Today")), ("later", _("Not yet")), ("ended", _("Ended"))]


def regions() -> list[tuple[str, str]]:
    return [(region.code, region.name) for region in Region.objects.all()]


class SearchFilterSet(WagtailFilterSet):
    period = django_filters.ChoiceFilter(
        label=_("Period"), choices=PERIODS, method="in_period", widget=RadioSelect, empty_label=_("All that is kept")
    )
    region = django_filters.ChoiceFilter(label=_("Region chosen"), choices=regions)

    class Meta:
        model = SearchLog
        fields = ["period", "region"]

    def in_period(self, rows: Any, name: str, value: str) -> Any:
        return rows.filter(searched_at__gte=timezone.now() - datetime.timedelta(days=int(value)))


class SynonymFilterSet(WagtailFilterSet):
    role = django_filters.ChoiceFilter(
        label=_("What the words tell"), choices=WordRole, widget=RadioSelect, empty_label=_("All")
    )
    language = django_filters.ChoiceFilter(
        label=_("Has words in"), choices=LANGUAGES, field_name="words", lookup_expr="has_key"
    )
    use = django_filters.ChoiceFilter(
        label=_("In use"), choices=USE, method="by_use", widget=RadioSelect, empty_label=_("All")
    )

    class Meta:
        model = SynonymGroup
        fields: list[str] = []

    def by_use(self, rows: Any, name: str, value: str) -> Any:
        return rows.filter(is_active=value == "yes")


class PromotionFilterSet(WagtailFilterSet):
    term = django_filters.ChoiceFilter(
        label=_("Shown"), choices=TERMS, method="by_term", widget=RadioSelect, empty_label=_("All")
    )

    class Meta:
        model = PromotedResult
        fields: list[str] = []

    def by_term(self, rows: Any, name: str, value: str) -> Any:
        today = timezone.localdate()
        if value == "now":
            return rows.in_force(today)
        if value == "later":
            return rows.still_to_run(today).filter(start_date__gt=today)
        return rows.filter(end_date__lte=today)
