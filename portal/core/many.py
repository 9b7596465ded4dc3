"""The same act on several rows: which they are is shown first, then what became of each."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import Any, TypeVar

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import models
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.functional import cached_property
from django.views.generic.edit import FormView
from wagtail.admin import messages
from wagtail.admin.views.generic.base import WagtailAdminTemplateMixin

from .access import BulkResult
from .actions import ActionRefused

MOST = 200
PREFIX = "shown-"

Row = TypeVar("Row", bound=models.Model)


def each(rows: Iterable[Row], act: Callable[[Row], object]) -> list[BulkResult]:
    """What became of each row; a refusal leaves the others done. Each act is a transaction of its own."""
    return [_result(row, act) for row in rows]


def _result(row: Row, act: Callable[[Row], object]) -> BulkResult:
    try:
        act(row)
    except ActionRefused as refusal:
        return BulkResult(row, str(refusal))
    return BulkResult(row)


class ManyView(WagtailAdminTemplateMixin, FormView):
    """GET asks and lists the rows, POST does it. Rows of others are never named.

    The page lists ``lines`` with a hidden ``id`` for each row, and under ``prefix`` what of it was shown.
    """

    model: type[models.Model]
    index_url_name: str
    index_label: Any
    none_chosen: Any
    header_icon = "tasks"
    button_label: Any
    done: Any
    is_serious = False
    preview_label: Any = ""
    """Of an act of which people are told: the button that shows what the first of them would read."""

    readers: Any = ""
    nothing_goes: Any = ""

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if not self.is_allowed():
            raise PermissionDenied
        problem = self.problem()
        if problem:
            messages.warning(request, problem)
            return redirect(self.index_url_name)
        return super().dispatch(request, *args, **kwargs)

    def is_allowed(self) -> bool:
        """The room's own rule: who may do this with any row at all."""
        raise NotImplementedError

    def own_rows(self) -> Any:
        """The rows on which this person may do it, in the order of the page."""
        raise NotImplementedError

    def act(self, rows: list[Any], form: Any) -> list[BulkResult]:
        raise NotImplementedError

    def problem(self) -> Any:
        """Why it cannot go on with these rows; empty if it can."""
        return "" if self.rows else self.none_chosen

    @cached_property
    def rows(self) -> list[Any]:
        """The chosen ones that are this person's."""
        data = self.request.POST if self.request.method == "POST" else self.request.GET
        keys = list(self._keys(data.getlist("id")))
        return list(self.own_rows().filter(pk__in=keys)[:MOST])

    def _keys(self, typed: list[str]) -> Iterator[Any]:
        for key in typed[:MOST]:
            try:
                yield self.model._meta.pk.to_python(key)
            except ValidationError:
                continue

    @property
    def display_name(self) -> Any:
        """What the page of results calls the act."""
        return self.page_title

    @property
    def actor(self) -> Any:
        return self.request.user

    @property
    def shown(self) -> dict[str, str]:
        """What the list said of each row when it was confirmed."""
        sent = self.request.POST.items()
        return {name.removeprefix(PREFIX): str(mark) for name, mark in sent if name.startswith(PREFIX)}

    def letters_of(self, row: Any, form: Any) -> Sequence[Any]:
        """What people would be sent if the act were done with this row alone."""
        raise NotImplementedError

    def name_of(self, row: Any) -> str:
        """What the page of results calls a row."""
        return str(row)

    def form_valid(self, form: Any) -> HttpResponse:
        if self.preview_label and "preview" in self.request.POST:
            letters = next(filter(None, (self.letters_of(row, form) for row in self.rows)), [])
            return self.render_to_response(self.get_context_data(form=form, letters=letters))
        results = self.act(self.rows, form)
        context = {
            "results": [(self.name_of(result.row), result.refusal) for result in results],
            "done_count": sum(not result.refusal for result in results),
            "action": self,
            "next": reverse(self.index_url_name),
            "header_icon": self.header_icon,
        }
        return render(self.request, "portal/core/bulk_results.html", context)

    def lines(self) -> list[Any]:
        """What the page says of each row."""
        raise NotImplementedError

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        context = super().get_context_data(**{"letters": None, **kwargs})
        back = reverse(self.index_url_name)
        return {**context, "lines": self.lines(), "view": self, "prefix": PREFIX, "back_url": back}

    def get_breadcrumbs_items(self) -> list[dict[str, Any]]:
        index = {"url": reverse(self.index_url_name), "label": self.index_label}
        return [*self.breadcrumbs_items, index, {"url": "", "label": self.get_page_title()}]
