from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class SearchConfig(AppConfig):
    name = "search"
    label = "search"
    verbose_name = _("Search")
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from wagtail.permissions import register_permission_policy

        from .models import PromotedResult, SearchLog, SynonymGroup
        from .policies import StaffKeptPolicy

        for model in (PromotedResult, SearchLog, SynonymGroup):
            register_permission_policy(model, StaffKeptPolicy(model))
