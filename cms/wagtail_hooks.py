"""The back office in the portal's name and colour."""

from django.http import HttpRequest
from django.templatetags.static import static
from django.urls import URLPattern, path, reverse_lazy
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.admin.menu import MenuItem
from wagtail.admin.ui.components import Component
from wagtail.log_actions import LogActionRegistry
from wagtail_modeladmin.options import modeladmin_register

from cms.back_office import REPORTS, ModerationReport, WaitingPanel
from cms.kept_data import KeptDataMenuItem, kept_data_urls
from cms.reference_admin import ReferenceDataGroup, ReferenceEdited
from cms.views import component_gallery

modeladmin_register(ReferenceDataGroup)
hooks.register("register_admin_urls", kept_data_urls)

# Home is the logo. Rooms that come later take their place here.
REPORTS_LEFT_OUT = {"workflow-tasks", "page-types-usage"}
MENU = [
    "notices",
    "catalog",
    "needs",
    "policies",
    "programs",
    "coordination",
    "reports",
    "explorer",
    "images",
    "documents",
    "settings",
    "public-catalog",
]


@hooks.register("insert_global_admin_css")
def portal_colours() -> SafeString:
    return format_html('<link rel="stylesheet" href="{}">', static("css/admin.css"))


@hooks.register("construct_main_menu")
def by_the_work_they_do(request: HttpRequest, menu_items: list[MenuItem]) -> None:
    """Staff find things in the menus of the rooms, in the order of the work; what only repeats them is left out."""
    left_out = {"snippets", "search", "help"}
    place = {name: number for number, name in enumerate(MENU)}
    menu_items[:] = [item for item in menu_items if item.name not in left_out]
    for item in menu_items:
        item.order = place.get(item.name, len(MENU))


@hooks.register("register_admin_urls")
def gallery_url() -> list[URLPattern]:
    return [path("components/", component_gallery, name="components_gallery")]


@hooks.register("register_reports_menu_item")
def kept_data() -> MenuItem:
    return KeptDataMenuItem(
        _("What we keep"), reverse_lazy("kept_data"), name="kept-data", icon_name="list-ul", order=1300
    )


@hooks.register("construct_homepage_panels")
def waiting_first(request: HttpRequest, panels: list[Component]) -> None:
    """What waits, and what the rooms have to decide. Wagtail's lists of last things touched tell nobody what to do."""
    panels[:] = [panel for panel in panels if not type(panel).__module__.startswith("wagtail.")]
    panels.append(WaitingPanel())


@hooks.register("register_admin_menu_item")
def public_catalog() -> MenuItem:
    return MenuItem(_("Public catalog"), reverse_lazy("catalog:list"), name="public-catalog", icon_name="view")


@hooks.register("register_account_menu_item")
def public_site(request: HttpRequest) -> dict[str, object]:
    return {"url": "/", "label": _("Public site"), "help_text": _("The pages as everybody sees them.")}


@hooks.register("construct_reports_menu")
def only_reports_that_open(request: HttpRequest, menu_items: list[MenuItem]) -> None:
    """Those that help with the work and that the person may open. The same texts by task tell nothing more."""
    closed = {name for name, _view, permission in REPORTS if not request.user.has_perm(permission)}
    names = {"site-history": "site-history", "workflows": "workflow", "workflow-tasks": "workflow_tasks"}
    menu_items[:] = [
        item for item in menu_items if names.get(item.name) not in closed and item.name not in REPORTS_LEFT_OUT
    ]
    for item in menu_items:
        if item.name == "workflows":
            item.label = ModerationReport.page_title


@hooks.register("register_log_actions")
def register_reference_log_action(actions: LogActionRegistry) -> None:
    actions.register_action("reference.edit")(ReferenceEdited)
