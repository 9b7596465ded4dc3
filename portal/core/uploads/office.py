"""Word and Excel files: what a DOCX or XLSX truly holds. They are packed folders (ZIP), and never unpacked here."""

import zipfile
import zlib
from io import BytesIO

from django.utils.translation import gettext as _

from .refusal import UploadRefused

TYPES_PART = "[Content_Types].xml"
MAX_TYPES_BYTES = 256 * 1024
MAX_ENTRIES = 2_000
MAX_UNPACKED_BYTES = 70 * 1024 * 1024
MAIN_PARTS = {
    "docx": b"application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml",
    "xlsx": b"application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml",
}
ACTIVE_PARTS = ("vbaproject", "vbadata", "/macrosheets/", "/activex/", "/customui/")


def kind_of(content: bytes) -> str | None:
    """``docx``, ``xlsx``, or None for any other packed folder."""
    try:
        with zipfile.ZipFile(BytesIO(content)) as packed:
            _check_bomb(packed)
            names = [entry.filename.lower() for entry in packed.infolist()]
            if TYPES_PART.lower() not in names:
                return None
            with packed.open(TYPES_PART) as part:
                types = part.read(MAX_TYPES_BYTES)
    except (zipfile.BadZipFile, KeyError, EOFError, NotImplementedError, RuntimeError, zlib.error) as error:
        raise UploadRefused(_("This file is damaged. Open it, save it again, and try once more.")) from error
    if b"macroEnabled" in types or any(mark in f"/{name}" for name in names for mark in ACTIVE_PARTS):
        raise UploadRefused(_("This file holds macros. Save it without macros (as .docx or .xlsx) and try again."))
    return next((kind for kind, main_part in MAIN_PARTS.items() if main_part in types), None)


def _check_bomb(packed: zipfile.ZipFile) -> None:
    entries = packed.infolist()
    if len(entries) > MAX_ENTRIES or sum(entry.file_size for entry in entries) > MAX_UNPACKED_BYTES:
        raise UploadRefused(_("This file is far larger inside than it looks. Send a plainer one, or a PDF."))
