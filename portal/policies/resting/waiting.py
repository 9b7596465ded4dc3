"""Evidence of recommendations that waits for a person (``STAFF_HOME_SECTIONS``)."""

from collections.abc import Iterable

from django.contrib.auth.models import AbstractUser
from django.urls import reverse
from django.utils.translation import gettext_lazy

from portal.core.waiting import Waiting
from portal.policies.models import PolicyEvidence
from portal.policies.permissions import can

from .listing import TO_VERIFY


def evidence_waiting(user: AbstractUser) -> Iterable[Waiting]:
    """What others named as proof, and nobody has verified."""
    if not can(user, "review"):
        return
    others = PolicyEvidence.objects.visible_to(user).to_verify().exclude(added_by=user.pk)
    url = f"{reverse('policies_evidence:index')}?verified={TO_VERIFY}"
    yield Waiting(gettext_lazy("Evidence of recommendations to verify"), others.count(), url)
