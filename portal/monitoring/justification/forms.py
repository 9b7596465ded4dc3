from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from portal.monitoring.models import BudgetJustification
from portal.needs.desk.forms import words_field


def _field(name: str, *, rows: int = 6, **options: Any) -> forms.CharField:
    """As long as its column."""
    column: Any = BudgetJustification._meta.get_field(name)
    return words_field(column.verbose_name.capitalize(), rows=rows, max_length=column.max_length, **options)


class JustifyForm(forms.Form):
    """The reason for answering no need is asked for only where none is linked."""

    evidence_summary = _field(
        "evidence_summary",
        rows=10,
        required=False,
        help_text=gettext_lazy("Filled in from the linked needs; change it as you like. Name no person."),
    )
    rationale = _field("rationale")
    expected_results = _field("expected_results", required=False)
    without_needs_reason = _field(
        "without_needs_reason",
        rows=3,
        required=False,
        help_text=gettext_lazy("No need is linked. This warning stays on record: reviewers and OCM read it."),
    )

    def __init__(self, *args: Any, answers_needs: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if answers_needs:
            del self.fields["without_needs_reason"]

    def clean_without_needs_reason(self) -> str:
        reason: str = self.cleaned_data["without_needs_reason"]
        if not reason.strip():
            raise forms.ValidationError(_("Link the needs it answers, or say why it answers none."))
        return reason
