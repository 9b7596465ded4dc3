from typing import Any

from django.views.generic import DetailView

from portal.policies.models import PolicyRecommendation


class PublicPolicyView(DetailView[PolicyRecommendation]):
    template_name = "portal/policies/public/detail.html"
    context_object_name = "policy"

    def get_queryset(self) -> Any:
        return PolicyRecommendation.objects.public()
