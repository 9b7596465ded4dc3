"""What words would change before anybody adds them: measured by the judged queries, and shown for one search."""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.core import signing

from portal.core.text import fold

from .evaluation import Measured, measure, read_judged
from .facade import search
from .indexes import SearchIndex
from .models import SynonymGroup
from .synonyms import as_group, stored_synonyms
from .word_lists import Words
from .words.known import known
from .words.vocabulary import Group, Role, Synonyms, Vocabulary

SHOWN = 5
SLIP_LASTS = 60 * 60  # seconds
SALT = "search.trial"


@dataclass(frozen=True)
class Scores:
    """nDCG@10 over all judged queries."""

    before: float
    after: float


@dataclass(frozen=True)
class Shift:
    """A judged query that the words make better or worse."""

    query: str
    scores: Scores


@dataclass(frozen=True)
class Trial:
    """What would be otherwise. No scores where nothing is judged."""

    queries: int
    scores: Scores | None
    up: list[Shift]
    down: list[Shift]
    found_before: list[str]
    """The names of what the search itself finds first."""

    found_after: list[str]
    elsewhere: list[tuple[str, str]]
    """Words that another group has too, and what they mean there."""


@dataclass(frozen=True)
class Proposal:
    """Words for a group, or for a new one with this meaning and role."""

    words: Words
    group: SynonymGroup | None = None
    meaning: str = ""
    role: str = ""

    def as_group(self) -> Group:
        """The group as it would be."""
        if self.group is None:
            return Group(self.meaning, Role(self.role), self.added)
        now = as_group(self.group)
        return Group(now.meaning, now.role, (*now.phrases, *self.added), now.related)

    @property
    def added(self) -> tuple[str, ...]:
        return tuple(word for several in self.words.values() for word in several)

    @property
    def fingerprint(self) -> str:
        """Differs as soon as the proposal does, or the group it is for."""
        group = [self.group.pk, self.group.words, self.group.is_active] if self.group else [self.meaning, self.role]
        return json.dumps([self.words, group], sort_keys=True)


def try_out(proposal: Proposal, *, index: SearchIndex, text: str) -> Trial:
    """Ask all judged queries, and this text, with the words and without them. Nothing is written."""
    now = stored_synonyms()
    then = now.with_group(proposal.as_group())
    judged = read_judged(settings.SEARCH_JUDGED_QUERIES) if index.judged_rows else []
    shifts: list[Shift] = []
    scores = None
    if judged:
        before, after = measure(index, judged, now), measure(index, judged, then)
        scores = Scores(before.ndcg_at_10, after.ndcg_at_10)
        shifts = _shifts(before, after)
    return Trial(
        queries=len(judged),
        scores=scores,
        up=[shift for shift in shifts if shift.scores.after > shift.scores.before],
        down=[shift for shift in shifts if shift.scores.after < shift.scores.before],
        found_before=_titles(index, text, now),
        found_after=_titles(index, text, then),
        elsewhere=list(_elsewhere(proposal, now)),
    )


def _elsewhere(proposal: Proposal, now: Synonyms) -> Iterator[tuple[str, str]]:
    for word in proposal.added:
        for group in now.groups:
            if fold(word) in map(fold, group.phrases):
                yield word, group.meaning


def _shifts(before: Measured, after: Measured) -> list[Shift]:
    """Every judged query with its score before and after, in the order of the files."""
    return [
        Shift(old.query, Scores(old.ndcg_at_10 or 0.0, new.ndcg_at_10 or 0.0))
        for old, new in zip(before.per_query, after.per_query, strict=True)
    ]


def _titles(index: SearchIndex, text: str, synonyms: Synonyms) -> list[str]:
    """The names of the first rows that the public would see; none if nothing comes close."""
    vocabulary = Vocabulary(synonyms, known(index.name).vocabulary.indexed)
    findings = search(index, text, index.rows(), vocabulary=vocabulary)
    if not findings.is_close:
        return []
    names = {str(row.pk): str(row) for row in index.rows().filter(pk__in=findings.keys[:SHOWN])}
    return [names[key] for key in findings.keys[:SHOWN]]


# ---- What was shown is what is added -------------------------------------------------------------------------------


def slip_for(proposal: Proposal, trial: Trial) -> str:
    """A signed slip for the form that adds: what was tried out, and what was measured."""
    scores = [trial.scores.before, trial.scores.after] if trial.scores else None
    return signing.dumps({"tried": proposal.fingerprint, "scores": scores}, salt=SALT)


def is_tried(proposal: Proposal, slip: str) -> bool:
    """Whether this is what was tried out and shown, and the group has not changed since."""
    return bool(_read(slip).get("tried") == proposal.fingerprint)


def scores_on(slip: str) -> Scores | None:
    scores = _read(slip).get("scores")
    return Scores(*scores) if scores else None


def _read(slip: str) -> dict[str, Any]:
    try:
        told: dict[str, Any] = signing.loads(slip, salt=SALT, max_age=SLIP_LASTS)
    except signing.BadSignature:
        return {}
    return told
