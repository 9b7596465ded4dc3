"""What people searched for: neither who nor where from, only what was typed, in which hour, and how it went."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from search.querysets import SearchLogQuerySet

from .synonyms import SynonymGroup


class SearchLog(models.Model):
    """One search. Numbers and addresses that may be a person's are masked before they come here."""

    index = models.CharField(_("list"), max_length=50)
    searched_at = models.DateTimeField(_("hour"), db_index=True)  # the full hour
    text = models.CharField(_("search"), max_length=200)
    folded = models.CharField(max_length=200)
    results = models.PositiveIntegerField(_("results"))
    was_corrected = models.BooleanField(_("read as another word"), default=False)
    is_close = models.BooleanField(_("found something close"), default=True)
    language = models.CharField(_("language of the page"), max_length=10)
    region = models.CharField(_("region"), max_length=20, blank=True)
    token = models.CharField(max_length=22, unique=True)  # see search/log.py
    answered_by = models.ForeignKey(
        SynonymGroup,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="answered_searches",
        verbose_name=_("answered by"),
    )

    objects = SearchLogQuerySet.as_manager()

    class Meta:
        verbose_name = _("search")
        verbose_name_plural = _("searches")
        indexes = [models.Index(fields=["index", "folded"], name="search_log_by_text")]

    def __str__(self) -> str:
        return self.text

    @property
    def audit_label(self) -> str:
        """What people type may be about themselves; the audit record is kept for good."""
        return f"Search {self.pk}"


class SearchClick(models.Model):
    """Somebody went from the results of a search to this row."""

    search = models.ForeignKey(SearchLog, on_delete=models.CASCADE, related_name="clicks")
    key = models.CharField(max_length=64, db_index=True)

    class Meta:
        verbose_name = _("click")
        verbose_name_plural = _("clicks")
        constraints = [models.UniqueConstraint(fields=["search", "key"], name="search_click_once")]

    def __str__(self) -> str:
        return self.key

    @property
    def audit_label(self) -> str:
        return f"Click {self.pk}"
