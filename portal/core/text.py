"""Text folded for comparing, sorting and searching: the same in Python at both ends."""

import re
import unicodedata

_apostrophes = re.compile(r"['’`ʼ]")
_gaps = re.compile(r"\W+")


def fold(text: str) -> str:
    """Lower case, without accents, apostrophes and hyphens, single spaces: ``"Doña  4P's"`` → ``"dona 4ps"``."""
    if not text.isascii():  # most words are, and there are many
        text = "".join(c for c in unicodedata.normalize("NFKD", text) if not unicodedata.combining(c))
    return _gaps.sub(" ", _apostrophes.sub("", text.casefold())).strip()
