"""Every text the public can read has its Filipino."""

import io
import re
from pathlib import Path

import pytest
from babel.messages.extract import extract
from babel.messages.pofile import read_po
from django.utils.translation.template import templatize

ROOT = Path(__file__).parents[2]
PUBLIC_TEMPLATES = [
    "templates/*.html",
    "templates/cms/**/*.html",
    "templates/components/*.html",
    "templates/catalog/**/*.html",
    "templates/portal/activity/comments/*.html",
    "templates/portal/communities/*.html",
    "templates/portal/engagement/*.html",
    *(f"templates/portal/needs/{name}/*.html" for name in ("community", "following", "public", "submitting")),
    "templates/portal/notifications/*.html",
]
STAFF_TEMPLATES = {"gallery.html", "admin_brand.html", "representatives.html"}
STAFF_FOLDERS = {"admin", "form_builder", "messages"}
PUBLIC_MODULES = [
    "cms/navigation.py",
    *(f"catalog/{name}.py" for name in ("answers", "eligibility", "enums", "feeds", "linked_data", "public")),
    *(f"catalog/{name}.py" for name in ("browsing/facets", "browsing/listing", "reporting", "words")),
    "catalog/facts.py",
    *(f"catalog/applications/{name}.py" for name in ("community", "through_portal")),
    *(f"catalog/menu/{name}.py" for name in ("choice", "columns", "kinds", "making", "offers", "printing", "views")),
    *(f"portal/activity/comments/{name}.py" for name in ("actions", "enums", "forms", "section", "views")),
    *(f"portal/communities/{name}.py" for name in ("enums", "labels", "own", "public/facts")),
    *(f"portal/communities/representing/{name}.py" for name in ("forms", "places")),
    *(
        f"portal/core/{name}.py"
        for name in ("abuse", "typed", "uploads/checking", "uploads/fields", "uploads/pictures")
    ),
    *(f"portal/engagement/{name}.py" for name in ("community", "enums", "feedback_page")),
    "portal/geography/labels.py",
    *(f"portal/needs/{name}.py" for name in ("comments", "community", "files", "receipt_notice", "telling")),
    *(f"portal/needs/actions/{name}.py" for name in ("answering", "following", "receiving")),
    *(f"portal/needs/following/{name}.py" for name in ("forms", "views")),
    "portal/needs/notifications/leader.py",
    *(f"portal/needs/phone/{name}.py" for name in ("views", "words")),
    *(f"portal/needs/public/{name}.py" for name in ("answer_clock", "feeds", "listing", "timeline", "views")),
    *(f"portal/needs/submitting/{name}.py" for name in ("answers", "forms", "receipts", "views")),
    "portal/notifications/community.py",
]
FUNCTIONS = {
    "gettext": None,
    "gettext_lazy": None,
    "_": None,
    "ngettext": (1, 2),
    "ngettext_lazy": (1, 2),
    "pgettext": ((1, "c"), 2),
}
PLACEHOLDER = re.compile(r"%\(\w+\)[sd]")


def _public_texts() -> set[str]:
    sources = [path.read_bytes() for name in PUBLIC_MODULES if (path := ROOT / name).exists()]
    for pattern in PUBLIC_TEMPLATES:
        for path in ROOT.glob(pattern):
            if path.name not in STAFF_TEMPLATES and not STAFF_FOLDERS.intersection(path.parts):
                sources.append(_calls(templatize(path.read_text(), origin=path.name)))
    texts = set()
    for source in sources:
        for _line, message, _comments, _context in _messages(source):
            texts.add(message[0] if isinstance(message, tuple) else message)
    return texts


def _calls(source: str) -> bytes:
    """Only the calls of a templatized template: what stands between them is no Python."""
    return "\n".join(re.findall(r"\bn?p?gettext\(.*?\)(?=\s)", source + "\n", re.DOTALL)).encode()


def _messages(source: bytes) -> list:
    return list(extract("python", io.BytesIO(source), keywords=FUNCTIONS, options={"encoding": "utf-8"}))


@pytest.fixture(scope="module")
def filipino() -> dict:
    with open(ROOT / "locale" / "fil" / "LC_MESSAGES" / "django.po", "rb") as source:
        catalog = read_po(source, locale=None)
    return {message.id[0] if isinstance(message.id, tuple) else message.id: message for message in catalog}


def test_public_texts_when_collected_then_are_many():
    texts = _public_texts()

    assert {"Skip to the main text", "All services", "There is a problem in one place", "checked %(day)s"} <= texts


def test_public_text_when_shown_in_filipino_then_has_its_words(filipino):
    missing = [text for text in sorted(_public_texts()) if not _is_translated(filipino.get(text))]

    assert missing == []


def _is_translated(message) -> bool:
    if message is None or message.fuzzy:
        return False
    words = message.string if isinstance(message.string, tuple) else (message.string,)
    return all(words)


def test_filipino_text_when_it_has_placeholders_then_they_are_the_same(filipino):
    for text, message in filipino.items():
        words = message.string if isinstance(message.string, tuple) else (message.string,)
        if text and words[-1]:
            source = message.id[-1] if isinstance(message.id, tuple) else message.id
            assert set(PLACEHOLDER.findall(words[-1])) == set(PLACEHOLDER.findall(source)), text
