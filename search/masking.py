"""What people type may hold their own number or address: it is masked before it is kept."""

import re
import unicodedata

MASK = "######"
_address = re.compile(r"[^\s@<>,;:]+@[^\s@<>,;:]+")
_number = re.compile(r"\+?\d(?:[\s\-‐‑‒–—−_./()]{0,3}\d){5,}")


def masked(text: str) -> str:
    """The text without e-mail addresses and without six or more digits in a row, also with blanks or dashes between."""
    visible = "".join(" " if unicodedata.category(character).startswith("C") else character for character in text)
    return _number.sub(MASK, _address.sub(MASK, " ".join(visible.split())))
