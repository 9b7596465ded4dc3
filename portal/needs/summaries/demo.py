"""Public texts of the demonstration needs, in both languages: most are published, some wait for the second person."""

import json
from collections import Counter
from collections.abc import Iterator, Sequence
from itertools import chain, zip_longest
from pathlib import Path

from portal.accounts.models import User
from portal.core.loading import Loaded
from portal.needs.enums import NeedStatus
from portal.needs.generated import desk
from portal.needs.invented import MARK
from portal.needs.models import Need, NeedSummary

from ..actions import summarizing

FILE = Path(__file__).parents[1] / "data" / "demo_summaries.json"
PUBLISHED, WAITING, DRAFTS = 20, 3, 2
WITHOUT_PAGE = (NeedStatus.WITHDRAWN, NeedStatus.DUPLICATE)
Texts = dict[str, str]


def load() -> Iterator[Loaded]:
    """Write them once: the needs and two of OOBC's staff must be there before. What somebody changed stays."""
    ours = NeedSummary.objects.filter(need__title__startswith=MARK)
    staff = desk().staff
    chosen = [] if ours.exists() or len(staff) < 2 else _chosen(staff[:2])
    for number, (need, texts) in enumerate(chosen):
        _write(number, need, texts, writer=staff[0], second=staff[1])
    yield Loaded("public texts of demonstration needs", rows=ours.count(), created=len(chosen), changed=0, kept=0)


def _write(number: int, need: Need, texts: Texts, *, writer: User, second: User) -> None:
    summary = summarizing.write(need, texts=texts, by=writer)
    if number >= PUBLISHED + WAITING:
        return
    summarizing.hand_in(summary, by=writer)
    if number < PUBLISHED:
        shown = NeedSummary.objects.values_list("latest_revision", flat=True).get(pk=summary.pk)
        summarizing.publish(summary, shown=shown, by=second)


def _chosen(writers: Sequence[User]) -> list[tuple[Need, Texts]]:
    """Needs of every status in turn; each text is used once before one is used again. Nobody writes of their own."""
    needs = Need.objects.filter(title__startswith=MARK, is_held=False).exclude(status__in=WITHOUT_PAGE)
    needs = needs.exclude(submitted_by_user__in=writers)
    texts_for = _texts()
    told = [
        (need, texts)
        for need in needs.order_by("created_at", "pk")
        if (texts := texts_for.get(need.title.partition(": ")[2]))
    ]
    of_each = [[one for one in told if one[0].status == status] for status in NeedStatus]
    in_turn = [one for one in chain.from_iterable(zip_longest(*of_each)) if one]
    uses: Counter[str] = Counter()
    ranked = []
    for need, texts in in_turn:
        ranked.append((uses[texts["title"]], need, texts))
        uses[texts["title"]] += 1
    ranked.sort(key=lambda one: one[0])
    return [(need, texts) for _uses, need, texts in ranked[: PUBLISHED + WAITING + DRAFTS]]


def _texts() -> dict[str, Texts]:
    """By the words of the need they were written for."""
    rows: list[Texts] = json.loads(FILE.read_text(encoding="utf-8"))
    return {row.pop("need"): row for row in rows}
