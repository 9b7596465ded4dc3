from dataclasses import dataclass, field
from typing import ClassVar

import pytest
from django.contrib.auth import get_user_model

from portal.notifications.enums import Channel
from portal.notifications.messages import Message


@dataclass
class Told(Message):
    """A message of no room, told to whomever a test names."""

    kind: ClassVar[str] = "tests.told"
    template: ClassVar[str] = "portal/notifications/messages/frame.txt"

    event: str = "1"
    to: list = field(default_factory=list)
    about: str = ""
    channels: tuple[Channel, ...] = (Channel.INBOX, Channel.EMAIL)
    is_secret: bool = False

    def key(self):
        return self.event

    def recipients(self):
        return self.to

    def subject(self):
        return "Something\nhappened"

    def context(self):
        return {"name": "", "text": "Text & <more>", "url": "", "site": ""}

    def path(self):
        return self.about


@pytest.fixture
def told():
    return Told


@pytest.fixture
def amina():
    return get_user_model().objects.create_user("amina", "Amina@example.org", first_name="Amina", last_name="Sali")


@pytest.fixture
def basit():
    return get_user_model().objects.create_user("basit", "basit@example.org")
