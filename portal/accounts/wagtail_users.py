"""Wagtail's user administration, with our screens in the place of its own."""

from wagtail.users.apps import WagtailUsersAppConfig


class PortalUsersConfig(WagtailUsersAppConfig):
    user_viewset = "portal.accounts.viewsets.AccountViewSet"
    group_viewset = "portal.accounts.viewsets.NoGroupScreens"
