"""What other pages show of forwarded needs."""

from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from portal.core.access import AnyUser
from portal.core.sections import Section
from portal.needs import clock
from portal.needs.enums import NeedStatus
from portal.needs.models import Forwarding, Need, NeedSummary
from portal.needs.permissions import can_forward, offices_counted_for

from .words import due_in_words, is_late, state_of

FOLDER = "portal/needs/forwarding"
MOST_SUMMARIES = 10


def forwardings_section(need: Need, user: AnyUser) -> Section | None:
    """On the staff page of a need: which offices have it, what they answered, and the button to ask more of them."""
    rows = Forwarding.objects.visible_to(user).filter(need=need).select_related("mao", "came_from__mao")
    may_forward = need.status in NeedStatus.forwardable() and not need.is_held and can_forward(user, need)
    lines = [_line(row, need) for row in rows.order_by("forwarded_at", "pk")]
    if not lines and not may_forward:
        return None
    forward_url = reverse("needs_forwarded:new", args=[need.pk]) if may_forward else ""
    return Section(_("Offices"), f"{FOLDER}/_offices.html", lines=lines, forward_url=forward_url)


def _line(row: Forwarding, need: Need) -> dict[str, Any]:
    row.need = need
    today = clock.today()
    return {"row": row, "state": state_of(row), "due": due_in_words(row, today), "is_late": is_late(row, today)}


def summaries_section(user: AnyUser) -> Section | None:
    """Beside an office's list: what the public reads of needs in the sectors of the offices somebody serves."""
    sectors = offices_counted_for(user).order_by().values("sectors")
    rows = NeedSummary.objects.public().filter(need__category__sector__in=sectors).select_related("need__category")
    newest = list(rows.order_by("-first_published_at", "pk")[:MOST_SUMMARIES])
    if not newest:
        return None
    return Section(_("Published needs in your sectors"), f"{FOLDER}/_summaries.html", summaries=newest)
