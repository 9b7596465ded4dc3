"""Printed documents: a typst template of ours and the facts that fill it, as an accessible PDF.

Facts reach the template as JSON (``#let facts = json(bytes(sys.inputs.facts))``) and come out as plain text, whatever
signs they hold: nothing that a person wrote is read as markup. Fonts come along in packages, so that a document looks
the same on every machine. The compiler is large and is loaded with the first document.
"""

import datetime
import io
import json
from collections.abc import Mapping
from functools import lru_cache
from typing import TYPE_CHECKING, Any

from django.conf import settings

from .pdf_packing import packed

if TYPE_CHECKING:
    import typst

FONTS = ["Source Sans 3", "Noto Sans Arabic"]
"""In this order for each sign. For what they lack, the compiler looks through its own."""


def pdf(template: str, facts: Mapping[str, Any], *, made_at: datetime.datetime) -> bytes:
    """The document of a template (a path below ``templates``), with title, language, bookmarks and tags."""
    import typst

    compiler = typst.Compiler(
        settings.ROOT / "templates" / template,
        root=settings.ROOT / "templates",
        font_paths=_fonts(),
        sys_inputs={"facts": json.dumps(facts, ensure_ascii=False), "fonts": json.dumps(FONTS)},
    )
    try:
        document = compiler.compile(format="pdf", timestamp=int(made_at.timestamp()), pdf_standards=["ua-1"])
    except typst.TypstError:
        # PDF/UA refuses a document with one sign that no font has. It is still tagged without that mark.
        document = compiler.compile(format="pdf", timestamp=int(made_at.timestamp()))
    return packed(document)  # type: ignore[arg-type]


@lru_cache(maxsize=1)
def _fonts() -> "typst.Fonts":
    import fontpkg
    import typst

    folders = {fontpkg.path(family).parent for family in FONTS}
    return typst.Fonts(include_system_fonts=False, font_paths=sorted(folders))


@lru_cache(maxsize=2_000)
def qr_code(address: str) -> bytes:
    """A picture (PNG, one dot a module, no margin) that a phone reads as this address, also with a stained corner."""
    import qrcode

    code = qrcode.QRCode(error_correction=qrcode.constants.ERROR_CORRECT_M, box_size=1, border=0)
    code.add_data(address, optimize=0)
    file = io.BytesIO()
    code.make_image().save(file, "PNG")
    return file.getvalue()
