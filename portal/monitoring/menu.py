"""The menu “Programs” of the back office: each part of the room brings its item by the hook."""

PROGRAMS_MENU = "register_programs_menu_item"
