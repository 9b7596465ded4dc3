"""The staff form of an application form, in the order in which an applicant meets it."""

from typing import Any

from django.forms.utils import ErrorList
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel, ObjectList, Panel, TabbedInterface

from .blocks import EARLIER_QUESTIONS, THEIR_ANSWERS
from .definitions import definition_of
from .forms import BuilderForm


class StreamPanel(FieldPanel):
    """Blocks that show what they miss, also while the text is only a draft."""

    class BoundPanel(FieldPanel.BoundPanel):
        def get_editable_context_data(self) -> dict[str, Any]:
            context: dict[str, Any] = super().get_editable_context_data()
            field = self.bound_field
            if not self.form.is_bound and (error := self.form.missing().get(self.field_name)):
                context["rendered_field"] = field.field.widget.render_with_errors(
                    field.html_name, field.value(), attrs={"id": field.auto_id}, errors=ErrorList([error])
                )
            return context


class SuggestionsPanel(Panel):
    """The names of the questions that others may depend on, with their answers, for the fields that ask for them."""

    class BoundPanel(Panel.BoundPanel):
        template_name = "catalog/form_builder/suggestions.html"

        def get_context_data(self, parent_context: Any = None) -> dict[str, Any]:
            asked = [one for one in definition_of(self.instance).questions() if one.kind.can_be_condition]
            answers = {value: one.label_of(value) for one in asked for value in one.choice_values()}
            return {
                **super().get_context_data(parent_context),
                "questions": [(one.name, one.label.en) for one in asked],
                "answers": list(answers.items()),
                "questions_id": EARLIER_QUESTIONS,
                "answers_id": THEIR_ANSWERS,
            }


QUESTIONS = ObjectList([StreamPanel("sections"), SuggestionsPanel()], heading=_("Pages and questions"))
BEFORE = ObjectList([StreamPanel("checks")], heading=_("Before the form"))
RECEIVING = ObjectList(
    [
        FieldPanel("offering"),
        FieldPanel("receiving_unit"),
        FieldPanel("helpers_may_apply"),
        FieldPanel("max_open_applications"),
    ],
    heading=_("Service and receipt"),
)
POINTS = ObjectList([StreamPanel("criteria")], heading=_("Points"))

BUILDER = TabbedInterface([QUESTIONS, BEFORE, RECEIVING, POINTS], base_form_class=BuilderForm)
