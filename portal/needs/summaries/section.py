"""The public text on the staff page of a need."""

from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from portal.accounts.models import User
from portal.core.sections import Section
from portal.needs.models import Need, NeedSummary
from portal.needs.permissions import can_summarize
from portal.needs.scope import reach_of

from .words import state_of


def summary_section(need: Need, user: User) -> Section | None:
    if not reach_of(user, NeedSummary, "view", "change").everything:
        return None
    summary = NeedSummary.objects.with_editorial_state().filter(need=need).first()
    context: dict[str, Any] = {
        "summary": summary,
        "state": state_of(summary) if summary else "",
        "write_url": reverse("needs_summaries:write", args=[need.pk]) if can_summarize(user, need) else "",
    }
    return Section(_("What the public reads"), "portal/needs/summaries/section.html", **context)
