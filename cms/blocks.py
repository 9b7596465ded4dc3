"""The few blocks that a page of text is made of. Each has its template in ``templates/cms/blocks/``."""

from typing import Any

from django.core.exceptions import ValidationError
from django.utils.text import slugify
from django.utils.translation import gettext_lazy as _
from wagtail import blocks
from wagtail.contrib.typed_table_block.blocks import TypedTableBlock
from wagtail.images.blocks import ImageBlock

PLAIN_TEXT = ["bold", "italic", "link", "document-link", "ol", "ul"]


class HeadingBlock(blocks.CharBlock):
    """A heading of a part of the page; its words are also the anchor that links can point to."""

    class Meta:
        icon = "title"
        label = _("Heading")
        template = "cms/blocks/heading.html"

    def get_context(self, value: str, parent_context: dict[str, Any] | None = None) -> dict[str, Any]:
        return super().get_context(value, parent_context=parent_context) | {"anchor": slugify(value)}


class StepBlock(blocks.StructBlock):
    title = blocks.CharBlock(label=_("What to do"), max_length=120)
    text = blocks.RichTextBlock(label=_("In more words"), features=PLAIN_TEXT, required=False)


class StepsBlock(blocks.ListBlock):
    def __init__(self, child_block: Any = None, **kwargs: Any) -> None:
        super().__init__(child_block or StepBlock(), **kwargs)

    class Meta:
        icon = "list-ol"
        label = _("Steps")
        template = "cms/blocks/steps.html"


class QuestionBlock(blocks.StructBlock):
    question = blocks.CharBlock(label=_("Question"), max_length=200)
    answer = blocks.RichTextBlock(label=_("Answer"), features=PLAIN_TEXT)

    class Meta:
        icon = "help"
        label = _("Question and answer")
        template = "cms/blocks/question.html"


class CalloutBlock(blocks.StructBlock):
    kind = blocks.ChoiceBlock(
        label=_("Kind"),
        choices=[("calm", _("Note")), ("good", _("Good news")), ("warn", _("Take care"))],
        default="calm",
    )
    title = blocks.CharBlock(label=_("Title"), required=False, max_length=120)
    text = blocks.RichTextBlock(label=_("Text"), features=PLAIN_TEXT)

    class Meta:
        icon = "warning"
        label = _("Callout")
        template = "cms/blocks/callout.html"


class ContactBlock(blocks.StructBlock):
    name = blocks.CharBlock(label=_("Office or person"), max_length=150)
    role = blocks.CharBlock(label=_("What they help with"), required=False, max_length=200)
    address = blocks.TextBlock(label=_("Address"), required=False, rows=3)
    hours = blocks.CharBlock(label=_("Hours"), required=False, max_length=150)
    phone = blocks.CharBlock(label=_("Phone"), required=False, max_length=50)
    email = blocks.EmailBlock(label=_("E-mail"), required=False)

    class Meta:
        icon = "mail"
        label = _("Contact card")
        template = "cms/blocks/contact.html"


class LinkBlock(blocks.StructBlock):
    """A link to a page or to an address; one of the two, never both."""

    label = blocks.CharBlock(label=_("Words of the link"), max_length=100)
    page = blocks.PageChooserBlock(label=_("Page"), required=False)
    path = blocks.CharBlock(
        label=_("Address"),
        required=False,
        max_length=500,
        help_text=_("Instead of a page: an address such as /catalog/ or https://example.gov.ph"),
    )

    def clean(self, value: Any) -> Any:
        cleaned = super().clean(value)
        path = cleaned.get("path") or ""
        if bool(cleaned.get("page")) == bool(path):
            raise blocks.StructBlockValidationError(
                block_errors={"path": ValidationError(_("Choose a page or write an address: one of the two."))}
            )
        if path and (not path.startswith(("/", "https://", "http://")) or path.startswith("//")):
            raise blocks.StructBlockValidationError(
                block_errors={"path": ValidationError(_("An address starts with / or with https://"))}
            )
        return cleaned

    class Meta:
        icon = "link"
        label = _("Link")


class DescribedLinkBlock(LinkBlock):
    description = blocks.CharBlock(label=_("What is behind it"), required=False, max_length=200)


class LinkListBlock(blocks.ListBlock):
    def __init__(self, child_block: Any = None, **kwargs: Any) -> None:
        super().__init__(child_block or DescribedLinkBlock(), **kwargs)

    class Meta:
        icon = "link"
        label = _("List of links")
        template = "cms/blocks/links.html"


class TableBlock(TypedTableBlock):
    def __init__(self, local_blocks: Any = None, **kwargs: Any) -> None:
        columns = [
            ("text", blocks.CharBlock(label=_("Text"), required=False)),
            ("rich_text", blocks.RichTextBlock(label=_("Text with links"), features=PLAIN_TEXT, required=False)),
            ("number", blocks.DecimalBlock(label=_("Number"), required=False)),
        ]
        super().__init__(local_blocks or columns, **kwargs)

    class Meta:
        icon = "table"
        label = _("Table")
        template = "cms/blocks/table.html"


class PictureBlock(blocks.StructBlock):
    image = ImageBlock(label=_("Picture"))
    caption = blocks.CharBlock(label=_("Caption"), required=False, max_length=250)

    class Meta:
        icon = "image"
        label = _("Picture")
        template = "cms/blocks/picture.html"


class TextStreamBlock(blocks.StreamBlock):
    """Everything an editor can put on a page of text."""

    heading = HeadingBlock(max_length=120)
    text = blocks.RichTextBlock(label=_("Text"), icon="pilcrow", features=[*PLAIN_TEXT, "h3"])
    steps = StepsBlock()
    question = QuestionBlock()
    callout = CalloutBlock()
    contact = ContactBlock()
    links = LinkListBlock()
    table = TableBlock()
    picture = PictureBlock()

    class Meta:
        template = "cms/blocks/stream.html"
