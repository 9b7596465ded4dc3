"""What the worker does by itself: reads the texts of files that were added."""

import time
from datetime import timedelta
from typing import Any

import structlog
from django.db import transaction
from django.utils import timezone

from portal.core.background.sweeps import wake
from portal.core.models.private_file import Scan

from .enums import ReadingProblem, TextState
from .finding import index_again
from .models import EvidenceText
from .reading import TextRead, Unreadable, read

SWEEP = f"{__name__}.read_waiting"
TAKEN_FOR = timedelta(minutes=5)
MAX_TRIES = 3
SECONDS_AT_A_TIME = 15  # other sweeps wait for this worker meanwhile; a file that was begun is read to its end

log = structlog.get_logger(__name__)


def something_waits() -> bool:
    """Whether there is anything to read."""
    return EvidenceText.objects.waiting().exists()


def read_waiting() -> int:
    """Read files that wait, for a while; how many. What is left is read by the next run, which begins at once."""
    begun, count = time.monotonic(), 0
    while (text := _take()) is not None:
        _read(text)
        count += 1
        if time.monotonic() - begun > SECONDS_AT_A_TIME:
            if something_waits():
                wake(SWEEP)
            break
    return count


@transaction.atomic
def _take() -> EvidenceText | None:
    """The next one, for this worker alone until a few minutes from now."""
    waiting = EvidenceText.objects.waiting().select_for_update(skip_locked=True, of=("self",))
    text = waiting.select_related("item__file").first()
    if text is not None:
        text.taken_until, text.tries = timezone.now() + TAKEN_FOR, text.tries + 1
        text.save(update_fields=["taken_until", "tries"])
    return text


def _read(text: EvidenceText) -> None:
    try:
        _write(text, _content_of(text))
    except Unreadable as unreadable:
        log.warning("evidence_text_not_read", item=str(text.item_id), problem=unreadable.problem.value)
        _write(text, unreadable.problem)
    except OSError as error:  # the file store does not answer: it may at the next try
        log.warning("evidence_file_not_there", item=str(text.item_id), reason=type(error).__name__)
        if text.tries >= MAX_TRIES:
            _write(text, ReadingProblem.DAMAGED)


def _content_of(text: EvidenceText) -> TextRead:
    file = text.item.file
    if text.tries > MAX_TRIES:
        raise Unreadable(ReadingProblem.TOO_SLOW)  # workers ended over it
    if file is None or file.scan == Scan.INFECTED:
        raise Unreadable(ReadingProblem.INFECTED)
    with file.file.open("rb") as content:
        return read(content.read(), file.content_type)


@transaction.atomic
def _write(text: EvidenceText, result: TextRead | ReadingProblem) -> None:
    """Keep what came of it, unless somebody has asked for a new reading or another worker has taken it meanwhile."""
    same = EvidenceText.objects.filter(pk=text.pk, state=TextState.WAITING, taken_until=text.taken_until)
    values: dict[str, Any]
    if isinstance(result, ReadingProblem):
        values = {"state": TextState.FAILED, "problem": result}
    else:
        values = {
            "state": TextState.DONE if result.text else TextState.NONE,
            "text": result.text,
            "is_cut": result.is_cut,
            "pages": result.pages,
            "engine": result.engine,
        }
    if same.update(**values, read_at=timezone.now(), taken_until=None):
        index_again(text.item)
