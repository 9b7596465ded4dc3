from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class PoliciesConfig(AppConfig):
    name = "portal.policies"
    label = "policies"
    verbose_name = _("Policies")
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from wagtail.permissions import register_permission_policy

        from portal.core.access import ScopedPolicy

        from . import models
        from .policies import OfPolicyPolicy

        for name in models.__all__:
            model = getattr(models, name)
            if hasattr(model.objects, "permitted"):
                policy = ScopedPolicy if model is models.PolicyRecommendation else OfPolicyPolicy
                register_permission_policy(model, policy(model))
