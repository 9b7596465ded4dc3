"""What happens to a need on its way: steps, questions, decisions, notes."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from portal.core.fields import acted_by
from portal.needs.enums import DecisionKind, EventKind, NeedStatus
from portal.needs.querysets import OfNeedQuerySet, OfReviewQuerySet

from .forwarding import Forwarding
from .need import Need


class NeedDecision(models.Model):
    """A decision with the reason that the community reads, in the office's words."""

    need = models.ForeignKey(Need, on_delete=models.PROTECT, related_name="decisions")
    kind = models.CharField(_("decision"), max_length=9, choices=DecisionKind.choices)
    reason = models.TextField(_("reason, as the community reads it"), max_length=2000)
    review_again_on = models.DateField(_("review again on"), null=True, blank=True)
    decided_at = models.DateTimeField(_("decided at"), auto_now_add=True)
    decided_by = acted_by(verbose_name=_("decided by"))

    objects = OfNeedQuerySet.as_manager()

    class Meta:
        ordering = ["pk"]
        verbose_name = _("decision on a need")
        verbose_name_plural = _("decisions on needs")
        constraints = [
            models.CheckConstraint(condition=~Q(reason=""), name="needs_decision_with_a_reason"),
            models.CheckConstraint(
                condition=Q(kind=DecisionKind.DEFERRED, review_again_on__isnull=False)
                | ~Q(kind=DecisionKind.DEFERRED) & Q(review_again_on=None),
                name="needs_decision_put_off_until",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.need.spoken_reference}: {self.get_kind_display()}"


class NeedInformationRequest(models.Model):
    """Staff ask who sent the need for something; the clock stands until the answer, for so long at most."""

    need = models.ForeignKey(Need, on_delete=models.PROTECT, related_name="information_requests")
    question = models.TextField(_("what is missing"), max_length=2000)
    asked_at = models.DateTimeField(_("asked at"), auto_now_add=True)
    asked_by = acted_by(verbose_name=_("asked by"))
    answer_until = models.DateField(_("answer until"))
    answer = models.TextField(_("answer"), max_length=5000, blank=True)
    answered_at = models.DateTimeField(_("answered at"), null=True, blank=True)
    answered_by = acted_by(verbose_name=_("answered by"))
    closed_at = models.DateTimeField(_("closed at"), null=True, blank=True)

    objects = OfNeedQuerySet.as_manager()

    class Meta:
        ordering = ["pk"]
        verbose_name = _("question to a community")
        verbose_name_plural = _("questions to communities")
        constraints = [
            models.UniqueConstraint(
                fields=["need"],
                condition=Q(closed_at=None),
                name="needs_asked_once_at_a_time",
                violation_error_message=_("The community has already been asked and has not answered yet."),
            ),
            models.CheckConstraint(
                # Without an account, the one who follows the need by its number answers: then nobody is named.
                condition=Q(answered_at=None, answered_by=None) | Q(answered_at__isnull=False, closed_at__isnull=False),
                name="needs_answer_closes_the_question",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.need.spoken_reference}: {self._meta.verbose_name}"


class NeedNote(models.Model):
    """What staff write to each other about a need; never shown to the community, an office or the public."""

    need = models.ForeignKey(Need, on_delete=models.PROTECT, related_name="notes")
    text = models.TextField(_("note"), max_length=5000)
    written_at = models.DateTimeField(_("written at"), auto_now_add=True)
    written_by = acted_by(verbose_name=_("written by"))

    objects = OfReviewQuerySet.as_manager()

    class Meta:
        ordering = ["pk"]
        verbose_name = _("note on a need")
        verbose_name_plural = _("notes on needs")

    def __str__(self) -> str:
        return f"{self.need.spoken_reference}: {self._meta.verbose_name}"


class NeedEvent(models.Model):
    """A step of a need: never changed or deleted, and without a word of personal text.

    What staff, an office or the community wrote at this step stands in the row it leads to.
    """

    need = models.ForeignKey(Need, on_delete=models.PROTECT, related_name="events")
    kind = models.CharField(_("what happened"), max_length=11, choices=EventKind.choices)
    at = models.DateTimeField(_("when"), auto_now_add=True)
    by = acted_by(verbose_name=_("by"))
    from_status = models.CharField(max_length=11, choices=NeedStatus.choices, blank=True)
    to_status = models.CharField(max_length=11, choices=NeedStatus.choices)
    decision = models.ForeignKey(NeedDecision, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    forwarding = models.ForeignKey(Forwarding, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    request = models.ForeignKey(
        NeedInformationRequest, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )

    objects = OfNeedQuerySet.as_manager()

    class Meta:
        ordering = ["pk"]
        verbose_name = _("step of a need")
        verbose_name_plural = _("steps of needs")
        indexes = [models.Index(fields=["need", "kind"], name="needs_event_kind")]

    def __str__(self) -> str:
        return f"{self.need.spoken_reference}: {self.get_kind_display()}"
