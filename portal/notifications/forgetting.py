"""Messages and notices are kept for a while, so that one can see what was sent, and then forgotten."""

from django.conf import settings
from django.db.models import Q
from django.utils import timezone

from .models import InboxMessage, OutboxMessage


def forget_old_messages() -> int:
    """Delete what was sent or given up, and notices, after the time that settings give; what still waits stays."""
    before = timezone.now() - settings.RETENTION["messages"]
    done = OutboxMessage.objects.filter(Q(sent_at__lt=before) | Q(given_up_at__lt=before)).delete()[0]
    return done + InboxMessage.objects.filter(created_at__lt=before).delete()[0]
