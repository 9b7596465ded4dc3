"""What staff do with the words of search and with what stands first."""

from collections.abc import Mapping
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from portal.accounts.models import User
from portal.activity import facts, record
from portal.core.actions import ActionRefused
from portal.core.constraints import constraints_refuse
from portal.core.models import ContentVersion

from .models import PromotedResult, SearchLog, SynonymGroup
from .permissions import can_keep_synonyms, can_promote
from .promoting import is_there
from .trial import Scores
from .word_lists import Words, label_of

SYNONYM_FIELDS = ("meaning", "role", "words", "related", "source", "note")
SYNONYM_FACTS = ("meaning", "role", "related", "source")
PROMOTION_FIELDS = ("index", "key", "phrases", "position", "start_date", "end_date", "note")
PROMOTION_FACTS = ("index", "key", "phrases", "position", "start_date", "end_date")


# ---- Synonyms ------------------------------------------------------------------------------------------------------


@transaction.atomic
def add_synonyms(*, by: User, values: Mapping[str, Any]) -> SynonymGroup:
    """A new group; searches know it from now on. Raises ValidationError where a value does not fit."""
    _check_synonyms(by)
    group = SynonymGroup()
    _write_synonyms(group, values)
    record(
        group, "search.add_synonyms", by=by, after={**facts(group, SYNONYM_FACTS), **_words_changed({}, group.words)}
    )
    ContentVersion.bump()
    return group


@transaction.atomic
def change_synonyms(group: SynonymGroup, *, by: User, values: Mapping[str, Any]) -> SynonymGroup:
    """Write these values and record what differs: words that came, words that went."""
    _check_synonyms(by)
    group = SynonymGroup.objects.select_for_update().get(pk=group.pk)
    before, words, note = facts(group, SYNONYM_FACTS), group.words, group.note
    _write_synonyms(group, values)
    after = facts(group, SYNONYM_FACTS)
    told = {**_words_changed(words, group.words), **({"note": _("changed")} if note != group.note else {})}
    if before != after or told:
        record(group, "search.change_synonyms", by=by, before=before, after={**after, **told})
        ContentVersion.bump()
    return group


def deactivate_synonyms(group: SynonymGroup, *, by: User) -> SynonymGroup:
    """Searches forget the group at once; it stays and can come back."""
    return _set_active(group, False, by=by)


def activate_synonyms(group: SynonymGroup, *, by: User) -> SynonymGroup:
    return _set_active(group, True, by=by)


@transaction.atomic
def answer_search(
    search: SearchLog,
    *,
    by: User,
    words: Words,
    group: SynonymGroup | None = None,
    values: Mapping[str, Any] | None = None,
    scores: Scores | None = None,
) -> SynonymGroup:
    """Put words of a search that failed into a group, or into a new one with these values.

    Every search for the same text so far is marked as answered, and what the judged queries measured is recorded.
    """
    _check_synonyms(by)
    if group is not None:
        group = SynonymGroup.objects.select_for_update().get(pk=group.pk)
        if not group.is_active:
            raise ActionRefused(_("This group is not in use. Activate it first, or choose another."))
        before = group.words
        _write_synonyms(group, {"words": with_words(before, words)})
    else:
        group, before = SynonymGroup(), {}
        _write_synonyms(group, {**(values or {}), "words": words})
    same = SearchLog.objects.filter(index=search.index, folded=search.folded, answered_by=None)
    record(
        group,
        "search.answer_search",
        by=by,
        after=_words_changed(before, group.words),
        data={
            "searches": same.update(answered_by=group),
            "score_before": scores and f"{scores.before:.3f}",
            "score_after": scores and f"{scores.after:.3f}",
        },
    )
    ContentVersion.bump()
    return group


def with_words(words: Words, more: Words) -> dict[str, list[str]]:
    """The words of a group and more words, each under its language."""
    return {code: [*words.get(code, ()), *more.get(code, ())] for code in dict.fromkeys([*words, *more])}


