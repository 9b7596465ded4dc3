from django.utils.translation import gettext_lazy as _
from wagtail import hooks

from portal.activity import register_actions

from .attaching.urls import attaching_urls
from .enums import EventKind
from .history import AUDIT_PREFIX

register_actions({f"{AUDIT_PREFIX}{kind.value}": kind.label for kind in EventKind})
register_actions(
    {"needs.attach_evidence": _("Evidence attached"), "needs.detach_evidence": _("Evidence detached")},
)
hooks.register("register_admin_urls", attaching_urls)
