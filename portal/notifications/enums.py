from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class Channel(TextChoices):
    """A way to reach a person."""

    INBOX = "inbox", _("Notice on the site")
    EMAIL = "email", _("E-mail")
    SMS = "sms", _("SMS")

    @classmethod
    def outgoing(cls) -> list[tuple[str, str]]:
        """Those that leave the house, by way of the outbox."""
        return [(channel.value, str(channel.label)) for channel in (cls.EMAIL, cls.SMS)]
