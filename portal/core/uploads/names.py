"""Names of files as people may see them again."""

import re
import unicodedata
from pathlib import PurePosixPath

LONGEST_STEM = 120
FORBIDDEN = re.compile(r'[<>:"/\\|?*]')


def extension_of(name: str) -> str:
    return PurePosixPath(_last_part(name)).suffix.lower().lstrip(".")


def clean_name(name: str, extension: str) -> str:
    """The name without path, control and direction marks; its ending is always the true one."""
    stem = PurePosixPath(_last_part(name)).stem
    stem = unicodedata.normalize("NFC", FORBIDDEN.sub(" ", stem))
    stem = " ".join(stem.split()).strip(". ")[:LONGEST_STEM].strip(". ")
    return f"{stem or 'file'}.{extension}"


def _last_part(name: str) -> str:
    """What stands after the last slash of either kind, without characters that are not seen (controls, bidi marks)."""
    last = re.split(r"[/\\]", name)[-1]
    return "".join(character for character in last if unicodedata.category(character) not in {"Cc", "Cf", "Cs", "Co"})
