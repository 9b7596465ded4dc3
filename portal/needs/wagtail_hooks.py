from portal.activity import register_actions

from .enums import EventKind
from .history import AUDIT_PREFIX

register_actions({f"{AUDIT_PREFIX}{kind.value}": kind.label for kind in EventKind})
