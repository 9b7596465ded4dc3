from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class NeedsConfig(AppConfig):
    name = "portal.needs"
    label = "needs"
    verbose_name = _("Needs")
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from wagtail.permissions import register_permission_policy

        from portal.core.access import ScopedPolicy

        from . import models
        from .policies import OfficeWidePolicy

        of_the_office = (models.Need, models.Assessment)
        for name in models.__all__:
            model = getattr(models, name)
            if not hasattr(model.objects, "permitted"):
                continue  # Wagtail's kind of task: nobody's rows
            policy = OfficeWidePolicy if model in of_the_office else ScopedPolicy
            register_permission_policy(model, policy(model))
