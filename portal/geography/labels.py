"""Places as people call them, in the language of the page."""

import re

from django.utils.translation import gettext as _

KNOWN_BY_CODE = ("BARMM", "MIMAROPA")
NUMBERED = re.compile(r"[IVX]+(-[AB])?")


def region_label(code: str, name: str) -> str:
    """“Region IX – Zamboanga Peninsula”, “NCR – National Capital Region”, “BARMM”."""
    if code in KNOWN_BY_CODE:
        return code
    if NUMBERED.fullmatch(code):
        return _("Region %(code)s – %(name)s") % {"code": code, "name": name}
    return f"{code} – {name}"


def short_region_label(code: str) -> str:
    """As a sentence names it: “Region IX”, “NCR”, “BARMM”."""
    return _("Region %(code)s") % {"code": code} if NUMBERED.fullmatch(code) else code
