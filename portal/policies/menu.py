"""The menu “Policies” of the back office: each part of the room brings its item by the hook."""

POLICIES_MENU = "register_policies_menu_item"
