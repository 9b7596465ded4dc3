"""What comments ask of the office today."""

from collections.abc import Iterable

from django.contrib.auth.models import AbstractUser
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from portal.core.waiting import Waiting

from .models import Comment


def comments_waiting(user: AbstractUser) -> Iterable[Waiting]:
    desk = reverse("comments_register:index")
    mine = Comment.objects.permitted(user, "moderate").exclude(author=user)
    yield Waiting(_("New comments to look at"), mine.held().count(), f"{desk}?waits=held")
    yield Waiting(_("Reported comments"), mine.reported().count(), f"{desk}?waits=reported")
