"""What people are told: notices on the site, and messages on their way out."""

from datetime import timedelta

import factory
from django.contrib.contenttypes.models import ContentType
from django.utils import timezone
from factory.django import DjangoModelFactory

from portal.notifications.enums import Channel
from portal.notifications.models import Alert, InboxMessage, MessageTemplate, OutboxMessage
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


class MessageTemplateFactory(DjangoModelFactory):
    """The office's own words for the receipt of an application."""

    class Meta:
        model = MessageTemplate
        django_get_or_create = ["kind", "language"]

    kind = "catalog.application_received"
    language = "en"
    subject = "We have {reference}"
    text = "Thank you. {office} answers by {due_day}."
    sms = "{office_short} has {reference}."


class AlertFactory(DjangoModelFactory):
    """Open, about the row ``about``; about an account unless told otherwise."""

    class Meta:
        model = Alert
        exclude = ["about"]

    class Params:
        cleared = factory.Trait(
            opened_at=factory.LazyFunction(lambda: timezone.now() - timedelta(days=1)),
            cleared_at=factory.LazyFunction(timezone.now),
        )

    about = factory.SubFactory(UserFactory)
    rule = "tests.alert"
    content_type = factory.LazyAttribute(lambda alert: ContentType.objects.get_for_model(alert.about))
    object_id = factory.LazyAttribute(lambda alert: str(alert.about.pk))
