"""A comment, what it said before, and what people reported about it."""

import uuid
from typing import Any

from django.contrib.contenttypes.fields import GenericForeignKey
from django.contrib.contenttypes.models import ContentType
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from portal.core.fields import acted_by

from .enums import CommentState, Reason
from .querysets import CommentQuerySet, OfCommentQuerySet

LONGEST_TEXT = 2000
DEEPEST = 2
"""An answer to an answer may be answered no more: threads stay readable on a phone."""


class Comment(models.Model):
    """What somebody with an account wrote about a row. Its place in the thread stays when its words are gone."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    target_type = models.ForeignKey(ContentType, on_delete=models.PROTECT, related_name="+")
    target_id = models.CharField(max_length=36)
    target = GenericForeignKey("target_type", "target_id")
    parent = models.ForeignKey("self", on_delete=models.PROTECT, null=True, blank=True, related_name="answers")
    depth = models.PositiveSmallIntegerField(default=0)
    author = acted_by(verbose_name=_("written by"))
    voice = models.CharField(max_length=20)
    """As who they spoke then, in the words of the target: a representative, the office."""

    is_official = models.BooleanField(_("answer of the office"), default=False)
    text = models.TextField(_("text"), max_length=LONGEST_TEXT, blank=True)
    state = models.CharField(
        _("state"), max_length=14, choices=CommentState.choices, default=CommentState.VISIBLE, editable=False
    )
    written_at = models.DateTimeField(_("written at"), auto_now_add=True)
    edited_at = models.DateTimeField(_("changed at"), null=True, blank=True)
    looked_at = models.DateTimeField(_("looked at by the office"), null=True, blank=True)
    looked_by = acted_by(verbose_name=_("looked at by"))
    removed_for = models.CharField(_("why it was removed"), max_length=11, choices=Reason.choices, blank=True)
    removal_words = models.TextField(_("what its author was told"), max_length=500, blank=True)
    erased_at = models.DateTimeField(_("words and author erased at"), null=True, blank=True)

    objects = CommentQuerySet.as_manager()

    class Meta:
        ordering = ["written_at", "pk"]
        verbose_name = _("comment")
        verbose_name_plural = _("comments")
        permissions = [("moderate_comment", "Can release, remove and keep comments")]
        indexes = [
            models.Index(fields=["target_type", "target_id"], name="activity_comment_target"),
            models.Index(fields=["author", "state"], name="activity_comment_author"),
            models.Index(fields=["written_at"], condition=Q(state="held"), name="activity_comment_held"),
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(depth=0, parent=None) | Q(depth__range=(1, DEEPEST), parent__isnull=False),
                name="activity_comment_depth",
            ),
            models.CheckConstraint(
                condition=(Q(erased_at=None, author__isnull=False) & ~Q(text=""))
                | Q(erased_at__isnull=False, author=None, text=""),
                name="activity_comment_erased_is_empty",
            ),
            models.CheckConstraint(
                condition=Q(looked_at=None, looked_by=None) | Q(looked_at__isnull=False, looked_by__isnull=False),
                name="activity_comment_looked_at_by_somebody",
            ),
            models.CheckConstraint(
                condition=~Q(state=CommentState.MODERATED) | (Q(looked_at__isnull=False) & ~Q(removed_for="")),
                name="activity_comment_removed_for_a_reason",
            ),
        ]

    def __str__(self) -> str:
        return f"{self._meta.verbose_name} {str(self.pk)[:8]}"

    @property
    def about(self) -> Any:
        """The row it is about: no such row is ever deleted."""
        return self.target

    @property
    def is_standing(self) -> bool:
        return self.state in CommentState.standing()

    @property
    def may_be_answered(self) -> bool:
        return self.state == CommentState.VISIBLE and self.depth < DEEPEST


class CommentVersion(models.Model):
    """What a comment said before it was changed."""

    comment = models.ForeignKey(Comment, on_delete=models.CASCADE, related_name="versions")
    text = models.TextField(_("text"), max_length=LONGEST_TEXT)
    replaced_at = models.DateTimeField(_("until"), auto_now_add=True)

    objects = OfCommentQuerySet.as_manager()

    class Meta:
        ordering = ["pk"]
        verbose_name = _("earlier text of a comment")
        verbose_name_plural = _("earlier texts of comments")

    def __str__(self) -> str:
        return str(self.comment)


class CommentReport(models.Model):
    """Somebody asks the office to look at a comment: once each, for a reason of the list."""

    comment = models.ForeignKey(Comment, on_delete=models.CASCADE, related_name="reports")
    reason = models.CharField(_("reason"), max_length=11, choices=Reason.choices)
    reported_at = models.DateTimeField(_("reported at"), auto_now_add=True)
    reported_by = acted_by(verbose_name=_("reported by"))
    closed_at = models.DateTimeField(_("closed at"), null=True, blank=True)
    closed_by = acted_by(verbose_name=_("closed by"))

    objects = OfCommentQuerySet.as_manager()

    class Meta:
        ordering = ["pk"]
        verbose_name = _("report of a comment")
        verbose_name_plural = _("reports of comments")
        constraints = [
            models.UniqueConstraint(
                fields=["comment", "reported_by"],
                name="activity_comment_reported_once_by_a_person",
                violation_error_message=_("You have reported this comment already."),
            ),
            models.CheckConstraint(
                condition=Q(closed_at=None, closed_by=None) | Q(closed_at__isnull=False, closed_by__isnull=False),
                name="activity_comment_report_closed_by_somebody",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.comment}: {self.get_reason_display()}"
