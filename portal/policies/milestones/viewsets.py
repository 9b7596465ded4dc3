"""The screens of milestones in the back office."""

from typing import Any

from django.db import models
from django.utils.translation import gettext_lazy

from portal.core.registers import RegisterViewSet
from portal.policies.actions.rows import lock
from portal.policies.models import PolicyImplementationMilestone

from .acts import MILESTONE_ACTS
from .listing import MilestoneFilterSet, MilestoneIndexView
from .page import MilestoneView


class BeneathViewSet(RegisterViewSet):
    """Rows under a recommendation change by acts; what happened to them stands on the record of the recommendation."""

    left_out = ("add", "edit", "history", "history_results")

    def lock(self, row: models.Model) -> None:
        beneath: Any = row
        lock(beneath.policy)


class MilestoneViewSet(BeneathViewSet):
    model = PolicyImplementationMilestone
    name = "policies_milestones"
    url_prefix = "policies/milestones"
    icon = "date"
    menu_label = gettext_lazy("Implementation tracker")
    menu_name = "policy-milestones"
    ordering = "target_date"
    filterset_class = MilestoneFilterSet
    index_view_class = MilestoneIndexView
    inspect_view_class = MilestoneView
    form_fields = ["title"]
    export_filename = "policy-milestones"
    list_per_page = 50
    acts = dict(MILESTONE_ACTS)
