"""Is this file what it says, is it of a kind we take, and can it do no harm?"""

from dataclasses import dataclass

import filetype
from django.core.files.uploadedfile import UploadedFile
from django.utils.translation import gettext as _

from . import office, pictures
from .names import clean_name, extension_of
from .refusal import UploadRefused

MAX_BYTES = 7 * 1024 * 1024
TAKEN = "PDF, JPEG, PNG, DOCX, XLSX"
ENDINGS = {
    "pdf": {"pdf"},
    "jpg": {"jpg", "jpeg"},
    "png": {"png"},
    "heic": {"heic", "heif"},
    "docx": {"docx"},
    "xlsx": {"xlsx"},
}
OLD_OFFICE = bytes.fromhex("d0cf11e0a1b11ae1")
"""How Word and Excel files begin that are not packed folders: those with a password, and those from before 2007."""

CONTENT_TYPES = {
    "pdf": "application/pdf",
    "jpg": "image/jpeg",
    "png": "image/png",
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}


@dataclass(frozen=True)
class CheckedUpload:
    """A file that passed: its clean name, its true type, and the bytes to keep."""

    name: str
    content_type: str
    content: bytes


def check_upload(file: UploadedFile) -> CheckedUpload:
    """Look into the file itself; the name and the type that the browser sends are only claims."""
    size = file.size or 0
    if not size:
        raise UploadRefused(_("This file is empty. Choose another one."))
    if size > MAX_BYTES:
        raise UploadRefused(
            _("This file has %(size)s MB; 7 MB is the most. Save it smaller, or send fewer pages.")
            % {"size": f"{size / 1024 / 1024:.1f}"}
        )
    file.seek(0)
    content = file.read()
    name = file.name or ""
    kind = _kind_of(content)
    if kind is None and content.startswith(OLD_OFFICE) and extension_of(name) in {"docx", "xlsx"}:
        raise UploadRefused(_("This file asks for a password, or is very old. Save it anew, without a password."))
    if kind is None:
        raise UploadRefused(_("We cannot take this kind of file. Send one of these: %(kinds)s.") % {"kinds": TAKEN})
    if extension_of(name) not in ENDINGS[kind]:
        raise UploadRefused(
            _("The name ends with “.%(ending)s”, but the file is a %(kind)s. Rename or save it again, and send that.")
            % {"ending": extension_of(name), "kind": kind.upper()}
        )
    return _made_inert(name, kind, content)


def _kind_of(content: bytes) -> str | None:
    if content.startswith(b"PK"):
        return office.kind_of(content)
    guess = filetype.guess(content)
    kind = guess.extension if guess else None
    return kind if kind in ENDINGS else None


def _made_inert(name: str, kind: str, content: bytes) -> CheckedUpload:
    if kind in {"jpg", "heic"}:
        kind, content = "jpg", pictures.redraw(content, as_format="JPEG")
    elif kind == "png":
        content = pictures.redraw(content, as_format="PNG")
    return CheckedUpload(clean_name(name, kind), CONTENT_TYPES[kind], content)
