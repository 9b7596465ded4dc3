import uuid

from django.conf import settings
from django.contrib.contenttypes.models import ContentType
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from .enums import Channel
from .querysets import AlertQuerySet, InboxQuerySet, MessageTemplateQuerySet, OutboxQuerySet
from .wording import Wording


class OutboxMessage(models.Model):
    """A mail or SMS on its way: written in the transaction of its cause, sent by the sweep.

    It is delivered at least once: a process that dies between handing it over and noting so sends it a second time.
    """

    kind = models.CharField(_("kind"), max_length=100)
    key = models.CharField(_("key"), max_length=200)
    channel = models.CharField(_("channel"), max_length=10, choices=Channel.outgoing())
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, blank=True, related_name="+"
    )
    address = models.CharField(_("address"), max_length=254)
    language = models.CharField(_("language"), max_length=10)
    subject = models.CharField(_("subject"), max_length=250)
    body = models.TextField(_("text"), blank=True)
    is_secret = models.BooleanField(_("forget the text once sent"), default=False)
    created_at = models.DateTimeField(_("queued at"), auto_now_add=True)
    attempts = models.PositiveSmallIntegerField(_("attempts"), default=0)
    next_attempt_at = models.DateTimeField(_("next attempt at"), default=timezone.now)
    last_error = models.CharField(_("last error"), max_length=500, blank=True)
    sent_at = models.DateTimeField(_("sent at"), null=True, blank=True)
    given_up_at = models.DateTimeField(_("given up at"), null=True, blank=True)

    objects = OutboxQuerySet.as_manager()

    class Meta:
        verbose_name = _("outgoing message")
        verbose_name_plural = _("outgoing messages")
        ordering = ["-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["kind", "key", "channel", "address"], name="notifications_outbox_event_person_channel_once"
            ),
            models.CheckConstraint(
                condition=Q(sent_at=None) | Q(given_up_at=None), name="notifications_outbox_sent_or_given_up"
            ),
        ]
        indexes = [
            models.Index(
                fields=["next_attempt_at"],
                condition=Q(sent_at=None, given_up_at=None),
                name="notifications_outbox_waiting",
            ),
            models.Index(fields=["address", "sent_at"], name="notifications_outbox_volume"),
        ]

    def __str__(self) -> str:
        return f"{self.get_channel_display()}: {self.subject}"

    @property
    def audit_label(self) -> str:
        """What audit rows, which are kept for good, call this row: a subject may name a person."""
        return f"{self.get_channel_display()}: {self.kind}"

    @property
    def shown_address(self) -> str:
        """The address as administrators see it: of somebody without an account only so much as tells a mistake."""
        if self.user_id or not self.address:
            return self.address
        name, at, host = self.address.partition("@")
        return f"{name[:1]}…{at}{host}" if at else f"…{self.address[-3:]}"

    @property
    def state(self) -> str:
        """Where it stands, in words."""
        if self.sent_at:
            return str(_("Sent"))
        if self.given_up_at:
            return str(_("Given up"))
        return str(_("Tried, will be tried again") if self.attempts else _("Waiting"))


class InboxMessage(models.Model):
    """A notice in a person's inbox on the site."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    kind = models.CharField(_("kind"), max_length=100)
    key = models.CharField(_("key"), max_length=200)
    subject = models.CharField(_("subject"), max_length=250)
    body = models.TextField(_("text"), blank=True)
    path = models.CharField(_("about"), max_length=500, blank=True)
    created_at = models.DateTimeField(_("told at"), auto_now_add=True)
    read_at = models.DateTimeField(_("read at"), null=True, blank=True)
    waits_for_digest = models.BooleanField(_("goes into the next daily mail"), default=False)

    objects = InboxQuerySet.as_manager()

    class Meta:
        verbose_name = _("notice")
        verbose_name_plural = _("notices")
        ordering = ["-pk"]
        constraints = [
            models.UniqueConstraint(fields=["user", "kind", "key"], name="notifications_inbox_event_person_once"),
        ]
        indexes = [
            models.Index(fields=["user"], condition=Q(read_at=None), name="notifications_inbox_unread"),
            models.Index(fields=["user"], condition=Q(waits_for_digest=True), name="notifications_inbox_to_digest"),
        ]

    def __str__(self) -> str:
        return self.subject

    @property
    def is_unread(self) -> bool:
        return self.read_at is None


class MessageTemplate(models.Model):
    """The office's own words for one kind of message in one language. Without a row the built-in words hold."""

    kind = models.CharField(_("kind"), max_length=100)
    language = models.CharField(_("language"), max_length=10)
    subject = models.CharField(_("subject of the mail"), max_length=200)
    text = models.TextField(_("text of the mail"))
    sms = models.CharField(_("SMS"), max_length=300, blank=True)

    objects = MessageTemplateQuerySet.as_manager()

    class Meta:
        verbose_name = _("text of a notice")
        verbose_name_plural = _("texts of notices")
        ordering = ["kind", "language"]
        constraints = [
            models.UniqueConstraint(fields=["kind", "language"], name="notifications_template_once_a_language"),
        ]

    def __str__(self) -> str:
        return f"{self.kind}, {self.language}"

    @property
    def wording(self) -> Wording:
        return Wording(subject=self.subject, text=self.text, sms=self.sms)


class Alert(models.Model):
    """Something about a row that somebody must see to, found by a rule of ``alerts.py``; the fact clears it."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    rule = models.CharField(_("rule"), max_length=50)
    content_type = models.ForeignKey(ContentType, on_delete=models.CASCADE, related_name="+")
    object_id = models.CharField(_("row"), max_length=36)
    facts = models.JSONField(_("facts"), default=dict)
    """Keys, numbers and days; never what somebody wrote."""

    opened_at = models.DateTimeField(_("opened at"), default=timezone.now)
    cleared_at = models.DateTimeField(_("cleared at"), null=True, blank=True)

    objects = AlertQuerySet.as_manager()

    class Meta:
        verbose_name = _("alert")
        verbose_name_plural = _("alerts")
        ordering = ["-opened_at", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["content_type", "object_id", "rule"],
                condition=Q(cleared_at=None),
                name="notifications_alert_one_open",
            ),
            models.CheckConstraint(
                condition=Q(cleared_at=None) | Q(cleared_at__gte=models.F("opened_at")),
                name="notifications_alert_cleared_after_opened",
            ),
        ]
        indexes = [models.Index(fields=["rule", "opened_at"], name="notifications_alert_rule")]

    def __str__(self) -> str:
        return f"{self.rule}, {self.opened_at:%Y-%m-%d}"

    @staticmethod
    def is_of(rules: list[str]) -> models.Case:
        """For ordering: whether an alert was found by any of these rules."""
        return models.Case(models.When(rule__in=rules, then=models.Value(1)), default=models.Value(0))

    @property
    def is_open(self) -> bool:
        return self.cleared_at is None
