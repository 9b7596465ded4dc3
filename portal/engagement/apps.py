from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class EngagementConfig(AppConfig):
    name = "portal.engagement"
    label = "engagement"
    verbose_name = _("Engagement")
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from wagtail.permissions import register_permission_policy

        from . import models
        from .policies import EngagementPolicy

        for name in models.__all__:
            model = getattr(models, name)
            register_permission_policy(model, EngagementPolicy(model))
