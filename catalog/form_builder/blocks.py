"""What an office puts a form together from: pages with questions of ten kinds, checks before it, points for reviewers.

A page or question that is not finished may be kept as a draft, so nothing here refuses what is empty: what is missing
is said by ``catalog.form_builder.missing``, all at once and in its place.
"""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _
from wagtail import blocks
from wagtail.blocks import BlockGroup

from catalog.questions import Kind

EARLIER_QUESTIONS, THEIR_ANSWERS = "earlier-questions", "earlier-answers"  # lists of suggestions on the page

PAIRS = "struct-block portal-pairs"
"""English beside Filipino, where there is room."""

Papers = Sequence[tuple[int, str]]
"""The required papers of a service: key and name."""


def _suggested(suggestions: str, **options: Any) -> blocks.CharBlock:
    """A line of text for which the page suggests words."""
    block = blocks.CharBlock(required=False, max_length=255, **options)
    block.field.widget.attrs["list"] = suggestions
    return block


def _chosen(options: Papers, **kwargs: Any) -> blocks.CharBlock:
    """A choice that differs from service to service; what is not among it is found by the checking of the form."""
    block = blocks.CharBlock(required=False, max_length=20, **kwargs)
    block.field.widget = forms.Select(choices=[("", _("Choose a paper")), *options])
    return block


def _words(label: Any, **options: Any) -> blocks.CharBlock:
    return blocks.CharBlock(label=label, max_length=255, **options)


def _text(label: Any, **options: Any) -> blocks.TextBlock:
    return blocks.TextBlock(label=label, required=False, max_length=1000, rows=2, **options)


class _ShownIf(blocks.StructBlock):
    """What may be asked only of some."""

    show_if = _suggested(
        EARLIER_QUESTIONS,
        label=_("Only after this question"),
        help_text=_(
            "The words or the internal name of an earlier question with choices or with yes and no. "
            "Empty: asked of everybody."
        ),
    )
    show_if_values = _suggested(
        THEIR_ANSWERS,
        label=_("… if it was answered with"),
        help_text=_("One answer, or several with commas between, such as: yes. Any one of them is enough."),
    )


SHOWN_IF = BlockGroup(["show_if", "show_if_values"], heading=_("Asked only of some people"), classname="collapsed")


def _layout(*specific: str) -> BlockGroup:
    return BlockGroup(
        [
            "label",
            "label_fil",
            *specific,
            "is_required",
            BlockGroup(
                ["is_personal", "reason", "reason_fil"],
                heading=_("Why you ask"),
                label_format="{reason}",
            ),
            BlockGroup(["help", "help_fil"], heading=_("Help"), classname="collapsed"),
            SHOWN_IF,
        ],
        settings=["name"],
    )


class QuestionBlock(_ShownIf):
    """One question; its kinds differ in their icon and in what more can be said of the answer."""

    label = _words(_("Question"))
    label_fil = _words(_("Question in Filipino"), required=False)
    help = _text(_("Help"), help_text=_("Shown below the question, for example where to find the number."))
    help_fil = _text(_("Help in Filipino"))
    is_required = blocks.BooleanBlock(label=_("Must be answered"), default=True, required=False)
    is_personal = blocks.BooleanBlock(
        label=_("The answer tells something about a person"),
        required=False,
        help_text=_("A name, number, address, age, health, schooling, income. If unsure, tick it."),
    )
    reason = _text(
        _("Why you ask"),
        help_text=_("The applicant reads it beside the question. Ask nothing you have no reason for."),
    )
    reason_fil = _text(_("Why you ask, in Filipino"))
    name = _words(
        _("Internal name"),
        required=False,
        help_text=_("Made from the question if you leave it empty. Answers are kept under it; change it with care."),
    )

    class Meta:
        form_classname = PAIRS
        form_layout = _layout()


class ShortBlock(QuestionBlock):
    class Meta:
        icon = "title"
        label = Kind.SHORT.label
        group = _("Text and numbers")


class LongBlock(QuestionBlock):
    class Meta:
        icon = "pilcrow"
        label = Kind.LONG.label
        group = _("Text and numbers")


class NumberBlock(QuestionBlock):
    minimum = blocks.DecimalBlock(label=_("Smallest"), required=False)
    maximum = blocks.DecimalBlock(label=_("Largest"), required=False)

    class Meta:
        icon = "decimal"
        label = Kind.NUMBER.label
        group = _("Text and numbers")
        form_layout = _layout("minimum", "maximum")


class MoneyBlock(NumberBlock):
    class Meta:
        icon = "tag"
        label = Kind.MONEY.label
        group = _("Text and numbers")
        form_layout = _layout("minimum", "maximum")


