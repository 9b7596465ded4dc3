"""The staff forms of communities. They check what was typed; the actions do the rest."""

from typing import Any

from django import forms
from django.contrib.auth import get_user_model
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from wagtail.admin.forms import WagtailAdminModelForm
from wagtail.admin.forms.choosers import BaseFilterForm, SearchFilterMixin
from wagtail.admin.widgets import AdminDateInput

from portal.core.text import fold
from portal.geography.models import Barangay

from .models import CommunityRepresentative, OBCCommunity


class BarangaySearchForm(SearchFilterMixin, BaseFilterForm):
    """Finds a barangay by its own name and that of its municipality or province: "labuan zamboanga"."""

    def filter(self, barangays: Any) -> Any:
        self.search_query = self.cleaned_data.get("q") or ""
        self.is_searching = bool(self.search_query)
        for word in fold(self.search_query).split():
            barangays = barangays.filter(
                Q(sort_name__contains=word)
                | Q(municipality__sort_name__contains=word)
                | Q(municipality__province__sort_name__contains=word)
            )
        return barangays


class CommunityForm(WagtailAdminModelForm):
    barangay = forms.ModelChoiceField(
        Barangay.objects.valid(), label=_("Barangay"), help_text=_("Search by the barangay's and the town's name.")
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        from .viewsets import barangay_chooser  # its views use this form's search

        super().__init__(*args, **kwargs)
        self.fields["barangay"].widget = barangay_chooser.widget_class()

    class Meta(WagtailAdminModelForm.Meta):
        model = OBCCommunity
        fields = ["name", "barangay"]


class RepresentativeForm(WagtailAdminModelForm):
    """Appoint somebody to speak for a community."""

    community = forms.ModelChoiceField(OBCCommunity.objects.none(), label=_("Community"))
    user = forms.ModelChoiceField(
        get_user_model().objects.none(),
        label=_("Person"),
        help_text=_("Invite a person first if they have no account."),
    )
    start_date = forms.DateField(label=_("From"), widget=AdminDateInput, initial=timezone.localdate)
    end_date = forms.DateField(
        label=_("Until"),
        widget=AdminDateInput,
        required=False,
        help_text=_("Rights stop when this day begins. Leave it empty if no end is known."),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if self.for_user is None:
            return
        self.fields["community"].queryset = OBCCommunity.objects.visible_to(self.for_user).active()
        people = get_user_model().objects.filter(is_active=True).exclude(pk=self.for_user.pk)
        self.fields["user"].queryset = people.order_by("last_name", "first_name", "username")
        self.fields["user"].label_from_instance = lambda person: f"{person} · {person.email}"

    class Meta(WagtailAdminModelForm.Meta):
        model = CommunityRepresentative
        fields = ["community", "user", "start_date", "end_date"]


class EndForm(forms.Form):
    on = forms.DateField(
        label=_("Ends on"),
        widget=AdminDateInput,
        initial=timezone.localdate,
        help_text=_("Rights stop when this day begins: today means at once."),
    )
