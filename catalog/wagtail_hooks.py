"""The catalog's places in the back office; this module only registers."""

from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.snippets.models import register_snippet
from wagtail.snippets.views.snippets import SnippetViewSetGroup

from portal.activity import register_actions

from .bulk_actions import PublishServices, SetServicesAsChecked, SubmitServices
from .import_views import IMPORT_SCREEN
from .importing import AUDIT_ACTIONS
from .viewsets import OfferingViewSet, ReportViewSet


class CatalogGroup(SnippetViewSetGroup):
    menu_label = _("Catalog")
    menu_name = "catalog"
    menu_icon = "list-ul"
    menu_order = 100
    items = (OfferingViewSet, ReportViewSet)


register_snippet(CatalogGroup)
for action in (SubmitServices, PublishServices, SetServicesAsChecked):
    hooks.register("register_bulk_action", action)

hooks.register("register_admin_urls", IMPORT_SCREEN.urls)
register_actions(
    {
        "catalog.set_as_checked": _("Set as checked"),
        "catalog.handle_report": _("Report of a mistake closed"),
        **AUDIT_ACTIONS,
    }
)
