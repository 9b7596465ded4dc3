from typing import TYPE_CHECKING, Self

from django.contrib.auth import get_permission_codename
from django.db.models import Count, Exists, Max, OuterRef, Q, TextField
from django.db.models.functions import Cast

from portal.core.access import AnyUser, ScopedQuerySet
from portal.core.terms import TermQuerySet
from portal.core.text import fold

if TYPE_CHECKING:
    from .models import SynonymGroup

FAILED = Q(results=0) | Q(is_close=False)
"""A search that found nothing, or nothing close."""


class StaffKeptQuerySet(ScopedQuerySet):
    """Rows that are nobody's own: whoever has the right has it on all of them."""

    def permitted(self, user: AnyUser, *actions: str) -> Self:
        opts = self.model._meta
        names = [f"{opts.app_label}.{get_permission_codename(action, opts)}" for action in actions]
        return self if any(user.has_perm(name) for name in names) else self.none()


class SynonymGroupQuerySet(StaffKeptQuerySet):
    def active(self) -> Self:
        """Groups that searches use."""
        return self.filter(is_active=True)

    def called(self, meaning: str) -> "SynonymGroup | None":
        """The group of this meaning, however it is capitalised."""
        return self.filter(sort_name=fold(meaning)).first()

    def search(self, text: str) -> Self:
        """Groups whose meaning or words hold every word."""
        found = self.alias(all_words=Cast("words", TextField()))
        for word in text.split():
            found = found.filter(Q(sort_name__contains=fold(word)) | Q(all_words__icontains=word))
        return found


class SearchLogQuerySet(StaffKeptQuerySet):
    def by_text(self) -> Self:
        """A row for each thing searched for, however it was capitalised: how often, and with what success."""
        clicks = self.model._meta.get_field("clicks").related_model
        clicked = Exists(clicks.objects.filter(search=OuterRef("pk")))
        return (
            self.order_by()
            .alias(clicked=clicked)
            .values("index", "folded")
            .annotate(
                shown=Max("text"),
                newest=Max("pk"),
                times=Count("pk"),
                failures=Count("pk", filter=FAILED),
                clicks_led=Count("pk", filter=Q(clicked=True)),
                no_click=Count("pk", filter=~FAILED & Q(clicked=False)),
                most_results=Max("results"),
                last=Max("searched_at"),
                answered=Max("answered_by__meaning"),
            )
        )


class PromotedResultQuerySet(TermQuerySet, StaffKeptQuerySet):  # type: ignore[override]
    def search(self, text: str) -> Self:
        """Those that any of whose phrases holds every word."""
        found = self.alias(all_phrases=Cast("phrases", TextField()))
        for word in text.split():
            found = found.filter(all_phrases__icontains=word)
        return found
