from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.log_actions import LogActionRegistry


@hooks.register("register_log_actions")
def register_actions(registry: LogActionRegistry) -> None:
    registry.register_action("accounts.invite", _("Invite"), _("Invited"))
    registry.register_action("accounts.change", _("Change account"), _("Account changed"))
    registry.register_action("accounts.send_password_link", _("Send password link"), _("Password link sent"))
    registry.register_action("accounts.remove_second_factor", _("Remove second factor"), _("Second factor removed"))


@hooks.register("register_account_menu_item")
def second_factor(request: HttpRequest) -> dict[str, object]:
    return {
        "url": reverse("mfa_index"),
        "label": _("Second factor"),
        "help_text": _("An authenticator app or security key beside your password, and recovery codes."),
    }


@hooks.register("register_account_menu_item")
def change_password(request: HttpRequest) -> dict[str, object]:
    return {
        "url": reverse("account_change_password"),
        "label": _("Change password"),
        "help_text": _("Choose a new password for your account."),
    }
