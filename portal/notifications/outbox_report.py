"""What left the house and what did not, for administrators. The texts are not shown: some open accounts."""

from typing import Any

import django_filters
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import HttpResponse
from django.middleware.csrf import get_token
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_POST
from wagtail.admin.filters import WagtailFilterSet
from wagtail.admin.ui.tables import Column, DateColumn
from wagtail.admin.views.generic import BaseListingView, PermissionCheckedMixin
from wagtail.permission_policies import ModelPermissionPolicy

from portal.accounts.models import StaffRequest
from portal.core.actions import ActionRefused

from . import actions
from .models import OutboxMessage
from .permissions import can_try_again
from .querysets import OutboxQuerySet


class OutboxFilterSet(WagtailFilterSet):
    state = django_filters.ChoiceFilter(
        label=_("State"),
        method="in_state",
        choices=[("waiting", _("Waiting")), ("sent", _("Sent")), ("given_up", _("Given up"))],
    )

    class Meta:
        model = OutboxMessage
        fields = ["state", "channel"]

    def in_state(self, rows: OutboxQuerySet, name: str, state: str) -> OutboxQuerySet:
        return {"waiting": rows.waiting, "sent": rows.sent, "given_up": rows.given_up}[state]()


class StateColumn(Column):
    """Where the message stands, and a button for what was given up."""

    cell_template_name = "portal/notifications/admin/outbox_state_cell.html"

    def get_cell_context_data(self, instance: OutboxMessage, parent_context: dict[str, Any]) -> dict[str, Any]:
        request = parent_context["request"]
        return {
            **super().get_cell_context_data(instance, parent_context),
            "may_try_again": can_try_again(request.user),
            "csrf_token": get_token(request),
        }


class OutboxReport(PermissionCheckedMixin, BaseListingView):
    model = OutboxMessage
    page_title = _("Outgoing messages")
    header_icon = "mail"
    index_url_name = "admin_notices:outbox"
    index_results_url_name = "admin_notices:outbox_results"
    filterset_class = OutboxFilterSet
    permission_policy = ModelPermissionPolicy(OutboxMessage)
    any_permission_required = ["view"]
    paginate_by = 50
    default_ordering = "-created_at"
    no_results_message = _("No message is like that.")
    columns = [
        DateColumn("created_at", label=_("Queued"), sort_key="created_at", width="15%"),
        Column("subject", label=_("Subject")),
        Column("get_channel_display", label=_("By"), width="8%"),
        Column("shown_address", label=_("To")),
        StateColumn("state", label=_("State"), width="25%"),
    ]

    def get_base_queryset(self) -> QuerySet[OutboxMessage]:
        return OutboxMessage.objects.defer("body")


@require_POST
def try_again(request: StaffRequest, pk: int) -> HttpResponse:
    if not can_try_again(request.user):
        raise PermissionDenied
    try:
        actions.try_again(message=get_object_or_404(OutboxMessage, pk=pk), by=request.user)
    except ActionRefused as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, _("The message will be sent within a minute."))
    return redirect("admin_notices:outbox")
