"""The staff screens of recommendations and the menu they stand in."""

from typing import Any

from django.db import models
from django.urls import URLPattern, path
from django.utils.translation import gettext_lazy
from wagtail.admin.viewsets.model import ModelViewSetGroup

from portal.core.registers import RegisterViewSet

from .actions.rows import lock
from .desk.acts import ACTS
from .desk.basis import BASIS_ACTS
from .desk.drafts import AddPolicyView, WriteView
from .desk.listing import PolicyIndexView
from .desk.policy_page import PolicyProfileView, VersionView
from .filters import PolicyFilterSet
from .forms.text import TextForm
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
    index_view_class = PolicyIndexView
    add_view_class = AddPolicyView
    edit_view_class = WriteView
    inspect_view_class = PolicyProfileView
    filterset_class = PolicyFilterSet
    export_filename = "policy-recommendations"
    acts = {**ACTS, **BASIS_ACTS}

    def get_form_class(self, for_update: bool = False) -> type[Any]:
        return TextForm

    def get_urlpatterns(self) -> list[URLPattern]:
        version = path("version/<uuid:pk>/<int:revision>/", self.construct_view(VersionView), name="version")
        return [*super().get_urlpatterns(), version]

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
