"""The report "Answers of offices": the own office for those who serve one, all offices for OOBC and OCM.

Behind each line stands the list of what that office was asked: numbers, days and its own words, no text of a need.
"""

import datetime
from collections.abc import Iterator
from typing import Any, ClassVar

from django import forms
from django.core.paginator import Paginator
from django.db.models import Max, Min
from django.http import Http404, HttpRequest
from django.urls import URLPattern, path, reverse, reverse_lazy
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.generic import TemplateView
from wagtail.admin.menu import MenuItem
from wagtail.admin.views.generic import PermissionCheckedMixin, WagtailAdminTemplateMixin
from wagtail.admin.viewsets.base import ViewSet
from wagtail.permissions import policy_registry

from portal.core.models import NeedCategory
from portal.core.tables import Column, Table, csv_response, xlsx_response
from portal.needs import clock
from portal.needs.figures.answers import Answers, OfOffice, answers, by_office
from portal.needs.menu import NEEDS_MENU
from portal.needs.models import Forwarding
from portal.needs.permissions import offices_counted_for
from portal.needs.querysets import ForwardingQuerySet
from portal.organizations.models import Organization

from .words import due_in_words, is_late, state_of

TITLE = gettext_lazy("Answers of offices")
A_PAGE = 50
DOWNLOADS = {"csv": csv_response, "xlsx": xlsx_response}


class ChoiceForm(forms.Form):
    """Which of the forwardings are counted; everything may be left open."""

    year = forms.ChoiceField(label=gettext_lazy("Asked in"), required=False)
    category = forms.ModelChoiceField(
        NeedCategory.objects.all(),
        label=gettext_lazy("Category"),
        required=False,
        to_field_name="code",
        empty_label=gettext_lazy("All"),
    )

    def __init__(self, data: Any, *, rows: ForwardingQuerySet) -> None:
        super().__init__(data)
        asked = rows.aggregate(first=Min("forwarded_at"), last=Max("forwarded_at"))
        newest = timezone.localdate(asked["last"]).year if asked["last"] else clock.today().year
        oldest = timezone.localdate(asked["first"]).year if asked["first"] else newest
        year: Any = self.fields["year"]
        year.choices = [("", _("All years")), *((str(n), str(n)) for n in range(newest, oldest - 1, -1))]

    def counted(self, rows: ForwardingQuerySet) -> ForwardingQuerySet:
        chosen = self.cleaned_data
        if chosen["year"]:
            first = datetime.date(int(chosen["year"]), 1, 1)
            rows = rows.filter(forwarded_at__date__gte=first, forwarded_at__date__lt=first.replace(year=first.year + 1))
        if chosen["category"]:
            rows = rows.filter(need__category=chosen["category"])
        return rows

    def said(self) -> Iterator[tuple[str, str]]:
        chosen = self.cleaned_data
        yield _("Asked in"), chosen["year"] or _("all years")
        yield _("Category"), str(chosen["category"] or _("all"))


class RatesView(PermissionCheckedMixin, WagtailAdminTemplateMixin, TemplateView):
    permission_policy = policy_registry.get_by_type(Forwarding)
    permission_required = "view"
    page_title = TITLE
    header_icon = "table"
    template_name = "portal/needs/forwarding/rates.html"
    http_method_names = ["get", "head", "options"]
    breadcrumbs_items: ClassVar = [
        *WagtailAdminTemplateMixin.breadcrumbs_items,
        {"url": reverse_lazy("needs_answers:index"), "label": TITLE},
    ]

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
        answer = DOWNLOADS.get(request.GET.get("export", ""))
        if answer is None or not self.form.is_valid():
            return super().get(request, *args, **kwargs)
        return answer(rates_table(self.lines), f"answers-of-offices-{clock.today()}")

    @cached_property
    def rows(self) -> ForwardingQuerySet:
        return Forwarding.objects.filter(mao__in=offices_counted_for(self.request.user).order_by())

    @cached_property
    def form(self) -> ChoiceForm:
        return ChoiceForm(self.request.GET, rows=self.rows)

    @cached_property
    def counted(self) -> ForwardingQuerySet:
        return self.form.counted(self.rows)

    @cached_property
    def lines(self) -> list[OfOffice]:
        return [line for line in by_office(self.counted) if line.answers.asked]

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        is_valid = self.form.is_valid()
        address = self.request.GET.copy()
        address.pop("export", None)
        return {
            **super().get_context_data(**kwargs),
            "form": self.form,
            "lines": self.lines if is_valid else [],
            "together": answers(self.counted) if is_valid and len(self.lines) > 1 else None,
            "chosen": list(self.form.said()) if is_valid else [],
            "counted_at": timezone.now(),
            "address": f"{address.urlencode()}&" if address else "",
        }


