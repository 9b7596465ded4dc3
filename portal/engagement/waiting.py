"""What engagements ask of the office today."""

from collections.abc import Iterable

from django.contrib.auth.models import AbstractUser
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from portal.core.waiting import Waiting

from .models import ConsultationFeedback
from .permissions import can_keep


def follow_ups_waiting(user: AbstractUser) -> Iterable[Waiting]:
    if not can_keep(user):
        return
    late = ConsultationFeedback.objects.visible_to(user).follow_up_late()
    url = f"{reverse('engagement_feedback:index')}?follow_up=late"
    yield Waiting(_("Feedback to follow up, late"), late.count(), url, is_late=True)
