from collections.abc import Iterator
from typing import Any

from django.core.exceptions import ValidationError
from django.db import models
from django.utils.translation import gettext_lazy as _

from portal.core.fields import SortNameField
from portal.core.models.reference import LoadedRow
from portal.core.text import fold
from search.enums import WordRole
from search.languages import LANGUAGES
from search.querysets import SynonymGroupQuerySet
from search.word_lists import TOO_FEW, check_words


class SynonymGroup(LoadedRow):
    """Words and phrases that mean the same, in any language. Deactivated when out of use, never deleted.

    ``loaded`` is the group as the project's file last had it; a group that is so no longer is staff's.
    """

    meaning = models.CharField(
        _("meaning"), max_length=100, help_text=_("What all these words mean, in English: “scholarship”.")
    )
    sort_name = SortNameField(of="meaning")
    role = models.CharField(
        _("what the words tell"),
        max_length=20,
        choices=WordRole,
        default=WordRole.TOPIC,
        help_text=_("Words that stand in nearly every search count little, words for what is wanted count most."),
    )
    words = models.JSONField(_("words"), default=dict, validators=[check_words], error_messages={"blank": TOO_FEW})
    related = models.ManyToManyField(
        "self",
        verbose_name=_("also shows"),
        symmetrical=False,
        blank=True,
        related_name="shown_by",
        help_text=_("What people who search for this may want too; it comes after what they asked for."),
    )
    source = models.TextField(_("source"), blank=True, help_text=_("Where the words come from: a dictionary, a page."))
    note = models.TextField(_("note"), blank=True, help_text=_("For other staff. No names of people."))
    is_active = models.BooleanField(_("in use"), default=True)
    seeded_key = models.CharField(max_length=100, null=True, blank=True, unique=True, editable=False)

    objects = SynonymGroupQuerySet.as_manager()

    class Meta:
        ordering = ["sort_name"]
        verbose_name = _("group of synonyms")
        verbose_name_plural = _("synonyms")
        constraints = [
            models.UniqueConstraint(
                fields=["sort_name"],
                name="search_synonym_meaning_once",
                violation_error_message=_("There is a group of this meaning already."),
            )
        ]

    def __str__(self) -> str:
        return self.meaning

    def clean(self) -> None:
        super().clean()
        self.sort_name = fold(self.meaning)
        if not self.sort_name:
            raise ValidationError({"meaning": _("Write the meaning in letters.")})

    def validate_constraints(self, exclude: Any = None) -> None:
        """Forms leave the sort name out, but it is they who must hear that a meaning is taken."""
        super().validate_constraints(set(exclude or ()) - {"sort_name"})

    @property
    def role_label(self) -> str:
        """The role without its examples, for tables."""
        return WordRole(self.role).short_label

    @property
    def all_words(self) -> list[str]:
        """All languages together, in the order of ``LANGUAGES``."""
        return [word for _language, words in self.words_by_language() for word in words]

    def words_by_language(self) -> Iterator[tuple[str, list[str]]]:
        """Each language that has words, in a fixed order; the database keeps none."""
        known = [code for code in LANGUAGES if code in self.words]
        for code in [*known, *sorted(self.words.keys() - known)]:
            if self.words[code]:
                yield code, self.words[code]
