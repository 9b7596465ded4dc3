"""The screens of impacts in the back office."""

from django.utils.translation import gettext_lazy

from portal.policies.milestones.viewsets import BeneathViewSet
from portal.policies.models import PolicyImpact

from .acts import IMPACT_ACTS
from .listing import ImpactFilterSet, ImpactIndexView
from .page import ImpactView


class ImpactViewSet(BeneathViewSet):
    model = PolicyImpact
    name = "policies_impacts"
    url_prefix = "policies/impacts"
    icon = "crosshairs"
    menu_label = gettext_lazy("Impact scorecard")
    menu_name = "policy-impacts"
    ordering = "policy__number"
    filterset_class = ImpactFilterSet
    index_view_class = ImpactIndexView
    inspect_view_class = ImpactView
    form_fields = ["title"]
    export_filename = "policy-impacts"
    list_per_page = 50
    acts = dict(IMPACT_ACTS)
