"""Which pages a draft has, and which of them are not filled in yet."""

from collections.abc import Collection
from typing import Any

from django.utils.translation import gettext as _

from catalog.enums import ApplicationChannel
from catalog.models import ApplicationDraft
from catalog.questions.fields import asked, unanswered
from catalog.questions.places import is_unfinished
from portal.core.actions import ActionRefused

ABOUT, PLACE, HELPER = "about", "place", "helper"
"""What the portal itself asks; the form's own sections are numbered from 1."""

CONTACTS = ("email", "phone")
"""Who applies alone gives one of these, or both."""

BY_STAFF = (ApplicationChannel.WALK_IN, ApplicationChannel.PAPER)


class AlreadySent(ActionRefused):
    """The draft became a case meanwhile, perhaps in another tab: nothing is left to fill in."""

    def __init__(self) -> None:
        super().__init__(_("This application was sent already. It cannot be changed here any more."))


def pages(draft: ApplicationDraft) -> list[str]:
    """The pages of this draft in their order, by the names that stand in addresses."""
    helper = [HELPER] if draft.channel == ApplicationChannel.ASSISTED else []
    definition = draft.form_version.definition
    shown = definition.shown_sections(draft.answers)
    return [
        ABOUT,
        PLACE,
        *helper,
        *(str(number) for number, section in enumerate(definition.sections, 1) if section in shown),
    ]


def has_helper(draft: ApplicationDraft) -> bool:
    """Whether somebody else fills it in, who can be reached instead of the applicant."""
    return draft.channel in (*BY_STAFF, ApplicationChannel.ASSISTED)


def unfinished_pages(draft: ApplicationDraft, *, sent: Collection[str]) -> list[str]:
    """The pages on which something is missing; ``sent`` names the questions whose papers were sent."""
    definition = draft.form_version.definition
    missing = {question.name for question in unanswered(definition, draft.answers, sent=sent)}
    lacking = {
        str(number)
        for number, section in enumerate(definition.sections, 1)
        if missing & {question.name for question in section.questions}
    }
    lacking |= {page for page, is_done in _of_the_portal(draft).items() if not is_done}
    return [page for page in pages(draft) if page in lacking]


def _of_the_portal(draft: ApplicationDraft) -> dict[str, bool]:
    about: dict[str, Any] = draft.about
    is_reachable = any(about.get(name) for name in CONTACTS)
    place = about.get("place")
    return {
        ABOUT: bool(about.get("name")) and (is_reachable or has_helper(draft)),
        PLACE: (draft.channel in BY_STAFF and not place) or (bool(place) and not is_unfinished(place)),
        HELPER: all(about.get(name) for name in ("helper_name", "helper_contact", "helper_relation", "helper_consent")),
    }


def shown_file_questions(draft: ApplicationDraft) -> set[str]:
    """The papers that the answers of this draft lead to."""
    return {question.name for question in asked(draft.form_version.definition, draft.answers)}
