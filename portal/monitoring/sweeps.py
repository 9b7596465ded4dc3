"""What time does to PPAs and what they answer. Each sweep may run twice, at once or late: it finds its rows anew."""

from django.db.models import Exists, OuterRef, Q

from portal.core.background.one_by_one import each
from portal.needs.enums import NeedStatus
from portal.needs.models import Need

from .actions.linking import needs_catch_up
from .enums import PPAStatus
from .models import NeedAddressed

CARRYING = [*PPAStatus.pipeline(), PPAStatus.ENACTED, PPAStatus.IN_EXECUTION]


def needs_catch_up_with_ppas() -> int:
    """A need that was put off or had ended is back, and a PPA carries it meanwhile: it belongs in a plan. How many."""
    carried = NeedAddressed.objects.filter(
        Q(ppa__status__in=CARRYING) | Q(ppa__status_before__in=CARRYING), need=OuterRef("pk")
    )
    waiting = Need.objects.filter(status__in=[NeedStatus.VALIDATED, NeedStatus.PRIORITIZED]).filter(Exists(carried))
    return each(waiting.order_by("pk"), needs_catch_up)
