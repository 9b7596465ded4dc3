from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class SearchConfig(AppConfig):
    name = "search"
    label = "search"
    verbose_name = _("Search")
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from wagtail.permissions import register_permission_policy

        from portal.core.access import ScopedPolicy

        from .models import PromotedResult, SearchLog, SynonymGroup

        for model in (PromotedResult, SearchLog, SynonymGroup):
            register_permission_policy(model, ScopedPolicy(model))
