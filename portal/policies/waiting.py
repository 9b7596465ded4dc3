"""What stands under recommendations and waits for a person (``STAFF_HOME_SECTIONS``)."""

from collections.abc import Iterable

from django.contrib.auth.models import AbstractUser
from django.urls import reverse
from django.utils.translation import gettext_lazy

from portal.core.waiting import Waiting

from .milestones.listing import LATE, MINE, SOON
from .models import PolicyEvidence, PolicyImplementationMilestone
from .permissions import can
from .resting.listing import TO_VERIFY
from .sweeps import DUE_SOON_DAYS


def milestones_waiting(user: AbstractUser) -> Iterable[Waiting]:
    """What somebody, or the office that they serve, answers for."""
    own = PolicyImplementationMilestone.objects.visible_to(user).answered_for_by(user)
    index = f"{reverse('policies_milestones:index')}?who={MINE}"
    late, soon = own.late().count(), own.due_within(DUE_SOON_DAYS).count()
    yield Waiting(gettext_lazy("Late milestones of recommendations"), late, f"{index}&state={LATE}", True)
    yield Waiting(gettext_lazy("Milestones of recommendations due within two weeks"), soon, f"{index}&state={SOON}")


def evidence_waiting(user: AbstractUser) -> Iterable[Waiting]:
    """What others named as proof, and nobody has verified."""
    if not can(user, "review"):
        return
    others = PolicyEvidence.objects.visible_to(user).to_verify().exclude(added_by=user.pk)
    url = f"{reverse('policies_evidence:index')}?verified={TO_VERIFY}"
    yield Waiting(gettext_lazy("Evidence of recommendations to verify"), others.count(), url)
