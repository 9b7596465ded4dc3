"""The back office in the portal's name and colour, and the reference data it keeps."""

from django.http import HttpRequest
from django.templatetags.static import static
from django.urls import URLPattern, path
from django.utils.html import format_html
from django.utils.safestring import SafeString
from wagtail import hooks
from wagtail.admin.menu import MenuItem
from wagtail.log_actions import LogActionRegistry
from wagtail_modeladmin.options import modeladmin_register

from cms.reference_admin import ReferenceDataGroup, ReferenceEdited
from cms.views import component_gallery

modeladmin_register(ReferenceDataGroup)


@hooks.register("register_log_actions")
def register_reference_log_action(actions: LogActionRegistry) -> None:
    actions.register_action("reference.edit")(ReferenceEdited)


@hooks.register("insert_global_admin_css")
def portal_colours() -> SafeString:
    return format_html('<link rel="stylesheet" href="{}">', static("css/admin.css"))


@hooks.register("construct_main_menu")
def without_generic_snippets(request: HttpRequest, menu_items: list[MenuItem]) -> None:
    """Staff find things by the work they do, in the menus of the rooms; a second list by model only confuses."""
    menu_items[:] = [item for item in menu_items if item.name != "snippets"]


@hooks.register("register_admin_urls")
def gallery_url() -> list[URLPattern]:
    return [path("components/", component_gallery, name="components_gallery")]
