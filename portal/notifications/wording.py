"""Words with gaps: ``Application {reference} was received.``

A gap is a name in braces and nothing more. Whoever writes the words reaches what the message offers by name, and no
attribute, item or format of it. What fills a gap is never read for gaps again.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from string import Formatter
from typing import Any

from django.utils.translation import gettext as _


@dataclass(frozen=True)
class Gap:
    """What stands in a gap. What is personal may stand in the text of a mail, never in a subject or an SMS."""

    about: Any  # a text, perhaps lazy
    example: str
    is_personal: bool = False
    is_needed: bool = False  # without it the mail would not say what it is sent for


@dataclass(frozen=True, kw_only=True)
class Wording:
    """What a message says: its subject, the sentences of the mail, and the SMS."""

    subject: str
    text: str
    sms: str = ""


def fill(words: str, values: Mapping[str, str]) -> str:
    """The words with their gaps filled. A line whose every gap stays empty is left out, and so are double blanks."""
    lines = [_fill_line(line, values) for line in words.replace("\r\n", "\n").split("\n")]
    text = "\n".join(line.rstrip() for line in lines if line is not None).strip()
    while "\n\n\n" in text:
        text = text.replace("\n\n\n", "\n\n")
    return text


def problems(words: str, gaps: Mapping[str, Gap], *, personal: bool = True) -> Iterator[str]:
    """What is wrong with the words, one sentence each."""
    try:
        parts = list(Formatter().parse(words))
    except ValueError:
        yield _("A brace { or } stands alone. Write a gap as {name}, and no other braces.")
        return
    for literal, name, form, conversion in parts:
        if "{" in literal or "}" in literal:
            yield _("A brace { or } stands alone. Write a gap as {name}, and no other braces.")
        if name is None:
            continue
        if name not in gaps or form or conversion:
            whole = f"{{{name}{'!' + conversion if conversion else ''}{':' + form if form else ''}}}"
            yield _("%(gap)s cannot be filled. You can use: %(gaps)s.") % {
                "gap": whole,
                "gaps": ", ".join(f"{{{known}}}" for known, gap in gaps.items() if personal or not gap.is_personal),
            }
        elif gaps[name].is_personal and not personal:
            yield _("{%(gap)s} is personal and may stand in the text of the mail only.") % {"gap": name}


def wording_problems(wording: Wording, gaps: Mapping[str, Gap]) -> Iterator[str]:
    """What is wrong with any of the three."""
    yield from problems(wording.subject, gaps, personal=False)
    yield from problems(wording.text, gaps)
    yield from problems(wording.sms, gaps, personal=False)


def _fill_line(line: str, values: Mapping[str, str]) -> str | None:
    parts = list(Formatter().parse(line))
    names = [name for _literal, name, _form, _conversion in parts if name is not None]
    if names and not any(values[name] for name in names):
        return None
    return "".join(literal + (values[name] if name is not None else "") for literal, name, _f, _c in parts)
