"""Making a draft, and writing it."""

from functools import cached_property
from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from wagtail.admin import messages

from portal.accounts.models import StaffRequest
from portal.core.registers import OverValuesMixin, RegisterCreateView, RegisterEditView
from portal.monitoring.actions import editing
from portal.monitoring.models import MonitoringEntry
from portal.monitoring.permissions import can_edit

MORE = "more"
"""The button that saves and comes back with more empty fields."""


class AddPPAView(RegisterCreateView):
    request: StaffRequest
    template_name = "portal/monitoring/desk/draft.html"
    success_message = gettext_lazy("%(object)s is a draft. Add its money, then propose it.")

    @cached_property
    def whole(self) -> MonitoringEntry | None:
        """The PPA of which the new one is a part, if the address names one."""
        named = self.request.POST.get("parent") or self.request.GET.get("parent", "")
        own = MonitoringEntry.objects.permitted(self.request.user, "change")
        return own.filter(pk=named).first() if is_key(named) else None

    def get_page_title(self) -> str:
        return _("Add a part of a PPA") if self.whole else _("Add a PPA")

    def get_form_kwargs(self) -> dict[str, Any]:
        return {**super().get_form_kwargs(), "parent": self.whole}

    def save_instance(self) -> MonitoringEntry:
        data = self.form.cleaned_data
        return editing.add(
            office=data["lead_organization"],
            parent=data["parent"],
            values=self.form.values,
            key=data["key"],
            by=self.request.user,
        )

    def get_success_url(self) -> str:
        return address_after(self.request, self.object)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return {**super().get_context_data(**kwargs), "whole": self.whole}


class EditPPAView(OverValuesMixin, RegisterEditView):
    request: StaffRequest
    template_name = "portal/monitoring/desk/draft.html"
    success_message = gettext_lazy("%(object)s is changed.")

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        """What is no draft any more is read, and changed by a request."""
        ppa = self.get_object()
        if not can_edit(request.user, ppa):
            messages.warning(request, _("What was proposed stands. Take it back first, or ask for a change."))
            return redirect(ppa.get_absolute_url())
        return super().dispatch(request, *args, **kwargs)

    def get_page_title(self) -> str:
        return _("Edit the draft")

    def save_instance(self) -> MonitoringEntry:
        shown = self.form.cleaned_data["shown"]
        return editing.change(self.object, values=self.form.values, shown=shown, by=self.request.user)

    def mark(self) -> str:
        return editing.draft_mark(self.object)

    def get_success_url(self) -> str:
        return address_after(self.request, self.object)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return {**super().get_context_data(**kwargs), "whole": self.object.parent}


def address_after(request: HttpRequest, ppa: MonitoringEntry) -> str:
    return reverse("monitoring_ppas:edit", args=[ppa.pk]) if MORE in request.POST else ppa.get_absolute_url()


def is_key(text: str) -> bool:
    """Whether this can be the key of a PPA."""
    try:
        UUID(text)
    except ValueError:
        return False
    return True
