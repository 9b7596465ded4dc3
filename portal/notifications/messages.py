"""What a room says to people: one class a message, in the room's own ``notifications.py``.

    class MembershipEnded(Message):
        \"\"\"Tells a person that they no longer act for an organization.\"\"\"

        kind = "organizations.membership_ended"
        template = "portal/organizations/messages/membership_ended.txt"

        def __init__(self, membership: OrganizationMembership) -> None:
            self.membership = membership

        def key(self) -> str:
            return str(self.membership.pk)

        def recipients(self) -> Iterable[Recipient]:
            return [self.membership.user]

        def subject(self) -> str:
            return _("You no longer act for %(organization)s") % {"organization": self.membership.organization}

        def context(self) -> dict[str, object]:
            return {"membership": self.membership}

        def path(self) -> str:
            return self.membership.organization.get_absolute_url()

    enqueue(MembershipEnded(membership))

The template holds the sentences alone, in plain text; greeting, link and signature are put round them. Subject and
text are made when the message is queued, in the language of each recipient. A ``WordedMessage`` has words with gaps
instead of a template, so that staff may change them.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any, ClassVar

from django.conf import settings

from portal.accounts.models import User

from .enums import Channel
from .wording import Gap, Wording, fill


@dataclass(frozen=True, kw_only=True)
class Address:
    """Somebody without an account, or an office's mailbox."""

    email: str = ""
    phone: str = ""
    name: str = ""
    language: str = ""


Recipient = User | Address


class Message:
    """One thing to tell, to everybody it concerns."""

    kind: ClassVar[str]
    """Room and name, such as ``organizations.membership_ended``."""

    template: ClassVar[str]
    """The plain-text template of its sentences."""

    channels: ClassVar[tuple[Channel, ...]] = (Channel.INBOX, Channel.EMAIL)
    """How it goes out. A person without the address for a channel is left out there; only users have an inbox."""

    is_secret: ClassVar[bool] = False
    """Whether its text opens something (a reset link) or tells of a person: it is then forgotten once sent."""

    is_digested: ClassVar[bool] = False
    """Whether a user is told by a notice at once, and by one mail a day that lists all such notices."""

    placeholders: ClassVar[Mapping[str, Gap]] = {}
    """The gaps in its words, for a kind whose words staff may change; it is then a ``WordedMessage``."""

    def key(self) -> str:
        """What happened, within the kind: two messages of one kind and key are the same message."""
        raise NotImplementedError

    def recipients(self) -> Iterable[Recipient]:
        """Users and bare addresses; those named twice are told once, deactivated users not at all."""
        raise NotImplementedError

    def subject(self) -> str:
        """One line; called with the recipient's language active."""
        raise NotImplementedError

    def context(self) -> dict[str, Any]:
        """What the template needs."""
        return {}

    def path(self) -> str:
        """Where it is about, as a path of this site; empty if nowhere."""
        return ""

    def path_for(self, recipient: Recipient) -> str:
        """The path for one of its recipients, where not everybody may open the same page."""
        return self.path()


class WordedMessage(Message):
    """A message whose words have gaps, and which staff may put in other words (``MessageTemplate``).

    It needs no template: ``wording`` gives the words that come with the portal, ``values`` what fills their gaps, but
    for ``{link}``, which is the path of each recipient.
    """

    template: ClassVar[str] = ""

    @classmethod
    def wording(cls) -> Wording:
        """The built-in words; called with the language they are wanted in active."""
        raise NotImplementedError

    def values(self) -> Mapping[str, str]:
        """What fills each of its placeholders; called with the recipient's language active."""
        raise NotImplementedError

    def subject(self) -> str:
        return fill(self.wording().subject, self.values())

    def in_words(self, wording: Wording, recipient: Recipient) -> Wording:
        """These words, or others of the same gaps, with what this message has to say to one of its recipients."""
        values = {**self.values(), "link": absolute_url(self.path_for(recipient))}
        return Wording(
            subject=fill(wording.subject, values), text=fill(wording.text, values), sms=fill(wording.sms, values)
        )


def absolute_url(path: str) -> str:
    """The path as a link that works from a letter."""
    return f"{settings.WAGTAILADMIN_BASE_URL.rstrip('/')}{path}" if path else ""
