"""The catalog's places in the back office; this module only registers."""

from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.admin.search import SearchArea
from wagtail.admin.ui.components import Component
from wagtail.permissions import policy_registry
from wagtail.snippets.models import register_snippet
from wagtail.snippets.views.snippets import SnippetViewSetGroup

from portal.activity import register_actions
from search.viewsets import search_group

from .action_menu import acts_on_texts
from .applications.history import AUDIT_PREFIX
from .bulk_actions import PublishTexts, SetServicesAsChecked, SubmitTexts
from .desk.viewsets import ApplicationViewSet
from .entering.urls import entry_urls
from .enums import EventKind
from .form_builder.viewsets import ApplicationFormViewSet
from .import_views import IMPORT_SCREEN
from .importing import AUDIT_ACTIONS
from .models import ServiceOffering
from .moderating import ToPublishPanel
from .overlap_screens import OverlapViewSet
from .use_screens import UseReport
from .viewsets import OfferingViewSet, ReportViewSet


class CatalogGroup(SnippetViewSetGroup):
    menu_label = _("Catalog")
    menu_name = "catalog"
    menu_icon = "list-ul"
    menu_order = 100
    items = (OfferingViewSet, ApplicationViewSet, ApplicationFormViewSet, ReportViewSet, OverlapViewSet, UseReport)
    submenu_hook = "register_catalog_menu_item"


register_snippet(CatalogGroup)
hooks.register(CatalogGroup.submenu_hook, search_group.get_menu_item)
for action in (SubmitTexts, PublishTexts, SetServicesAsChecked):
    hooks.register("register_bulk_action", action)

hooks.register("register_admin_urls", IMPORT_SCREEN.urls)
hooks.register("register_admin_urls", entry_urls)
hooks.register("construct_snippet_action_menu", acts_on_texts)


class ServiceSearchArea(SearchArea):
    """The search box in the menu looks among services, for those who may see any."""

    def is_shown(self, request: HttpRequest) -> bool:
        policy = policy_registry.get_by_type(ServiceOffering)
        return bool(policy.user_has_any_permission(request.user, {"view"}))


@hooks.register("register_admin_search_area")
def search_services() -> SearchArea:
    return ServiceSearchArea(
        _("Services"), reverse("catalog_offerings:list"), name="services", icon_name="list-ul", order=50
    )


@hooks.register("construct_homepage_panels")
def texts_to_publish(request: HttpRequest, panels: list[Component]) -> None:
    panels.append(ToPublishPanel())


register_actions(
    {
        "catalog.set_as_checked": _("Set as checked"),
        "catalog.handle_report": _("Report of a mistake closed"),
        "catalog.set_apart": _("Said to be different"),
        "catalog.undo_set_apart": _("No longer said to be different"),
        "catalog.overlap_reopened": _("Open again, because a text changed"),
        "catalog.read_application": _("Application read"),
        "catalog.export_application": _("Application exported"),
        "catalog.check_paper": _("Paper checked"),
        "catalog.write_note": _("Note written"),
        "catalog.ask_review": _("Review asked for"),
        **AUDIT_ACTIONS,
        **{f"{AUDIT_PREFIX}{kind.value}": kind.label for kind in EventKind},
    }
)
