"""Text folded for comparing, sorting and searching: the same in Python at both ends."""

import re
import unicodedata


def fold(text: str) -> str:
    """Lower case, without accents, apostrophes and hyphens, single spaces: ``"Doña  4P's"`` → ``"dona 4ps"``."""
    bare = "".join(c for c in unicodedata.normalize("NFKD", text) if not unicodedata.combining(c)).casefold()
    joined = re.sub(r"['’`ʼ]", "", bare)
    return re.sub(r"[^\w]+", " ", joined).strip()
