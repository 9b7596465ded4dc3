from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.utils.translation import gettext_lazy as _

from portal.core.terms import Term
from portal.core.text import fold
from search.querysets import PromotedResultQuerySet
from search.word_lists import LONGEST_WORD, NO_PHRASE, check_phrases


class PromotedResult(Term):
    """A row that OOBC puts first for some searches, during a term.

    Wagtail's own promoted results know neither dates nor anything but pages and addresses.
    """

    index = models.CharField(_("list"), max_length=50)
    key = models.CharField(max_length=64)
    phrases = ArrayField(
        models.CharField(max_length=LONGEST_WORD),
        verbose_name=_("searches"),
        validators=[check_phrases],
        error_messages={"blank": NO_PHRASE},
    )
    position = models.PositiveSmallIntegerField(
        _("place"), default=1, help_text=_("Where several are shown for one search, the lower number stands first.")
    )
    start_date = models.DateField(_("from"))
    end_date = models.DateField(
        _("until"),
        null=True,
        blank=True,
        help_text=_("It is not shown from this day on. Leave it empty if no end is known."),
    )
    note = models.TextField(_("note"), blank=True, help_text=_("Why it is shown first, for other staff."))

    objects = PromotedResultQuerySet.as_manager()

    class Meta(Term.Meta):
        verbose_name = _("promoted result")
        verbose_name_plural = _("promoted results")

    def __str__(self) -> str:
        return ", ".join(self.phrases)

    def is_for(self, folded: str) -> bool:
        """Whether this whole search, folded, is one of its phrases."""
        return any(fold(phrase) == folded for phrase in self.phrases)
