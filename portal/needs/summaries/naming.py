"""Words in a text that may tell who somebody is. A help for who writes, no proof that a text is clean."""

import re
from collections.abc import Collection, Iterable, Iterator
from typing import Any

from django.utils.translation import gettext as _

from portal.core.contacts import MAIL, PHONE
from portal.core.text import fold
from portal.needs.models import Need

TITLED = re.compile(
    r"\b(?:Mr|Mrs|Ms|Dr|Hadji|Hadja|Hajji|Datu|Bai|Sultan|Ustadz|Ustaz|Imam|Kagawad|Kapitan|Captain|Aling|Mang)\b"
    r"\.?\s+[A-Z][\w'-]+"
)
HOUSE = re.compile(
    r"\b(?:house|block|blk|lot|unit|purok|sitio|phase|no\.?|#)\s*\.?#?\s*\d+\w*|\b\d+\w*\s+\w+\s+(?:st|street)\b",
    re.IGNORECASE,
)
MINOR = re.compile(
    r"\b(?:\d{1,2}[- ]years?[- ]old|aged?\s+\d{1,2}|grade\s+\d{1,2}\s+(?:pupil|student))\b", re.IGNORECASE
)
SHORTEST_NAME = 3
LONGEST_LIST = 8


def warnings(need: Need, text: str, *, told: Collection[Any] = ()) -> list[str]:
    """What to look at before this text is shown to anybody, in sentences; the found words stand in them.

    ``told`` are the places of the need that the public is told.
    """
    found: list[tuple[str, Iterable[str]]] = [
        (_("Who sent it: %(words)s"), told_of_submitter(need, text)),
        (_("Telephone number: %(words)s"), PHONE.findall(text)),
        (_("E-mail address: %(words)s"), MAIL.findall(text)),
        (_("Perhaps a person’s name: %(words)s"), TITLED.findall(text)),
        (_("Perhaps an exact house or street: %(words)s"), HOUSE.findall(text)),
        (_("Perhaps a child: %(words)s"), MINOR.findall(text)),
        (_("A place that the public is not told: %(words)s"), _untold_places(need, text, told)),
    ]
    return [sentence % {"words": _list(words)} for sentence, words in found if words]


def told_of_submitter(need: Need, text: str) -> list[str]:
    """What the text holds of the name, number and address of who sent the need."""
    whole, digits = f" {fold(text)} ", re.sub(r"\D", "", text)
    told = [name for name in _names(need) if f" {fold(name)} " in whole]
    submitter = getattr(need, "submitter", None)
    if submitter is not None:
        if submitter.phone and re.sub(r"\D", "", submitter.phone)[-9:] in digits:
            told.append(submitter.phone)
        if submitter.email and submitter.email.lower() in text.lower():
            told.append(submitter.email)
    return told


def _untold_places(need: Need, text: str, told: Collection[Any]) -> list[str]:
    """Its community and barangay, where the text names them and the public is told no place so small."""
    whole = f" {fold(text)} "
    places = [place for place in (need.community, need.in_barangay) if place and place not in told]
    return [place.name for place in places if f" {fold(place.name)} " in whole]


def _names(need: Need) -> Iterator[str]:
    submitter, user = getattr(need, "submitter", None), need.submitted_by_user
    for name in (submitter.name if submitter else "", user.get_full_name() if user else ""):
        if len(fold(name)) >= SHORTEST_NAME:
            yield name


def _list(words: Iterable[str]) -> str:
    return ", ".join(f"“{word}”" for word in list(dict.fromkeys(words))[:LONGEST_LIST])
