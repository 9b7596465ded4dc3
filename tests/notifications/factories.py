"""What people are told: notices on the site, and messages on their way out."""

import factory
from factory.django import DjangoModelFactory

from portal.notifications.enums import Channel
from portal.notifications.models import InboxMessage, OutboxMessage
from tests.accounts.factories import UserFactory


class OutboxMessageFactory(DjangoModelFactory):
    """A mail that waits to be sent."""

    class Meta:
        model = OutboxMessage

    kind = "tests.told"
    key = factory.Sequence(str)
    channel = Channel.EMAIL
    user = factory.SubFactory(UserFactory)
    address = factory.LazyAttribute(lambda message: message.user.email)
    language = "en"
    subject = factory.LazyAttribute(lambda message: f"{message.user} is told")
    body = "Something happened"


class InboxMessageFactory(DjangoModelFactory):
    class Meta:
        model = InboxMessage

    kind = "tests.told"
    key = factory.Sequence(str)
    user = factory.SubFactory(UserFactory)
    subject = "Something happened"