class DateBlock(QuestionBlock):
    class Meta:
        icon = "date"
        label = Kind.DATE.label
        group = _("Text and numbers")


class ChoiceBlock(blocks.StructBlock):
    label = _words(_("Choice"))
    label_fil = _words(_("Choice in Filipino"), required=False)
    value = _words(_("Internal name"), required=False, help_text=_("Made from the choice if you leave it empty."))

    class Meta:
        form_classname = PAIRS
        form_layout = BlockGroup(["label", "label_fil"], settings=["value"])


class OneOfBlock(QuestionBlock):
    choices = blocks.ListBlock(ChoiceBlock(), label=_("Choices"))

    class Meta:
        icon = "radio-full"
        label = Kind.CHOICE.label
        group = _("Choices")
        form_layout = _layout("choices")


class SeveralBlock(OneOfBlock):
    class Meta:
        icon = "list-ul"
        label = Kind.SEVERAL.label
        group = _("Choices")
        form_layout = _layout("choices")


class YesNoBlock(QuestionBlock):
    class Meta:
        icon = "check"
        label = Kind.YES_NO.label
        group = _("Choices")


class PlaceBlock(QuestionBlock):
    class Meta:
        icon = "site"
        label = Kind.PLACE.label
        group = _("Places and papers")


class FileBlock(QuestionBlock):
    def __init__(self, papers: Papers = (), **kwargs: Any) -> None:
        paper = _chosen(
            papers,
            label=_("Which paper it is"),
            help_text=_("The papers are those of the service. Add a missing one there first."),
        )
        super().__init__([("paper", paper)], **kwargs)

    class Meta:
        icon = "doc-full"
        label = Kind.FILE.label
        group = _("Places and papers")
        form_layout = _layout("paper")


def _questions(papers: Papers) -> blocks.StreamBlock:
    kinds = {
        Kind.SHORT: ShortBlock(),
        Kind.LONG: LongBlock(),
        Kind.NUMBER: NumberBlock(),
        Kind.MONEY: MoneyBlock(),
        Kind.DATE: DateBlock(),
        Kind.CHOICE: OneOfBlock(),
        Kind.SEVERAL: SeveralBlock(),
        Kind.YES_NO: YesNoBlock(),
        Kind.PLACE: PlaceBlock(),
        Kind.FILE: FileBlock(papers),
    }
    named = [(kind.value, block) for kind, block in kinds.items()]
    return blocks.StreamBlock(named, required=False, collapsed=True, label=_("Questions"))


class SectionBlock(_ShownIf):
    """One page of the form."""

    title = _words(_("Title of the page"))
    title_fil = _words(_("Title in Filipino"), required=False)
    intro = _text(_("Introduction"), help_text=_("One or two sentences above the questions, if they need any."))
    intro_fil = _text(_("Introduction in Filipino"))

    def __init__(self, papers: Papers = (), **kwargs: Any) -> None:
        super().__init__([("questions", _questions(papers))], **kwargs)

    class Meta:
        icon = "form"
        label = _("Page")
        form_classname = PAIRS
        form_layout = BlockGroup(
            [
                "title",
                "title_fil",
                BlockGroup(
                    ["intro", "intro_fil"], heading=_("Introduction"), classname="collapsed", label_format="{intro}"
                ),
                SHOWN_IF,
                "questions",
            ]
        )


class CheckBlock(blocks.StructBlock):
    question = _words(_("Question"), help_text=_("To be answered with yes or no, such as: Do you live outside BARMM?"))
    question_fil = _words(_("Question in Filipino"), required=False)
    fits_if = blocks.ChoiceBlock(
        label=_("The service fits who answers"), choices=[("yes", _("Yes")), ("no", _("No"))], default="yes"
    )
    advice = _text(_("Advice to the others"), help_text=_("They may still apply. Say what else could help them."))
    advice_fil = _text(_("Advice in Filipino"))

    class Meta:
        icon = "help"
        label = _("Check")
        form_classname = PAIRS


class CriterionBlock(blocks.StructBlock):
    name = _words(_("What reviewers look at"))
    maximum = blocks.IntegerBlock(label=_("Most points"), min_value=1, max_value=100, default=10)
    code = _words(_("Internal name"), required=False, help_text=_("Made from the words if you leave it empty."))

    class Meta:
        icon = "order"
        label = _("Criterion")
        form_layout = BlockGroup(["name", "maximum"], settings=["code"])


def sections(papers: Papers = ()) -> blocks.StreamBlock:
    """The pages of a form, with the papers that its files may be."""
    return blocks.StreamBlock([("section", SectionBlock(papers))], required=False, collapsed=True)
