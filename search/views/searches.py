"""What people searched for, and making synonyms of what found nothing."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.db.models import Sum
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.generic.edit import FormView
from wagtail.admin.ui.tables import Column, NumberColumn
from wagtail.admin.views.generic.base import WagtailAdminTemplateMixin
from wagtail.admin.views.reports import ReportView

from portal.accounts.models import StaffRequest
from portal.core.access import ScopedIndexMixin
from portal.core.actions import ActionRefused
from portal.core.text import fold
from search import actions, trial
from search.filters import SearchFilterSet
from search.forms import AnswerForm
from search.indexes import index_named
from search.models import SearchLog
from search.permissions import can_keep_synonyms
from search.tables import search_table


class OutcomeColumn(Column):
    """What became of a search that failed, or the button that does something about it."""

    cell_template_name = "search/admin/outcome_cell.html"

    def get_cell_context_data(self, instance: dict[str, Any], parent_context: dict[str, Any]) -> dict[str, Any]:
        user = parent_context["request"].user
        may_answer = bool(instance["failures"] and instance["folded"]) and can_keep_synonyms(user)
        return {**super().get_cell_context_data(instance, parent_context), "may_answer": may_answer}


def last_day(row: dict[str, Any]) -> str:
    return date_format(timezone.localtime(row["last"]), "DATE_FORMAT")


class SearchesReport(ScopedIndexMixin, ReportView):
    """A row for each thing searched for, however often; the most frequent first."""

    model = SearchLog
    page_title = gettext_lazy("Searches")
    header_icon = "search"
    results_template_name = "search/admin/searches_results.html"
    any_permission_required = ["view"]
    filterset_class = SearchFilterSet
    is_searchable = True
    verbose_name_plural = gettext_lazy("different searches")
    export_table = staticmethod(search_table)
    export_filename = "searches"
    default_ordering = "-times"
    no_results_message = gettext_lazy("Nobody has searched for anything like that.")
    shows: str = "index"
    empty = gettext_lazy("Nothing here yet: nobody has searched since searches are kept.")
    columns = [
        Column("shown", label=gettext_lazy("Search"), sort_key="folded", classname="title", width="30%"),
        NumberColumn("times", label=gettext_lazy("Times"), sort_key="times", classname="portal-number"),
        NumberColumn("failures", label=gettext_lazy("Nothing close"), sort_key="failures", classname="portal-number"),
        NumberColumn("no_click", label=gettext_lazy("No click"), sort_key="no_click", classname="portal-number"),
        NumberColumn("clicks_led", label=gettext_lazy("Clicked"), sort_key="clicks_led", classname="portal-number"),
        NumberColumn("most_results", label=gettext_lazy("Results"), sort_key="most_results", classname="portal-number"),
        Column("last", label=gettext_lazy("Last searched"), accessor=last_day, sort_key="last"),
        OutcomeColumn("answered", label=gettext_lazy("Answer")),
    ]

    def listed(self, rows: Any) -> Any:
        return rows.by_text()

    def order_queryset(self, queryset: Any) -> Any:
        return queryset.order_by(self.ordering, "folded", "index")

    def search_queryset(self, queryset: Any) -> Any:
        for word in fold(self.search_query).split():
            queryset = queryset.filter(folded__contains=word)
        return queryset

    def get_context_data(self, *args: Any, **kwargs: Any) -> dict[str, Any]:
        totals = self.object_list.order_by().aggregate(
            searches=Sum("times", default=0), failed=Sum("failures", default=0), led=Sum("clicks_led", default=0)
        )
        context = super().get_context_data(*args, **kwargs)
        message = self.no_results_message if self.is_filtering or self.is_searching else self.empty
        return {**context, "totals": totals, "tabs": self.tabs(), "no_results_message": message}

    def tabs(self) -> list[dict[str, Any]]:
        kept = self.request.GET.copy()
        for name in ("p", "ordering", "export", "_w_filter_fragment"):
            kept.pop(name, None)
        query = f"?{kept.urlencode()}" if kept else ""
        return [
            {"label": label, "url": reverse(f"searches:{name}") + query, "is_shown": name == self.shows}
            for name, label in TABS.items()
        ]


TABS = {
    "index": gettext_lazy("Most frequent"),
    "failed": gettext_lazy("Found nothing, or nothing close"),
    "no_click": gettext_lazy("Without a click"),
}


class FailedSearches(SearchesReport):
    shows = "failed"
    default_ordering = "-failures"
    empty = gettext_lazy("Nothing here yet: every search found something close.")

    def listed(self, rows: Any) -> Any:
        return super().listed(rows).filter(failures__gt=0)


class SearchesWithoutClick(SearchesReport):
    """Something was found, and nobody wanted to read it."""

    shows = "no_click"
    default_ordering = "-no_click"
    empty = gettext_lazy("Nothing here yet: every search with results led to a click.")

    def listed(self, rows: Any) -> Any:
        return super().listed(rows).filter(no_click__gt=0)


class AnswerSearchView(WagtailAdminTemplateMixin, FormView):
    """Make a synonym of a failed search: choose the group, see what it would change, add it."""

    page_title = gettext_lazy("Make a synonym")
    header_icon = "search"
    template_name = "search/admin/answer.html"
    form_class = AnswerForm
    request: StaffRequest
    search: SearchLog

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if not can_keep_synonyms(request.user):
            raise PermissionDenied
        self.search = get_object_or_404(SearchLog.objects.visible_to(request.user), pk=kwargs["pk"])
        if not self.search.folded:
            raise Http404
        return super().dispatch(request, *args, **kwargs)

    def get_form_kwargs(self) -> dict[str, Any]:
        return {**super().get_form_kwargs(), "search": self.search}

    def form_valid(self, form: AnswerForm) -> HttpResponse:
        slip = self.request.POST.get("slip", "")
        if "add" in self.request.POST and trial.is_tried(form.proposal, slip):
            return self.add(form, slip)
        if "add" in self.request.POST:
            messages.warning(self.request, _("Something has changed since you looked. Look again, then add."))
        return self.show_trial(form)

    def show_trial(self, form: AnswerForm) -> HttpResponse:
        proposal = form.proposal
        tried = trial.try_out(proposal, index=index_named(self.search.index), text=self.search.text)
        context = {
            "trial": tried,
            "found": [(_("Now"), tried.found_before), (_("With these words"), tried.found_after)],
            "proposal": proposal,
            "slip": trial.slip_for(proposal, tried),
        }
        return self.render_to_response(self.get_context_data(form=form, **context))

    def add(self, form: AnswerForm, slip: str) -> HttpResponse:
        proposal = form.proposal
        try:
            group = actions.answer_search(
                self.search,
                by=self.request.user,
                words=proposal.words,
                group=proposal.group,
                values={"meaning": proposal.meaning, "role": proposal.role},
                scores=trial.scores_on(slip),
            )
        except ActionRefused as refusal:
            form.add_error(None, str(refusal))
            return self.form_invalid(form)
        except ValidationError as error:
            form.add_error(None, error.messages)
            return self.form_invalid(form)
        messages.success(self.request, _("Added to “%(group)s”. Searches know it from now on.") % {"group": group})
        return redirect("searches:failed")

    def get_breadcrumbs_items(self) -> list[dict[str, Any]]:
        return [
            *self.breadcrumbs_items,
            {"url": reverse("searches:index"), "label": _("Searches")},
            {"url": reverse("searches:failed"), "label": TABS["failed"]},
            {"url": "", "label": self.page_title},
        ]

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        same = SearchLog.objects.filter(index=self.search.index, folded=self.search.folded)
        return {"trial": None, **super().get_context_data(**kwargs), "search": self.search, "times": same.count()}