def _of(number: Any) -> Any:
    return lambda line: number(line.answers)


RATES: list[tuple[str, Any, Any]] = [
    ("asked", gettext_lazy("Asked"), lambda found: found.asked),
    ("in_time", gettext_lazy("Answered in time"), lambda found: found.in_time.n),
    ("due", gettext_lazy("Answered or due"), lambda found: found.in_time.of),
    ("in_time_percent", gettext_lazy("In time (%)"), lambda found: found.in_time.percent),
    ("answered", gettext_lazy("Answered"), lambda found: found.answered),
    ("accepted", gettext_lazy("Taken up"), lambda found: found.accepted),
    ("accepted_percent", gettext_lazy("Taken up (%)"), lambda found: found.took_up.percent),
    ("returned", gettext_lazy("Returned"), lambda found: found.returned),
    ("returned_percent", gettext_lazy("Returned (%)"), lambda found: found.gave_back.percent),
    ("rerouted", gettext_lazy("Passed on"), lambda found: found.rerouted),
    ("rerouted_percent", gettext_lazy("Passed on (%)"), lambda found: found.passed_on.percent),
    ("overdue", gettext_lazy("Late now"), lambda found: found.overdue),
    ("not_yet_due", gettext_lazy("Not yet due"), lambda found: found.not_yet_due),
    ("median_days", gettext_lazy("Days to an answer (median)"), lambda found: found.median_days),
]


def rates_table(lines: list[OfOffice]) -> Table:
    """Each share with what it is made of."""
    columns = [
        Column("office", gettext_lazy("Office"), value=lambda line: str(line.office), width=48),
        *(Column(name, label, value=_of(number), kind="number") for name, label, number in RATES),
    ]
    return Table(columns, lines, title=TITLE)


# ---- One office ------------------------------------------------------------------------------------------------------


class OfficeView(PermissionCheckedMixin, WagtailAdminTemplateMixin, TemplateView):
    """What one office was asked and said; nothing of what communities wrote."""

    permission_policy = policy_registry.get_by_type(Forwarding)
    permission_required = "view"
    header_icon = "table"
    template_name = "portal/needs/forwarding/office.html"
    http_method_names = ["get", "head", "options"]

    def get_page_title(self) -> str:
        return str(TITLE)

    def get_page_subtitle(self) -> str:
        return str(self.office.short_name)

    def get_breadcrumbs_items(self) -> list[dict[str, Any]]:
        return [
            *self.breadcrumbs_items,
            {"url": reverse("needs_answers:index"), "label": TITLE},
            {"url": "", "label": self.office.short_name},
        ]

    @cached_property
    def office(self) -> Organization:
        found: Organization | None = offices_counted_for(self.request.user).filter(pk=self.kwargs["pk"]).first()
        if found is None:
            raise Http404
        return found

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        rows = Forwarding.objects.filter(mao=self.office).select_related("need__category")
        page = Paginator(rows.order_by("-forwarded_at", "pk"), A_PAGE).get_page(self.request.GET.get("p"))
        today = clock.today()
        shown = [row.pk for row in page.object_list]
        readable = set(
            Forwarding.objects.visible_to(self.request.user).filter(pk__in=shown).values_list("pk", flat=True)
        )
        lines = [{**_line(row, today), "may_open": row.pk in readable} for row in page.object_list]
        found: Answers = answers(rows)
        return {
            **super().get_context_data(**kwargs),
            "office": self.office,
            "page": page,
            "lines": lines,
            "found": found,
        }


def _line(row: Forwarding, today: clock.Day) -> dict[str, Any]:
    return {
        "row": row,
        "state": state_of(row),
        "due": due_in_words(row, today),
        "is_late": is_late(row, today),
    }


class RatesMenuItem(MenuItem):
    def is_shown(self, request: HttpRequest) -> bool:
        return bool(request.user.has_perm("needs.view_forwarding"))


class AnswersViewSet(ViewSet):
    name = "needs_answers"
    url_prefix = "needs/answers"
    icon = "table"
    menu_label = TITLE
    menu_name = "needs-answers"
    menu_hook = NEEDS_MENU
    menu_order = 60
    menu_item_class = RatesMenuItem

    def get_urlpatterns(self) -> list[URLPattern]:
        return [
            path("", RatesView.as_view(), name="index"),
            path("<int:pk>/", OfficeView.as_view(), name="office"),
        ]


answers_viewset = AnswersViewSet()
