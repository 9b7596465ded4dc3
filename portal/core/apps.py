from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class CoreConfig(AppConfig):
    name = "portal.core"
    label = "core"
    verbose_name = _("Core")
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from wagtail.snippets.bulk_actions.delete import DeleteBulkAction  # the app registry must be full

        DeleteBulkAction.models = []  # our rows are unpublished, ended or deactivated, never deleted
