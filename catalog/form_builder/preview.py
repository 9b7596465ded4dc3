"""A form as applicants will see it, every page of it below the other, without anything to send."""

from dataclasses import dataclass, replace
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import translation
from django.utils.translation import gettext as _

from catalog.models import ApplicationForm
from catalog.questions import Definition, Section
from catalog.questions.fields import section_form

from .definitions import definition_of
from .words import in_words


@dataclass(frozen=True)
class PreviewPage:
    section: Section
    form: Any
    only_for: list[str]
    """Which of its questions, or the page itself, are asked only of some, in words."""


def preview(request: HttpRequest, form: ApplicationForm, *, language: str) -> HttpResponse:
    definition = definition_of(form)
    with translation.override(language):
        context = {
            "form_of": form.offering.text("title"),
            "checks": definition.checks,
            "pages": [_page(section, definition) for section in definition.sections],
        }
        return render(request, "catalog/form_builder/preview.html", context)


def _page(section: Section, definition: Definition) -> PreviewPage:
    """The page with all its questions, whatever an applicant would have to answer first."""
    asked = replace(section, show_if=None, questions=tuple(replace(one, show_if=None) for one in section.questions))
    form = section_form(asked, Definition(sections=(asked,)), {})
    conditions = [(str(section.title), section.show_if)] + [(str(one.label), one.show_if) for one in section.questions]
    only_for = [(what, in_words(when, definition)) for what, when in conditions if when]
    sentence = _("“%(what)s” is shown only to those who answer %(when)s.")
    return PreviewPage(section, form, [sentence % {"what": what, "when": when} for what, when in only_for])
