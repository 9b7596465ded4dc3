from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class ActivityConfig(AppConfig):
    name = "portal.activity"
    label = "activity"
    verbose_name = _("Activity")
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from wagtail.permissions import register_permission_policy

        from portal.core.access import ScopedPolicy

        from . import models

        for name in models.__all__:
            model = getattr(models, name)
            register_permission_policy(model, ScopedPolicy(model))
