"""The e-mail address or number that somebody gave, and whether what somebody types is one of them."""

import hashlib
import re
from collections.abc import Iterable

from django.utils.crypto import constant_time_compare

LONGEST_TYPED = 254
SHORTEST_NUMBER = 7
PREFIX = re.compile(r"^(00)?63|^0")

PHONE = re.compile(r"(?<!\d)(?:\+?63|0)[\s.-]?\d(?:[\s.-]?\d){7,9}(?!\d)")
MAIL = re.compile(r"[\w.+-]+@[\w-]+(?:\.[\w-]+)+")
"""What in a text looks like a number or an address of somebody."""


def one_form(contact: str) -> str:
    """An e-mail address in small letters, or a number without its prefix, so that +63 917 … is 0917 …; or empty."""
    contact = contact.strip()[:LONGEST_TYPED]
    if "@" in contact:
        return contact.casefold()
    digits = PREFIX.sub("", re.sub(r"\D", "", contact))
    return digits if len(digits) >= SHORTEST_NUMBER else ""


def is_one_of(typed: str, given: Iterable[str]) -> bool:
    """Whether this contact was given; it takes as long whichever of them it is, and where it is none."""
    wanted = _digest(typed)
    is_right = False
    for contact in given:
        is_right |= constant_time_compare(wanted, _digest(contact)) & bool(one_form(contact))
    return is_right


def _digest(contact: str) -> str:
    return hashlib.sha256(one_form(contact).encode(errors="replace")).hexdigest()
