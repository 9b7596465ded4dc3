"""The first version of the notice comes with the portal; what staff made of it afterwards is never touched."""

import datetime
from collections.abc import Iterator
from pathlib import Path

from catalog.models import PrivacyNotice
from portal.core.loading import Loaded

DATA = Path(__file__).parent.parent / "data"
IN_FORCE_FROM = datetime.date(2026, 1, 1)


def load_privacy_notice() -> Iterator[Loaded]:
    is_missing = not PrivacyNotice.objects.exists()
    if is_missing:
        text, text_fil = (_read(language) for language in ("en", "fil"))
        PrivacyNotice.objects.create(number=1, text=text, text_fil=text_fil, in_force_from=IN_FORCE_FROM)
    yield Loaded("privacy notices", rows=1, created=int(is_missing), changed=0, kept=0)


def _read(language: str) -> str:
    return (DATA / f"privacy_notice.{language}.txt").read_text(encoding="utf-8").strip()
