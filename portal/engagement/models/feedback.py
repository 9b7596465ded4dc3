"""What people said about an engagement, and what the office did about it."""

import uuid

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from portal.communities.models import OBCCommunity
from portal.core.fields import acted_by
from portal.engagement.enums import FeedbackSentiment, FeedbackType
from portal.engagement.querysets import FeedbackQuerySet

from .engagement import StakeholderEngagement


class ConsultationFeedback(models.Model):
    """One thing that was said, by somebody known by their role alone. A representative may say one for themselves."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    engagement = models.ForeignKey(
        StakeholderEngagement, verbose_name=_("engagement"), on_delete=models.PROTECT, related_name="feedback"
    )
    feedback_type = models.CharField(_("type"), max_length=11, choices=FeedbackType.choices)
    sentiment = models.CharField(_("tone"), max_length=8, choices=FeedbackSentiment.choices, blank=True)
    text = models.TextField(_("what was said"), max_length=2000, blank=True)
    given_by_role = models.CharField(
        _("who said it, by role"),
        max_length=120,
        help_text=_("Such as “a fisherman of the purok” or “the women's group”. No names."),
    )
    community = models.ForeignKey(
        OBCCommunity, verbose_name=_("of the community"), on_delete=models.PROTECT, null=True, blank=True
    )
    satisfaction = models.PositiveSmallIntegerField(
        _("satisfaction, 1 (bad) to 5 (good)"),
        null=True,
        blank=True,
        validators=[MinValueValidator(1), MaxValueValidator(5)],
    )
    given_at = models.DateTimeField(_("received at"), auto_now_add=True)
    author = acted_by(verbose_name=_("given by the representative"))
    """A representative who filled in the form; empty where staff wrote down what they heard."""

    recorded_by = acted_by(verbose_name=_("written down by"))
    erased_at = models.DateTimeField(_("words and author erased at"), null=True, blank=True)
    follow_up_due_on = models.DateField(_("follow up by"), null=True, blank=True)
    follow_up_done_at = models.DateTimeField(_("followed up at"), null=True, blank=True)
    follow_up_done_by = acted_by(verbose_name=_("followed up by"))
    follow_up_words = models.TextField(_("what was done"), max_length=2000, blank=True)

    objects = FeedbackQuerySet.as_manager()

    class Meta:
        ordering = ["-given_at", "pk"]
        verbose_name = _("piece of feedback")
        verbose_name_plural = _("pieces of feedback")
        indexes = [
            models.Index(
                fields=["follow_up_due_on"], condition=Q(follow_up_done_at=None), name="engagement_follow_up_open"
            )
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["engagement", "author"],
                name="engagement_feedback_once_by_a_representative",
                violation_error_message=_("You have already said how it was."),
            ),
            models.CheckConstraint(
                condition=Q(satisfaction=None) | Q(satisfaction__range=(1, 5)), name="engagement_satisfaction_1_to_5"
            ),
            models.CheckConstraint(
                condition=~Q(text="") | Q(satisfaction__isnull=False) | Q(erased_at__isnull=False),
                name="engagement_feedback_says_something",
                violation_error_message=_("Write what was said, or choose a number."),
            ),
            models.CheckConstraint(
                condition=Q(erased_at=None, author=None, recorded_by__isnull=False)
                | Q(erased_at=None, author__isnull=False, recorded_by=None)
                | Q(erased_at__isnull=False, author=None, recorded_by=None, text=""),
                name="engagement_feedback_given_or_written_down",
            ),
            models.CheckConstraint(
                condition=Q(follow_up_done_at=None, follow_up_done_by=None, follow_up_words="")
                | (
                    Q(
                        follow_up_done_at__isnull=False,
                        follow_up_done_by__isnull=False,
                        follow_up_due_on__isnull=False,
                    )
                    & ~Q(follow_up_words="")
                ),
                name="engagement_follow_up_done_with_words",
                violation_error_message=_("Say what was done."),
            ),
        ]

    def __str__(self) -> str:
        return f"{_('Feedback')} {str(self.pk)[:8]}"

    @property
    def follow_up_needed(self) -> bool:
        return self.follow_up_due_on is not None

    @property
    def is_late(self) -> bool:
        """Its day has passed, and nobody has done anything yet."""
        if self.follow_up_due_on is None or self.follow_up_done_at:
            return False
        return self.follow_up_due_on < timezone.localdate()