@transaction.atomic
def _set_active(group: SynonymGroup, is_active: bool, *, by: User) -> SynonymGroup:
    _check_synonyms(by)
    group = SynonymGroup.objects.select_for_update().get(pk=group.pk)
    if group.is_active == is_active:
        raise ActionRefused(_("This group is in use already.") if is_active else _("This group is out of use already."))
    group.is_active = is_active
    group.save(update_fields=["is_active"])
    action = "search.activate_synonyms" if is_active else "search.deactivate_synonyms"
    record(group, action, by=by, before={"is_active": not is_active}, after={"is_active": is_active})
    ContentVersion.bump()
    return group


def _write_synonyms(group: SynonymGroup, values: Mapping[str, Any]) -> None:
    """Validate and save. Related groups are rows of their own, so they come after."""
    for name, value in values.items():
        if name not in SYNONYM_FIELDS:
            raise ValueError(f"{name} is not a field that is written here")
        if name != "related":
            setattr(group, name, value)
    group.full_clean()
    with constraints_refuse(SynonymGroup):
        group.save()
    if "related" in values:
        group.related.set([other for other in values["related"] if other.pk != group.pk])


def _words_changed(before: Words, after: Words) -> dict[str, list[str]]:
    """What came and what went, for the record: the words of a group are the office's own, not what a person said."""
    old, new = _listed(before), _listed(after)
    came, went = [word for word in new if word not in old], [word for word in old if word not in new]
    return {**({"words_added": came} if came else {}), **({"words_taken_out": went} if went else {})}


def _listed(words: Words) -> list[str]:
    return [f"{word} ({label_of(language)})" for language, several in words.items() for word in several]


def _check_synonyms(by: User) -> None:
    if not can_keep_synonyms(by):
        raise ActionRefused(_("You may not change what words mean to search."))


# ---- Promoted results ----------------------------------------------------------------------------------------------


@transaction.atomic
def promote(*, by: User, values: Mapping[str, Any]) -> PromotedResult:
    """Put a row first for some searches, during a term."""
    _check_promotions(by)
    promotion = PromotedResult()
    _write_promotion(promotion, values)
    record(promotion, "search.promote", by=by, after=facts(promotion, PROMOTION_FACTS))
    ContentVersion.bump()
    return promotion


@transaction.atomic
def change_promotion(promotion: PromotedResult, *, by: User, values: Mapping[str, Any]) -> PromotedResult:
    _check_promotions(by)
    promotion = PromotedResult.objects.select_for_update().get(pk=promotion.pk)
    before = facts(promotion, PROMOTION_FACTS)
    _write_promotion(promotion, values)
    after = facts(promotion, PROMOTION_FACTS)
    record(promotion, "search.change_promotion", by=by, before=before, after=after)
    ContentVersion.bump()
    return promotion


@transaction.atomic
def end_promotion(promotion: PromotedResult, *, by: User) -> PromotedResult:
    """From today on it is not shown; one that has not begun never begins."""
    _check_promotions(by)
    promotion = PromotedResult.objects.select_for_update().get(pk=promotion.pk)
    if not promotion.can_end:
        raise ActionRefused(_("This has ended already."))
    before = {"end_date": promotion.end_date}
    promotion.end_date = max(timezone.localdate(), promotion.start_date)
    promotion.save(update_fields=["end_date"])
    record(promotion, "search.end_promotion", by=by, before=before, after={"end_date": promotion.end_date})
    ContentVersion.bump()
    return promotion


def _write_promotion(promotion: PromotedResult, values: Mapping[str, Any]) -> None:
    for name, value in values.items():
        if name not in PROMOTION_FIELDS:
            raise ValueError(f"{name} is not a field that is written here")
        setattr(promotion, name, value)
    promotion.full_clean()
    if not is_there(promotion.index, promotion.key):
        raise ActionRefused(_("The public does not see what you want to show first. Choose something else."))
    promotion.save()


def _check_promotions(by: User) -> None:
    if not can_promote(by):
        raise ActionRefused(_("You may not put results first."))
