"""Has a file read by ``text_reader`` and takes its answer, whatever became of it."""

import json
import subprocess
import sys
from pathlib import Path

from portal.core.uploads.checking import CONTENT_TYPES
from portal.evidence.enums import ReadingProblem

from .kept import TextRead, Unreadable

READER = Path(__file__).with_name("text_reader.py")
MAX_CHARACTERS = 1_000_000
MAX_PAGES = 1_000
READ_SECONDS = 30
READABLE = {CONTENT_TYPES[kind]: kind for kind in ("pdf", "docx", "xlsx")}
"""What has text to read, by the type of the file."""


def read(content: bytes, content_type: str) -> TextRead:
    """The words of this file. Raises ``Unreadable``."""
    command = [sys.executable, "-I", str(READER), READABLE[content_type], str(MAX_CHARACTERS), str(MAX_PAGES)]
    try:
        reader = subprocess.run(command, input=content, capture_output=True, timeout=READ_SECONDS, check=True)
        answer = json.loads(reader.stdout)
    except (subprocess.CalledProcessError, subprocess.TimeoutExpired, ValueError) as ended:
        raise Unreadable(ReadingProblem.TOO_SLOW) from ended
    if "problem" in answer:
        raise Unreadable(ReadingProblem(answer["problem"]))
    return TextRead(**answer)
