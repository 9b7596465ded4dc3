from django.utils.translation import gettext_lazy as _
from wagtail import hooks

from portal.activity import register_actions

from .desk.viewsets import need_viewset
from .enums import EventKind
from .history import AUDIT_PREFIX
from .menu import needs_menu
from .summaries.screens import summary_viewset

register_actions(
    {
        "needs.write_note": _("Note written"),
        "needs.summary_written": _("Public text drafted"),
        "needs.summary_handed_in": _("Public text handed in"),
        "needs.summary_sent_back": _("Public text sent back"),
        "needs.summary_changed": _("Change of the public text published"),
        "needs.file_shown": _("Picture shown to the public"),
        "needs.file_hidden": _("Picture kept private"),
        "needs.followed": _("Need followed"),
        **{f"{AUDIT_PREFIX}{kind.value}": kind.label for kind in EventKind},
    }
)

hooks.register("register_admin_menu_item", needs_menu)
hooks.register("register_admin_viewset", lambda: [need_viewset, summary_viewset])
