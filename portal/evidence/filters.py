from typing import Any

import django_filters
from django.forms import RadioSelect
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _
from wagtail.admin.filters import DateRangePickerWidget, WagtailFilterSet

from portal.core.models import Sector
from portal.organizations.models import Organization

from .enums import Confidentiality, EvidenceKind, Language, Reliability, TextState
from .models import EvidenceItem
from .querysets import EvidenceQuerySet

USE = [("current", _("In use")), ("withdrawn", _("Withdrawn"))]
FORMS = [("file", _("A file")), ("link", _("A link"))]


def offices_with_evidence(request: HttpRequest) -> Any:
    """Only offices of which this person sees an item: the list tells of no other."""
    seen = EvidenceItem.objects.visible_to(request.user)
    return Organization.objects.filter(pk__in=seen.order_by().values("office"))


class EvidenceFilterSet(WagtailFilterSet):
    kind = django_filters.ChoiceFilter(label=_("Kind"), choices=EvidenceKind.choices)
    confidentiality = django_filters.ChoiceFilter(label=_("Who may see it"), choices=Confidentiality.choices)
    office = django_filters.ModelChoiceFilter(label=_("Office"), queryset=offices_with_evidence)
    sector = django_filters.ModelChoiceFilter(field_name="sectors", label=_("Sector"), queryset=Sector.objects.all())
    reliability = django_filters.ChoiceFilter(label=_("Reliability"), choices=Reliability.choices)
    language = django_filters.ChoiceFilter(label=_("Language"), choices=Language.choices)
    form = django_filters.ChoiceFilter(
        label=_("File or link"), choices=FORMS, method="by_form", widget=RadioSelect, empty_label=_("All")
    )
    text = django_filters.ChoiceFilter(field_name="text__state", label=_("Text"), choices=TextState.choices)
    use = django_filters.ChoiceFilter(
        label=_("In use"), choices=USE, method="by_use", widget=RadioSelect, empty_label=_("All")
    )
    dated_on = django_filters.DateFromToRangeFilter(label=_("Date from and to"), widget=DateRangePickerWidget)

    class Meta:
        model = EvidenceItem
        fields: list[str] = []

    def by_form(self, rows: EvidenceQuerySet, name: str, value: str) -> EvidenceQuerySet:
        return rows.filter(file__isnull=value == "link")

    def by_use(self, rows: EvidenceQuerySet, name: str, value: str) -> EvidenceQuerySet:
        return rows.filter(withdrawn_at__isnull=value == "current")
