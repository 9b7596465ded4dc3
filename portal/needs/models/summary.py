"""What the public reads of a need: staff's words, looked at by a second person before anybody else sees them."""

import uuid
from typing import Any

from django.conf import settings
from django.db import models, transaction
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _
from wagtail.models import DraftStateMixin, Revision, RevisionMixin, Task, WorkflowMixin

from portal.core.models import ContentVersion
from portal.needs.enums import NeedStatus, PlaceTold
from portal.needs.querysets import NeedSummaryQuerySet
from search.facade import refresh

from .need import Need

LONGEST_TEXT = 2000


class NeedSummary(WorkflowMixin, DraftStateMixin, RevisionMixin, models.Model):
    """The public text of one need. Only this and facts of the need that name nobody ever stand on a public page.

    Its key is not that of the need, so no public address says which row the need is. Its text is editorial; where the
    need stands is the need's own ``status``. When the need is taken back its page is gone; of one that is followed
    under another the page leads to the other; one that was not taken up keeps its page, with the reason.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    need = models.OneToOneField(
        Need, verbose_name=_("need"), on_delete=models.PROTECT, related_name="summary", editable=False
    )
    live = models.BooleanField(_("live"), default=False, editable=False)  # a new summary is a draft
    title = models.CharField(_("title"), max_length=120, help_text=_("What is needed, and where if that helps."))
    title_fil = models.CharField(_("title in Filipino"), max_length=120, blank=True)
    text = models.TextField(
        _("text"),
        max_length=LONGEST_TEXT,
        help_text=_("What people lack and what would help. No names, no numbers to call, no house or family."),
    )
    text_fil = models.TextField(_("text in Filipino"), max_length=LONGEST_TEXT, blank=True)
    place_told = models.CharField(
        _("place that the public is told"),
        max_length=12,
        choices=PlaceTold.choices,
        default=PlaceTold.MUNICIPALITY,
        help_text=_("The fewer people there are, the larger the place should be."),
    )

    objects = NeedSummaryQuerySet.as_manager()

    class Meta:
        ordering = ["-first_published_at", "pk"]
        verbose_name = _("public summary of a need")
        verbose_name_plural = _("public summaries of needs")
        permissions = [("publish_needsummary", "Can publish summaries of needs")]
        indexes = [models.Index(fields=["live"], condition=Q(live=True), name="needs_summary_live")]

    def __str__(self) -> str:
        return f"{self._meta.verbose_name}: {self.need.spoken_reference}"  # Wagtail's log keeps it: no words of a draft

    def get_absolute_url(self) -> str:
        return reverse("needs:detail", args=[self.pk])

    @property
    def audit_label(self) -> str:
        """What audit rows, which are kept for good, call this row: a draft may still name somebody."""
        return self.need.spoken_reference

    @property
    def full_url(self) -> str:
        return f"{settings.WAGTAILADMIN_BASE_URL}{self.get_absolute_url()}"

    @property
    def is_public(self) -> bool:
        """Whether anybody may read it: the same rule as ``public()``."""
        return self.live and not self.need.is_held and self.need.status != NeedStatus.WITHDRAWN

    @property
    def shown_title(self) -> str:
        return self._in_language("title")

    @property
    def shown_text(self) -> str:
        return self._in_language("text")

    def _in_language(self, name: str) -> str:
        """In the language of the page, or in English where nobody has translated it."""
        filipino = getattr(self, f"{name}_fil") if get_language() == "fil" else ""
        return filipino or getattr(self, name)

    @property
    def place_steps(self) -> list[Any]:
        """The place as the public is told it, from the smallest up: never smaller than staff chose, and of a community
        that may not be named never less than its town."""
        need = self.need
        steps = [need.community, need.in_barangay, need.in_municipality, need.in_province, need.in_region]
        smallest = max(PlaceTold.values.index(self.place_told), PlaceTold.values.index(smallest_place(need)))
        return [step for step in steps[smallest:] if step is not None]

    @property
    def place(self) -> str:
        """The same in words; an independent city is its own province."""
        return ", ".join(dict.fromkeys(str(step) for step in self.place_steps))

    # ---- Editorial state -------------------------------------------------------------------------------------------

    def check_complete(self) -> None:
        """``ValidationError`` with all that readers would miss in this text."""
        self.full_clean(exclude=["need"])

    @transaction.atomic
    def publish(self, revision: Revision, *args: Any, **kwargs: Any) -> None:
        super().publish(revision, *args, **kwargs)
        self._public_text_changed()

    @transaction.atomic
    def unpublish(self, *args: Any, **kwargs: Any) -> None:
        super().unpublish(*args, **kwargs)
        self._public_text_changed()

    def _public_text_changed(self) -> None:
        from portal.needs.search_index import NEEDS  # the index reads this model

        refresh(NEEDS, [self.pk])
        ContentVersion.bump()


def smallest_place(need: Need) -> PlaceTold:
    """The smallest place of this need that the public may be told."""
    if need.community is None:
        return PlaceTold.BARANGAY
    return PlaceTold.COMMUNITY if need.community.is_named else PlaceTold.MUNICIPALITY


class NeedModerationTask(Task):
    """A second person of the office reads a summary before the public does."""

    class Meta:
        verbose_name = _("moderation of summaries")
        verbose_name_plural = _("moderations of summaries")

    @classmethod
    def get_description(cls) -> str:
        return str(_("Staff who did not write the text publish the summary of a need, or return it with a note."))
