"""What a moderator finds on the staff home page: the texts that wait, the longest wait first."""

from typing import Any

from django.db.models import OuterRef, Subquery
from django.db.models.fields import CharField
from django.db.models.functions import Cast
from django.urls import reverse
from wagtail.admin.ui.components import Component
from wagtail.models import WorkflowState

from .filters import in_moderation
from .models import ServiceOffering
from .querysets import ServiceOfferingQuerySet

SHOWN = 10


class ToPublishPanel(Component):
    """Wagtail's own panel asks the database anew for every text; this one does not."""

    name = "to-publish"
    order = 60
    template_name = "catalog/admin/to_publish_panel.html"

    def get_context_data(self, parent_context: dict[str, Any]) -> dict[str, Any]:
        publishable = ServiceOffering.objects.permitted(parent_context["request"].user, "publish")
        waiting = longest_wait_first(publishable.filter(in_moderation()))
        return {
            "services": waiting[:SHOWN],
            "shown": SHOWN,
            "count": waiting.count(),
            "all_url": f"{reverse('catalog_offerings:list')}?state=moderation",
        }


def longest_wait_first(services: ServiceOfferingQuerySet) -> ServiceOfferingQuerySet:
    """With ``waiting_since`` and the names of who handed them in; one that was returned waits since it came again."""
    states = WorkflowState.objects.filter(
        base_content_type=ServiceOffering.get_base_content_type(),
        object_id=Cast(OuterRef("pk"), CharField()),
        status=WorkflowState.STATUS_IN_PROGRESS,
    )
    return (
        services.select_related("offering_mao", "latest_revision")
        .annotate(
            waiting_since=Subquery(states.values("current_task_state__started_at")[:1]),
            submitter_first_name=Subquery(states.values("requested_by__first_name")[:1]),
            submitter_last_name=Subquery(states.values("requested_by__last_name")[:1]),
        )
        .order_by("waiting_since", "pk")
    )
