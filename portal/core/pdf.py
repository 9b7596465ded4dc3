"""Printed documents: a typst template of ours and the facts that fill it, as an accessible PDF.

Facts reach the template as JSON (``#let facts = json(bytes(sys.inputs.facts))``) and come out as plain text, whatever
signs they hold: nothing that a person wrote is read as markup. Fonts come along in packages, so that a document looks
the same on every machine.
"""

import datetime
import io
import json
import subprocess
import sys
from collections.abc import Mapping
from functools import lru_cache
from pathlib import Path
from threading import Lock
from typing import Any

from django.conf import settings

from .pdf_packing import packed

COMPILER = Path(__file__).with_name("pdf_compiler.py")
FONTS = ["Source Sans 3", "Noto Sans Arabic"]
"""In this order for each sign. For what they lack, the compiler looks through its own."""

LONGEST_SECONDS = 60
one_at_a_time = Lock()  # the compiler uses every core by itself, and up to 300 MB


class PdfFailed(Exception):
    """The template is wrong, or the document took too long."""


def pdf(template: str, facts: Mapping[str, Any], *, made_at: datetime.datetime) -> bytes:
    """The document of a template (a path below ``templates``), with title, language, bookmarks and tags."""
    root = settings.ROOT / "templates"
    order = {
        "template": str(root / template),
        "root": str(root),
        "facts": facts,
        "fonts": FONTS,
        "made_at": int(made_at.timestamp()),
    }
    with one_at_a_time:
        try:
            done = subprocess.run(
                [sys.executable, "-I", str(COMPILER)],
                input=json.dumps(order).encode(),
                capture_output=True,
                timeout=LONGEST_SECONDS,
                check=False,
            )
        except subprocess.TimeoutExpired as timeout:
            raise PdfFailed(f"{template} took longer than {LONGEST_SECONDS} seconds.") from timeout
    if done.returncode:
        raise PdfFailed(f"{template}: {done.stderr.decode(errors='replace').strip().rpartition(chr(10))[2]}")
    return packed(done.stdout)


@lru_cache(maxsize=2_000)
def qr_code(address: str) -> bytes:
    """A picture (PNG, one dot a module, no margin) that a phone reads as this address, also with a stained corner."""
    import qrcode  # with the first code: most processes never draw one

    code = qrcode.QRCode(error_correction=qrcode.constants.ERROR_CORRECT_M, box_size=1, border=0)
    code.add_data(address, optimize=0)
    file = io.BytesIO()
    code.make_image().save(file, "PNG")
    return file.getvalue()
