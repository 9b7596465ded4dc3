"""Tagging many PPAs with one recommendation, and taking it off where it was a mistake: chosen in a list, shown with all
that follows, then done."""

from collections.abc import Callable
from dataclasses import dataclass
from decimal import Decimal
from functools import cached_property
from typing import Any
from uuid import UUID

from django import forms
from django.core.exceptions import PermissionDenied
from django.core.paginator import Page, Paginator
from django.db import transaction
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect
from django.urls import URLPattern, URLResolver, include, path, reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.generic import TemplateView
from wagtail.admin import messages
from wagtail.admin.views.generic.base import WagtailAdminTemplateMixin

from portal.accounts.models import StaffRequest
from portal.core.actions import ActionRefused
from portal.core.models import Sector
from portal.monitoring.actions.linking import LINKABLE
from portal.monitoring.actions.tagging import tag_all, untag_all
from portal.monitoring.boards.choice import Names
from portal.monitoring.figures.policies import PolicyMoney, money_of_policies
from portal.monitoring.models import MonitoringEntry
from portal.monitoring.narrowing import narrowed
from portal.monitoring.permissions import can_any
from portal.monitoring.policy_names import numbered
from portal.monitoring.querysets import MonitoringEntryQuerySet
from portal.needs.desk.words import pesos_in_words
from portal.policies.models import PolicyRecommendation
from portal.policies.querysets import PolicyQuerySet

from .suggesting import Suggestion, suggested_ppas
from .views import TagPoliciesView

PER_PAGE, MOST = 50, 200
SUGGESTED, OTHERS, TAGGED = "suggested", "others", "tagged"
TAG, UNTAG = "tag", "untag"


class OfTagging(WagtailAdminTemplateMixin, TemplateView):
    """Who names recommendations of PPAs of all offices. One who writes drafts tags them on their pages."""

    request: StaffRequest
    kwargs: dict[str, Any]
    header_icon = "tag"

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if not can_any(request.user, "link"):
            raise PermissionDenied
        return super().dispatch(request, *args, **kwargs)

    @property
    def policies(self) -> PolicyQuerySet:
        rows: PolicyQuerySet = PolicyRecommendation.objects.visible_to(self.request.user).aimed_at()
        return rows

    @cached_property
    def policy(self) -> PolicyRecommendation:
        return get_object_or_404(self.policies, pk=self.kwargs["policy"])

    @property
    def ppas(self) -> MonitoringEntryQuerySet:
        """All that can be tagged by this person."""
        rows: MonitoringEntryQuerySet = MonitoringEntry.objects.permitted(self.request.user, "link")
        return rows.filter(status__in=LINKABLE, children=None)

    def get_breadcrumbs_items(self) -> list[dict[str, Any]]:
        steps = [*self.breadcrumbs_items, {"url": reverse("monitoring_tagging:index"), "label": TITLE}]
        if "policy" not in self.kwargs:
            return [*steps[:-1], {"url": "", "label": TITLE}]
        if self.kwargs.get("is_check"):
            url = reverse("monitoring_tagging:ppas", args=[self.policy.pk])
            steps.append({"url": url, "label": str(self.policy)})
        return [*steps, {"url": "", "label": self.get_page_title()}]


TITLE = gettext_lazy("Tag PPAs")


class TaggingView(OfTagging):
    """All recommendations, with what they have; what the list of PPAs was narrowed to goes along."""

    page_title = TITLE
    template_name = "portal/monitoring/tagging/index.html"
    http_method_names = ["get", "head", "options"]

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        money = money_of_policies(self.policies)
        address = self.request.GET.urlencode()
        rows = [
            (
                policy,
                numbered(policy.number, policy.title),
                money[policy.pk],
                f"{reverse('monitoring_tagging:ppas', args=[policy.pk])}{f'?{address}' if address else ''}",
            )
            for policy in self.policies.order_by("number")
        ]
        return {**super().get_context_data(**kwargs), "rows": rows}


