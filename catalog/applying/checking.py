"""Check your answers: everything that was typed, page by page, in words."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from django.utils.translation import gettext as _

from catalog.applications.filling import ABOUT, HELPER, PLACE, pages, unfinished_pages
from catalog.enums import Sex
from catalog.models import ApplicationDraft, ApplicationFile
from catalog.questions import Kind
from catalog.questions.fields import LIVES, PREFIX, as_text
from portal.communities.models import OBCCommunity

from .steps import Step


@dataclass(frozen=True)
class Line:
    label: str
    text: str
    anchor: str
    """The field on its page."""

    lang: str = ""
    files: list[str] = field(default_factory=list)


@dataclass(frozen=True)
class Part:
    page: str
    title: str
    lines: list[Line]
    is_unfinished: bool
    lang: str = ""


def parts(draft: ApplicationDraft) -> list[Part]:
    """All pages of the draft with their answers."""
    papers = list(draft.files.select_related("file"))
    unfinished = unfinished_pages(draft, sent={paper.question for paper in papers})
    found = []
    for page in pages(draft):
        step = Step(draft, page, None)
        lines = list(_answers(step, papers) if step.section else _own(draft, page))
        found.append(Part(page, step.title, lines, page in unfinished, step.lang))
    return found


def _answers(step: Step, papers: Iterable[ApplicationFile]) -> Iterator[Line]:
    draft = step.draft
    for question in step.questions:
        files = [paper.file.name for paper in papers if paper.question == question.name]
        text = as_text(question, draft.answers.get(question.name))
        anchor = f"id_{PREFIX}-{question.name}" + ("_0" if question.kind in (Kind.YES_NO, Kind.SEVERAL) else "")
        yield Line(str(question.label), text, anchor, question.label.lang, files)


def _own(draft: ApplicationDraft, page: str) -> Iterator[Line]:
    about = draft.about
    if page == ABOUT:
        yield Line(_("Full name"), about.get("name", ""), "id_name")
        yield Line(_("E-mail address"), about.get("email", ""), "id_email")
        yield Line(_("Mobile number"), about.get("phone", ""), "id_phone")
        yield Line(_("Sex"), str(Sex(about["sex"]).label) if about.get("sex") else "", "id_sex_0")
        if about.get("community"):
            community = OBCCommunity.objects.filter(pk=about["community"]).first()
            yield Line(_("Community"), str(community or ""), "id_community")
            yield Line(_("Shared with our representatives"), _("Yes") if about.get("share") else _("No"), "id_share")
    elif page == PLACE:
        yield Line(_("Place"), as_text(LIVES, about.get("place")), "id_place")
    elif page == HELPER:
        yield Line(_("Name of the helper"), about.get("helper_name", ""), "id_helper_name")
        yield Line(_("How to reach the helper"), about.get("helper_contact", ""), "id_helper_contact")
        yield Line(_("Knows the applicant as"), about.get("helper_relation", ""), "id_helper_relation")
        yield Line(_("The applicant agrees"), _("Yes") if about.get("helper_consent") else "", "id_helper_consent")
