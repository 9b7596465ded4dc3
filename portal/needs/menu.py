"""The menu “Needs” of the back office: each part of the room brings its item by the hook."""

from django.utils.translation import gettext_lazy as _
from wagtail.admin.menu import Menu, MenuItem, SubmenuMenuItem

NEEDS_MENU = "register_needs_menu_item"


def needs_menu() -> MenuItem:
    menu = Menu(register_hook_name=NEEDS_MENU, construct_hook_name="construct_needs_menu")
    return SubmenuMenuItem(_("Needs"), menu, name="needs", icon_name="help", order=200)
