"""The staff forms of evidence. They check what was typed; the actions do the rest."""

import uuid
from typing import Any

from django import forms
from django.forms import CheckboxSelectMultiple
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from wagtail.admin.forms import WagtailAdminModelForm
from wagtail.admin.forms.choosers import BaseFilterForm, SearchFilterMixin
from wagtail.admin.widgets import AdminDateInput

from portal.core.uploads import PrivateFileField
from portal.organizations.models import Organization

from .enums import Confidentiality
from .finding import find
from .models import EvidenceItem
from .permissions import levels_for, reach_to


class ItemForm(WagtailAdminModelForm):
    """What is known of an item, and who may see it: only levels and offices that the person may choose."""

    dated_on = forms.DateField(
        label=gettext_lazy("Date"),
        widget=AdminDateInput,
        required=False,
        help_text=gettext_lazy("The day that it is from, if known."),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        present = "" if self.instance._state.adding else self.instance.confidentiality
        levels = levels_for(self.for_user, present=present)
        self.fields["confidentiality"].choices = [(level.value, level.label) for level in levels]
        self._offer_offices()

    def _offer_offices(self) -> None:
        field, reach = self.fields["office"], reach_to(self.for_user, "add")
        offices = Organization.objects.active() | Organization.objects.filter(pk=self.instance.office_id)
        if reach.everything:
            field.queryset = offices
            field.help_text = _("Needed if an office keeps it to itself.")
        elif reach.organizations:
            field.queryset = offices.filter(pk__in=sorted(reach.organizations))
            field.required = not reach.common
            if len(reach.organizations) == 1:
                field.initial = next(iter(reach.organizations))
        else:
            del self.fields["office"]

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        if cleaned.get("confidentiality") == Confidentiality.OWN_OFFICE and not cleaned.get("office"):
            self.add_error("office" if "office" in self.fields else None, _("Say whose office may see it."))
        return cleaned

    def _post_clean(self) -> None:
        """The action writes and validates the item; the form's own copy is not touched."""

    class Meta(WagtailAdminModelForm.Meta):
        model = EvidenceItem
        fields = [
            "title",
            "kind",
            "source",
            "dated_on",
            "link",
            "confidentiality",
            "office",
            "summary",
            "sectors",
            "language",
            "reliability",
        ]
        widgets = {
            "sectors": CheckboxSelectMultiple,
            "summary": forms.Textarea(attrs={"rows": 3}),
        }


class AddItemForm(ItemForm):
    field_order = ["title", "kind", "upload", "link"]
    upload = PrivateFileField(
        label=gettext_lazy("File"),
        required=False,
        help_text=gettext_lazy(
            "PDF, JPEG, PNG, DOCX or XLSX, at most 7 MB. The words in a PDF, DOCX or XLSX are found by search."
        ),
    )
    client_key = forms.UUIDField(widget=forms.HiddenInput, required=False, initial=uuid.uuid4)

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        has_file, has_link = bool(cleaned.get("upload")), bool(cleaned.get("link"))
        if has_file == has_link and not {"upload", "link"} & set(self.errors):
            self.add_error("upload", _("Give a file or a link, not both.") if has_file else _("Give a file or a link."))
        return cleaned


class ChangeItemForm(ItemForm):
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if self.instance.file_id:
            del self.fields["link"]
        else:
            self.fields["link"].required = True


class WithdrawForm(forms.Form):
    reason = forms.CharField(
        label=gettext_lazy("Why"),
        max_length=1000,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=gettext_lazy("Those who keep the evidence read it."),
    )


class EvidenceSearchForm(SearchFilterMixin, BaseFilterForm):
    """Finds items to choose by their title and the words in them, among those that this person may see."""

    reader: Any = None

    def filter(self, items: Any) -> Any:
        self.search_query = self.cleaned_data.get("q") or ""
        self.is_searching = bool(self.search_query)
        if not self.is_searching:
            return items
        return find(self.search_query, items, reader=self.reader).rows.order_by("found_at")
