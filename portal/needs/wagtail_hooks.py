from django.utils.translation import gettext_lazy as _
from wagtail import hooks

from portal.activity import register_actions

from .attaching.urls import attaching_urls
from .boards.viewsets import boards_viewset
from .desk.viewsets import need_viewset
from .enums import EventKind
from .history import AUDIT_PREFIX
from .menu import needs_menu

register_actions(
    {
        "needs.write_note": _("Note written"),
        "needs.attach_evidence": _("Evidence attached"),
        "needs.detach_evidence": _("Evidence detached"),
        **{f"{AUDIT_PREFIX}{kind.value}": kind.label for kind in EventKind},
    }
)

hooks.register("register_admin_menu_item", needs_menu)
hooks.register("register_admin_viewset", lambda: need_viewset)
hooks.register("register_admin_urls", attaching_urls)
hooks.register("register_admin_viewset", lambda: boards_viewset)
