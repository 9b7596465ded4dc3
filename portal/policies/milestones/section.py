"""The part “Milestones” of a recommendation's page."""

from typing import Any

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from portal.accounts.models import User
from portal.core.sections import Section
from portal.policies.figures import progress_of
from portal.policies.models import PolicyImplementationMilestone, PolicyRecommendation

from .acts import AddMilestoneAct
from .chart import drawn
from .listing import with_parts
from .words import due_in_words, is_late, who_in_words


def milestones_section(policy: PolicyRecommendation, user: User) -> Section:
    """In the order of their days."""
    rows = list(with_parts(PolicyImplementationMilestone.objects.filter(policy=policy)))
    today = timezone.localdate()
    may_add = AddMilestoneAct.may(user, policy)
    return Section(
        _("Milestones"),
        "portal/policies/milestones/_milestones.html",
        lines=[_line(row, today) for row in rows],
        chart=drawn(rows, today),
        progress=progress_of(PolicyRecommendation.objects.filter(pk=policy.pk))[policy.pk],
        add_url=reverse("policies_register:add_milestone", args=[policy.pk]) if may_add else "",
    )


def _line(row: Any, today: Any) -> dict[str, Any]:
    return {
        "row": row,
        "due": due_in_words(row, today),
        "is_late": is_late(row, today),
        "who": who_in_words(row),
        "awaited": row.awaited,
    }
