"""The catalog's places in the back office; this module only registers."""

from django.http import HttpRequest
from django.urls import include, path, reverse, reverse_lazy
from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.admin.menu import MenuItem
from wagtail.admin.search import SearchArea
from wagtail.admin.ui.components import Component
from wagtail.permissions import policy_registry
from wagtail.snippets.models import register_snippet
from wagtail.snippets.views.snippets import SnippetViewSetGroup

from portal.activity import register_actions
from search.viewsets import search_group

from .action_menu import acts_on_texts
from .applications.history import AUDIT_PREFIX
from .applications.privacy import FILES_ERASED
from .applications.report_screens import ApplicationFigures
from .applications.retention import CLOSED_AS_FORGOTTEN
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
from .permissions import can_keep_privacy_notice
from .privacy_notices import staff_views as privacy_notices
from .privacy_screens import PersonsMenuItem, persons_urls
from .use_screens import UseReport
from .viewsets import OfferingViewSet, ReportViewSet


class CatalogGroup(SnippetViewSetGroup):
    menu_label = _("Catalog")
    menu_name = "catalog"
    menu_icon = "list-ul"
    menu_order = 100
    items = (
        OfferingViewSet,
        ApplicationViewSet,
        ApplicationFormViewSet,
        ReportViewSet,
        OverlapViewSet,
        UseReport,
        ApplicationFigures,
    )
    submenu_hook = "register_catalog_menu_item"


register_snippet(CatalogGroup)
hooks.register(CatalogGroup.submenu_hook, search_group.get_menu_item)
for action in (SubmitTexts, PublishTexts, SetServicesAsChecked):
    hooks.register("register_bulk_action", action)

hooks.register("register_admin_urls", IMPORT_SCREEN.urls)
hooks.register("register_admin_urls", entry_urls)
hooks.register("register_admin_urls", persons_urls)
hooks.register("construct_snippet_action_menu", acts_on_texts)
hooks.register("register_admin_urls", lambda: [path("", include(privacy_notices))])


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


@hooks.register("register_settings_menu_item")
def requests_of_persons() -> MenuItem:
    return PersonsMenuItem(
        _("Requests of persons"),
        reverse_lazy("catalog_persons"),
        name="requests-of-persons",
        icon_name="user",
        order=800,
    )


@hooks.register("construct_homepage_panels")
def texts_to_publish(request: HttpRequest, panels: list[Component]) -> None:
    panels.append(ToPublishPanel())


class PrivacyNoticeMenuItem(MenuItem):
    def is_shown(self, request: HttpRequest) -> bool:
        return can_keep_privacy_notice(request.user)


@hooks.register("register_settings_menu_item")
def register_privacy_notice() -> MenuItem:
    return PrivacyNoticeMenuItem(
        _("Privacy notice"), reverse_lazy("privacy_notices:list"), name="privacy-notice", icon_name="lock"
    )


register_actions(
    {
        "catalog.set_as_checked": _("Set as checked"),
        "catalog.handle_report": _("Report of a mistake closed"),
        "catalog.set_apart": _("Said to be different"),
        "catalog.undo_set_apart": _("No longer said to be different"),
        "catalog.add_privacy_notice": _("Version of the privacy notice added"),
        "catalog.change_privacy_notice": _("Version of the privacy notice changed before it was shown"),
        "catalog.overlap_reopened": _("Open again, because a text changed"),
        "catalog.read_application": _("Application read"),
        "catalog.export_application": _("Application exported"),
        "catalog.check_paper": _("Paper checked"),
        "catalog.write_note": _("Note written"),
        "catalog.ask_review": _("Review asked for"),
        CLOSED_AS_FORGOTTEN: _("Closed as of its decision, because nobody completed it"),
        FILES_ERASED: _("Papers erased"),
        "catalog.helper_erased": _("Data of the helper erased"),
        "catalog.person_exported": _("Data handed to the person"),
        "catalog.draft_erased": _("Draft erased because the person asked for it"),
        "catalog.demonstrate_application": _("Made up for demonstration"),
        **AUDIT_ACTIONS,
        **{f"{AUDIT_PREFIX}{kind.value}": kind.label for kind in EventKind},
    }
)
