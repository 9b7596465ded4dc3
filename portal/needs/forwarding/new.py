"""Handing one need to offices: the offices that could help stand first, each with the reason."""

from functools import cached_property
from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.generic.edit import FormView
from wagtail.admin import messages
from wagtail.admin.views.generic.base import WagtailAdminTemplateMixin

from portal.accounts.models import StaffRequest
from portal.needs.actions.forwarding import forward_to_many
from portal.needs.desk.words import place_of, state_of
from portal.needs.enums import NeedStatus
from portal.needs.models import Need
from portal.needs.permissions import can_forward, can_forward_any

from .forms import ForwardForm


class NewForwardingView(WagtailAdminTemplateMixin, FormView):
    request: StaffRequest
    form_class = ForwardForm
    template_name = "portal/needs/forwarding/new.html"
    page_title = gettext_lazy("Forward to offices")
    header_icon = "mail"

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if not can_forward_any(self.request.user) or not can_forward(self.request.user, self.need):
            raise PermissionDenied
        if self.need.status not in NeedStatus.forwardable() or self.need.is_held:
            messages.warning(request, _("Only a need that was validated and has not ended is forwarded."))
            return redirect(self.need.get_absolute_url())
        return super().dispatch(request, *args, **kwargs)

    @cached_property
    def need(self) -> Need:
        rows = Need.objects.visible_to(self.request.user).with_place().select_related("category__sector")
        found: Need | None = rows.filter(pk=self.kwargs["need"]).first()
        if found is None:
            raise Http404
        return found

    def get_page_subtitle(self) -> str:
        return self.need.spoken_reference

    def get_form_kwargs(self) -> dict[str, Any]:
        return {**super().get_form_kwargs(), "need": self.need}

    def form_valid(self, form: ForwardForm) -> HttpResponse:
        data = form.cleaned_data
        results = forward_to_many(
            self.need, maos=form.chosen_offices, message=data["message"], due_on=data["due_on"], by=self.request.user
        )
        refused = [result for result in results if result.refusal]
        if len(refused) == len(results):
            for sentence in dict.fromkeys(result.refusal for result in refused):
                form.add_error(None, sentence)
            return self.form_invalid(form)
        done = len(results) - len(refused)
        sentence = ngettext(
            "%(need)s is handed to %(n)d office. It and the community are told.",
            "%(need)s is handed to %(n)d offices. They and the community are told.",
            done,
        )
        messages.success(self.request, sentence % {"need": self.need.spoken_reference, "n": done})
        for result in refused:
            messages.warning(self.request, f"{result.row}: {result.refusal}")
        return redirect(self.need.get_absolute_url())

    def get_breadcrumbs_items(self) -> list[dict[str, Any]]:
        return [
            *self.breadcrumbs_items,
            {"url": reverse("needs_register:index"), "label": _("Needs")},
            {"url": self.need.get_absolute_url(), "label": self.need.spoken_reference},
            {"url": "", "label": self.get_page_title()},
        ]

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        need = self.need
        facts = [
            (_("Need"), f"{need.spoken_reference}, {need.title}"),
            (_("Category"), f"{need.category.name} ({need.category.sector.name})"),
            (_("Place"), place_of(need)),
            (_("State"), state_of(need)),
        ]
        had = need.forwardings.select_related("mao").order_by("forwarded_at")
        if had:
            asked = [f"{row.mao.short_name}: {row.get_state_display().lower()}" for row in had]
            facts.append((_("Offices asked before"), "; ".join(asked)))
        return {**super().get_context_data(**kwargs), "need": need, "facts": facts, "view": self}
