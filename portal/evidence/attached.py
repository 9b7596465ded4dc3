"""What is attached to a record of a later room, as a section of that record's staff page."""

from django.utils.translation import gettext as _

from portal.core.access import AnyUser
from portal.core.sections import Section

from .models import EvidenceItem
from .querysets import EvidenceQuerySet


def attached_section(
    attached: EvidenceQuerySet, user: AnyUser, *, attach_url: str = "", detach_url: str = ""
) -> Section:
    """The items in use that this person may see; of the others only how many there are.

    ``attached`` is the record's own relation (``need.evidence.all()``). The addresses are those of the room's acts, for
    a person who may do them: one leads to the page that attaches, the other takes a POST with the key as ``item``.
    """
    current = attached.current()
    seen = EvidenceItem.objects.visible_to(user).filter(pk__in=current.order_by().values("pk"))
    items = list(seen.order_by("sort_title", "pk"))
    return Section(
        _("Evidence"),
        "portal/evidence/_attached.html",
        items=items,
        hidden=current.count() - len(items),
        attach_url=attach_url,
        detach_url=detach_url if items else "",
    )
