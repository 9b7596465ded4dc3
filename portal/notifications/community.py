"""What "My community" shows of a person's notices: the new ones."""

from typing import Any

from django.utils.translation import gettext_lazy as _

from portal.accounts.models import User
from portal.core.sections import Section

from .models import InboxMessage

FEW = 5


def notices_section(communities: Any, user: User) -> Section | None:
    unread = InboxMessage.objects.visible_to(user).unread()
    notices = list(unread[:FEW])
    if not notices:
        return None
    more = unread.count() - len(notices) if len(notices) == FEW else 0
    return Section(_("New notices"), "portal/notifications/community_notices.html", notices=notices, more=more)
