"""The staff screens of recommendations and the menu they stand in."""

from django.db import models
from django.utils.translation import gettext_lazy
from wagtail.admin.viewsets.model import ModelViewSetGroup

from portal.core.registers import RegisterViewSet

from .actions.rows import lock
from .desk.basis import BASIS_ACTS
from .desk.listing import PolicyIndexView
from .desk.policy_page import PolicyProfileView
from .impacts.viewsets import ImpactViewSet
from .menu import POLICIES_MENU
from .milestones.viewsets import MilestoneViewSet
from .models import PolicyRecommendation
from .resting.listing import PolicyEvidenceViewSet


class PolicyViewSet(RegisterViewSet):
    model = PolicyRecommendation
    name = "policies_register"
    url_prefix = "policies/recommendations"
    icon = "doc-full"
    menu_label = gettext_lazy("Recommendations")
    menu_name = "recommendations"
    ordering = "number"
    form_fields = ["title"]
    index_view_class = PolicyIndexView
    inspect_view_class = PolicyProfileView
    export_filename = "policy-recommendations"
    left_out = ("add", "edit")
    acts = {**BASIS_ACTS}

    def lock(self, row: models.Model) -> None:
        lock(row)  # type: ignore[arg-type]


class PoliciesGroup(ModelViewSetGroup):
    """The menu “Policies”."""

    items = (PolicyViewSet, MilestoneViewSet, ImpactViewSet, PolicyEvidenceViewSet)
    menu_label = gettext_lazy("Policies")
    menu_name = "policies"
    menu_icon = "doc-full"
    menu_order = 250
    submenu_hook = POLICIES_MENU
