"""The pages of a draft: what each asks, what of it is saved, and what comes after it.

The public pages and the staff's screen for walk-in and paper are made from the same steps.
"""

from dataclasses import dataclass
from functools import cached_property
from typing import Any

from django.utils.translation import gettext as _

from catalog.applications.filling import ABOUT, CONTACTS, HELPER, PLACE, has_helper, pages
from catalog.applications.papers import add_paper, remove_paper
from catalog.applications.sending import save_page
from catalog.enums import ApplicationChannel
from catalog.models import ApplicationDraft, ApplicationFile
from catalog.questions import Kind, Question, Section
from catalog.questions.fields import SectionForm, section_form
from portal.accounts.models import User
from portal.core.uploads import UploadRefused

from .forms import AboutForm, HelperForm, PlaceForm, PortalForm

PORTAL_FORMS: dict[str, type[PortalForm]] = {ABOUT: AboutForm, PLACE: PlaceForm, HELPER: HelperForm}
AnyForm = PortalForm | SectionForm


@dataclass
class Step:
    draft: ApplicationDraft
    page: str
    user: User | None

    # ---- What it is ------------------------------------------------------------------------------------------------

    @cached_property
    def section(self) -> Section | None:
        sections = self.draft.form_version.definition.sections
        return sections[int(self.page) - 1] if self.page.isdigit() else None

    @property
    def title(self) -> str:
        if self.section:
            return str(self.section.title)
        if self.page == HELPER:
            return _("Who helps")
        if self.draft.channel == ApplicationChannel.ONLINE:
            return {ABOUT: _("About you"), PLACE: _("Where you live")}[self.page]
        return {ABOUT: _("About the applicant"), PLACE: _("Where the applicant lives")}[self.page]

    @property
    def intro(self) -> str:
        return str(self.section.intro) if self.section else ""

    @property
    def lang(self) -> str:
        """The language of the section's title, where it is not the page's."""
        return self.section.title.lang if self.section else ""

    @cached_property
    def pages(self) -> list[str]:
        return pages(self.draft)

    @property
    def number(self) -> int:
        return self.pages.index(self.page) + 1

    @property
    def before(self) -> str:
        """The page before this one; empty for the first."""
        return self.pages[self.number - 2] if self.number > 1 else ""

    @property
    def after(self) -> str:
        """The next page; empty after the last."""
        return self.pages[self.number] if self.number < len(self.pages) else ""

    @property
    def questions(self) -> list[Question]:
        """What the answers so far lead to on this page."""
        definition = self.draft.form_version.definition
        return definition.shown_questions(self.section, self.draft.answers) if self.section else []

    @cached_property
    def papers(self) -> list[ApplicationFile]:
        """The papers already sent for the questions of this page."""
        names = [question.name for question in self.questions if question.kind == Kind.FILE]
        return list(self.draft.files.filter(question__in=names).select_related("file")) if names else []

    @property
    def sent(self) -> set[str]:
        """The questions of this page for which a paper is there."""
        return {paper.question for paper in self.papers}

    # ---- What it asks ----------------------------------------------------------------------------------------------

    def form(self, data: Any = None, files: Any = None, *, is_required: bool = True) -> AnyForm:
        if self.section is None:
            options = {"user": self.user} if self.page == ABOUT else {}
            return PORTAL_FORMS[self.page](data, draft=self.draft, is_required=is_required, **options)
        definition = self.draft.form_version.definition
        return section_form(
            self.section, definition, self.draft.answers, data, files, sent=self.sent, is_required=is_required
        )

    @property
    def one_is_enough(self) -> tuple[str, ...]:
        """The fields of this page of which one must be filled in."""
        return CONTACTS if self.page == ABOUT and not has_helper(self.draft) else ()

    def mark_needed(self, form: AnyForm) -> None:
        """Say again what must be filled in, where a form that may have blanks is shown once more."""
        asked = self.form().fields
        for name, field in form.fields.items():
            field.required = name in asked and asked[name].required

    # ---- What is saved ---------------------------------------------------------------------------------------------

    def save(self, form: AnyForm) -> None:
        """Keep all that can be kept of what was typed, also where something is still wrong."""
        form.is_valid()
        if isinstance(form, SectionForm):
            self.draft = save_page(self.draft, answers=form.answered)
            self._save_papers(form)
        else:
            self.draft = save_page(self.draft, about=form.kept)

    def _save_papers(self, form: SectionForm) -> None:
        for name, upload in form.uploads.items():
            try:
                add_paper(self.draft, question=name, upload=upload, by=self.user)
            except UploadRefused as refusal:
                form.add_error(name, str(refusal))
        vars(self).pop("papers", None)  # there are more of them now

    def remove(self, paper: str) -> None:
        """Take away a paper of this page; one that is not here is gone already."""
        for file in self.papers:
            if str(file.pk) == paper:
                remove_paper(file, self.draft)

    def asks_on(self, form: AnyForm) -> str:
        """The field that this page asks next, now that more is known, by its name on the page; empty if it is done."""
        asked = list(getattr(form, "unfinished", {}))
        if isinstance(form, SectionForm):
            asked += [question.name for question in self.questions if question.name not in form.fields]
        return form.add_prefix(asked[0]) if asked else ""
