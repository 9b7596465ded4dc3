from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.log_actions import LogActionRegistry


@hooks.register("register_log_actions")
def register_actions(registry: LogActionRegistry) -> None:
    registry.register_action("core.read_file", _("Read file"), _("File read"))
