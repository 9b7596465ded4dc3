"""Who may do what with evidence, in sentences; and what each group brings. The rows are scoped by ``visible_to``."""

from typing import TYPE_CHECKING

from django.db.models import Q

from portal.core.access import AnyUser

from .enums import Confidentiality
from .scope import Reach, reach_of

if TYPE_CHECKING:
    from .models import EvidenceItem

_SEE = ["evidence.view_evidenceitem"]
_KEEP = [*_SEE, "evidence.add_evidenceitem", "evidence.change_evidenceitem"]

ROLE_PERMISSIONS: dict[str, list[str]] = {
    "mao_editor": _KEEP,
    "mao_focal": _KEEP,
    "oobc_staff": _KEEP,
    "oobc_planner": _KEEP,
    "budget_officer": _SEE,
    "me_officer": _KEEP,
    "ocm_leadership": _SEE,
    "administrator": _KEEP,
}


def reach_to(user: AnyUser, action: str) -> Reach:
    from .models import EvidenceItem  # models need this room's scope for their querysets

    return reach_of(user, EvidenceItem, action)


def can_add(user: AnyUser, *, office: int | None) -> bool:
    """Add an item: people of an office for their office, OOBC's own people what is no office's, keepers for all."""
    return _covers(reach_to(user, "add"), office)


def can_change(user: AnyUser, item: "EvidenceItem") -> bool:
    return _covers(reach_to(user, "change"), item.office_id)


def can_make_public(user: AnyUser) -> bool:
    """Let anybody see an item: keepers of the repository only, as everything that is published."""
    return reach_to(user, "change").everything


def levels_for(user: AnyUser, *, present: str = "") -> list[Confidentiality]:
    """What somebody may choose for who sees an item, and what it is now."""
    may_publish, has_offices = can_make_public(user), bool(reach_to(user, "add").organizations)
    allowed = {
        Confidentiality.PUBLIC: may_publish,
        Confidentiality.INTERNAL: True,
        Confidentiality.OWN_OFFICE: may_publish or has_offices,
    }
    return [level for level in Confidentiality if allowed[level] or level == present]


def _covers(reach: Reach, office: int | None) -> bool:
    return reach.everything or (reach.common if office is None else office in reach.organizations)


def evidence_files(user: AnyUser) -> Q:
    """The private files a person may read because they may see the item that holds them."""
    from .models import EvidenceItem  # models need this room's scope for their querysets

    return Q(evidence_item__in=EvidenceItem.objects.visible_to(user))
