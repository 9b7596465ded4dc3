"""Milestones that wait for a person (``STAFF_HOME_SECTIONS``)."""

from collections.abc import Iterable

from django.contrib.auth.models import AbstractUser
from django.urls import reverse
from django.utils.translation import gettext_lazy

from portal.core.waiting import Waiting
from portal.policies.models import PolicyImplementationMilestone
from portal.policies.sweeps import DUE_SOON_DAYS

from .listing import LATE, MINE, SOON


def milestones_waiting(user: AbstractUser) -> Iterable[Waiting]:
    """What somebody, or the office that they serve, answers for."""
    own = PolicyImplementationMilestone.objects.visible_to(user).answered_for_by(user)
    index = f"{reverse('policies_milestones:index')}?who={MINE}"
    late, soon = own.late().count(), own.due_within(DUE_SOON_DAYS).count()
    yield Waiting(gettext_lazy("Late milestones of recommendations"), late, f"{index}&state={LATE}", True)
    yield Waiting(gettext_lazy("Milestones of recommendations due within two weeks"), soon, f"{index}&state={SOON}")