class ChoiceForm(forms.Form):
    show = forms.ChoiceField(
        label=gettext_lazy("Show"),
        choices=[
            (SUGGESTED, gettext_lazy("Suggested PPAs")),
            (OTHERS, gettext_lazy("All PPAs not tagged with it")),
            (TAGGED, gettext_lazy("PPAs tagged with it")),
        ],
        required=False,
    )
    q = forms.CharField(label=gettext_lazy("Words of the title"), required=False, max_length=200)
    lead_organization = forms.ChoiceField(label=gettext_lazy("Office"), required=False)
    sector = forms.ChoiceField(label=gettext_lazy("Sector"), required=False)
    status = forms.ChoiceField(label=gettext_lazy("Status"), required=False)

    def __init__(self, data: Any, *, names: Names) -> None:
        super().__init__(data)
        offered: dict[str, list[tuple[str, Any]]] = {
            "lead_organization": [(str(key), label) for key, label in names.of("lead_organization").items()],
            "sector": [(str(key), str(name)) for key, name in Sector.objects.values_list("pk", "name")],
            "status": [(status.value, status.label) for status in LINKABLE],
        }
        for name, choices in offered.items():
            self.fields[name].choices = [("", _("All")), *choices]  # type: ignore[attr-defined]


@dataclass(frozen=True)
class Offered:
    ppa: MonitoringEntry
    reasons: str


class ChoosePPAsView(OfTagging):
    """PPAs to be ticked: suggested ones with what speaks for them, all others, or those that are tagged."""

    template_name = "portal/monitoring/tagging/choose.html"
    http_method_names = ["get", "head", "options"]

    def get_page_title(self) -> str:
        return numbered(self.policy.number, self.policy.title)

    @cached_property
    def form(self) -> ChoiceForm:
        return ChoiceForm({"show": SUGGESTED, **self.request.GET.dict()}, names=Names(self.request.user))

    @property
    def chosen(self) -> dict[str, Any]:
        return self.form.cleaned_data if self.form.is_valid() else {}

    @property
    def show(self) -> str:
        return self.chosen.get("show") or SUGGESTED

    @property
    def rows(self) -> MonitoringEntryQuerySet:
        rows = self.ppas if self.form.is_valid() else self.ppas.none()
        rows = narrowed(rows, {name: self.chosen.get(name) for name in ("lead_organization", "sector", "status")})
        return rows.search(self.chosen["q"]) if self.chosen.get("q") else rows

    @cached_property
    def suggestions(self) -> list[Suggestion]:
        return suggested_ppas(self.policy, self.rows)

    @cached_property
    def page(self) -> Page:
        keys: Any
        if self.show == SUGGESTED:
            keys = [one.row for one in self.suggestions]
        else:
            tagged = self.policy.implementing_ppas.order_by().values("ppa")
            rows = self.rows.filter(pk__in=tagged) if self.show == TAGGED else self.rows.exclude(pk__in=tagged)
            keys = rows.order_by("sort_title", "pk").values_list("pk", flat=True)
        return Paginator(keys, PER_PAGE).get_page(self.request.GET.get("p"))

    def offered(self) -> list[Offered]:
        keys = list(self.page.object_list)
        found = MonitoringEntry.objects.with_asked().select_related("lead_organization", "sector").in_bulk(keys)
        reasons = {one.row: one.reasons for one in self.suggestions} if self.show == SUGGESTED else {}
        return [Offered(found[key], reasons.get(key, "")) for key in keys if key in found]

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        address = self.request.GET.copy()
        address.pop("p", None)
        return {
            **super().get_context_data(**kwargs),
            "policy": self.policy,
            "form": self.form,
            "page": self.page,
            "rows": self.offered(),
            "is_suggested": self.show == SUGGESTED,
            "act": UNTAG if self.show == TAGGED else TAG,
            "check_url": reverse("monitoring_tagging:check", args=[self.policy.pk]),
            "address": f"{address.urlencode()}&" if address else "",
        }


@dataclass(frozen=True)
class Changed:
    """A recommendation whose money would be another."""

    name: str
    before: PolicyMoney
    after: PolicyMoney


