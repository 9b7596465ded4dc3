"""The papers of stages: private, and opened by those who may see the PPA."""

from django.db.models import Q

from portal.core.access import AnyUser

from .models import StageDocument


def papers_of_stages(user: AnyUser) -> Q:
    return Q(pk__in=StageDocument.objects.visible_to(user).values("file"))
