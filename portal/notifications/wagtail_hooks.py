"""The notices' place in the back office; this module only registers."""

from typing import Any

from django.http import HttpRequest
from django.urls import include, path, reverse, reverse_lazy
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from wagtail import hooks
from wagtail.admin.menu import MenuItem
from wagtail.admin.ui.components import Component
from wagtail.admin.ui.sidebar import LinkMenuItem
from wagtail.log_actions import LogActionRegistry

from . import admin_urls
from .alert_screens import AlertsMenuItem, AlertsPanel
from .models import InboxMessage
from .permissions import can_change_words, can_see_outbox


class NoticesMenuItem(MenuItem):
    """Says how many are unread."""

    def render_component(self, request: HttpRequest) -> LinkMenuItem:
        component = super().render_component(request)
        unread = InboxMessage.objects.visible_to(request.user).unread().count()
        if unread:
            component.label = _("Notices (%(unread)s)") % {"unread": unread}
        return component


class OutboxMenuItem(MenuItem):
    def is_shown(self, request: HttpRequest) -> bool:
        return can_see_outbox(request.user)


class WordsMenuItem(MenuItem):
    def is_shown(self, request: HttpRequest) -> bool:
        return can_change_words(request.user)


@hooks.register("register_settings_menu_item")
def register_words() -> MenuItem:
    return WordsMenuItem(
        gettext_lazy("Texts of notices"), reverse_lazy("admin_notices:words"), name="notice-texts", icon_name="mail"
    )


@hooks.register("register_admin_urls")
def register_admin_urls() -> list[Any]:
    return [path("", include(admin_urls))]


@hooks.register("register_admin_menu_item")
def register_notices() -> MenuItem:
    return NoticesMenuItem(
        gettext_lazy("Notices"), reverse_lazy("admin_notices:list"), name="notices", icon_name="mail", order=20
    )


@hooks.register("construct_homepage_panels")
def alerts_on_the_first_page(request: HttpRequest, panels: list[Component]) -> None:
    panels.append(AlertsPanel())


@hooks.register("register_reports_menu_item")
def register_alerts() -> MenuItem:
    return AlertsMenuItem(
        gettext_lazy("Alerts"), reverse_lazy("admin_notices:alerts"), name="alerts", icon_name="warning", order=100
    )


@hooks.register("register_account_menu_item")
def notices_of_account(request: HttpRequest) -> dict[str, object]:
    return {
        "url": reverse("admin_notices:list"),
        "label": _("Notices"),
        "help_text": _("What happened that concerns you."),
    }


@hooks.register("register_reports_menu_item")
def register_outbox() -> MenuItem:
    return OutboxMenuItem(
        gettext_lazy("Outgoing messages"),
        reverse_lazy("admin_notices:outbox"),
        name="outgoing-messages",
        icon_name="mail",
        order=1200,
    )


@hooks.register("register_log_actions")
def register_log_actions(registry: LogActionRegistry) -> None:
    registry.register_action("notifications.try_again", gettext_lazy("Sent again"), gettext_lazy("Sent again"))
    registry.register_action("notifications.change_words", gettext_lazy("Words changed"), gettext_lazy("Words changed"))
    registry.register_action(
        "notifications.builtin_words", gettext_lazy("Built-in words again"), gettext_lazy("Built-in words again")
    )