def effect_of(act: Callable[[], object], policies: PolicyQuerySet) -> dict[UUID, tuple[PolicyMoney, PolicyMoney]]:
    """The money of each recommendation before and after this act, which is done and undone to see it."""
    with transaction.atomic():
        before = money_of_policies(policies)
        act()
        after = money_of_policies(policies)
        transaction.set_rollback(True)
    return {key: (before[key], after[key]) for key in before if before[key] != after[key]}


class CheckView(OfTagging):
    """Shows the chosen PPAs and whose money changes; with ``confirm`` it is done, all of them or none."""

    template_name = "portal/monitoring/tagging/check.html"
    http_method_names = ["post", "options"]

    @property
    def is_taking_off(self) -> bool:
        return self.request.POST.get("act") == UNTAG

    def get_page_title(self) -> str:
        return _("Take the tag off") if self.is_taking_off else _("Tag these PPAs")

    def get_page_subtitle(self) -> str:
        return numbered(self.policy.number, self.policy.title)

    @cached_property
    def rows(self) -> list[Any]:
        """The chosen ones that this act changes."""
        keys = [key for key in map(_key, self.request.POST.getlist("id")[:MOST]) if key]
        tagged = self.policy.implementing_ppas.order_by().values("ppa")
        rows = self.ppas.filter(pk__in=keys)
        rows = rows.filter(pk__in=tagged) if self.is_taking_off else rows.exclude(pk__in=tagged)
        return list(rows.with_asked().select_related("lead_organization", "sector").order_by("sort_title", "pk"))

    def act(self) -> int:
        return (untag_all if self.is_taking_off else tag_all)(self.rows, self.policy, by=self.request.user)

    @property
    def back(self) -> str:
        show = TAGGED if self.is_taking_off else SUGGESTED
        return f"{reverse('monitoring_tagging:ppas', args=[self.policy.pk])}?show={show}"

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if not self.rows:
            messages.warning(request, _("Choose at least one PPA first."))
            return redirect(self.back)
        try:
            if "confirm" not in request.POST:
                return self.render_to_response(self.get_context_data())
            number = self.act()
        except ActionRefused as refusal:
            messages.error(request, str(refusal))
            return redirect(self.back)
        messages.success(request, self._done(number))
        return redirect(f"{reverse('monitoring_tagging:ppas', args=[self.policy.pk])}?show={TAGGED}")

    def _done(self, number: int) -> str:
        words = ngettext("%(n)d PPA is tagged.", "%(n)d PPAs are tagged.", number)
        if self.is_taking_off:
            words = ngettext("%(n)d PPA is no longer tagged.", "%(n)d PPAs are no longer tagged.", number)
        return words % {"n": number}

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        changed = effect_of(self.act, PolicyRecommendation.objects.all())
        names = {row.pk: numbered(row.number, row.title) for row in self.policies.filter(pk__in=changed)}
        return {
            **super().get_context_data(**kwargs),
            "policy": self.policy,
            "rows": self.rows,
            "total": pesos_in_words(sum((row.asked or Decimal() for row in self.rows), Decimal())),
            "changed": [Changed(name, *changed[key]) for key, name in sorted(names.items(), key=lambda one: one[1])],
            "is_taking_off": self.is_taking_off,
            "act": UNTAG if self.is_taking_off else TAG,
            "back_url": self.back,
        }


def _key(text: str) -> UUID | None:
    try:
        return UUID(text)
    except ValueError:
        return None


def tagging_urls() -> list[URLPattern | URLResolver]:
    patterns = [
        path("programs/tagging/<uuid:pk>/", TagPoliciesView.as_view(), name="policies"),
        path("policies/tagging/", TaggingView.as_view(), name="index"),
        path("policies/tagging/<uuid:policy>/", ChoosePPAsView.as_view(), name="ppas"),
        path("policies/tagging/<uuid:policy>/check/", CheckView.as_view(), {"is_check": True}, name="check"),
    ]
    return [path("", include((patterns, "monitoring_tagging")))]
