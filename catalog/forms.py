from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _
from wagtail.admin.forms import WagtailAdminModelForm

from portal.organizations.models import Organization
from portal.organizations.scope import reach_of

from .models import ServiceOffering


class OfferingForm(WagtailAdminModelForm):
    """The staff form of a service: it takes only offices that the person may keep services for."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if "offering_mao" in self.fields:
            self.fields["offering_mao"].queryset = self._offices()
            offices = list(self.fields["offering_mao"].queryset[:2])
            if len(offices) == 1:
                self.fields["offering_mao"].initial = offices[0].pk

    def clean(self) -> Any:
        cleaned = super().clean()
        papers = self.formsets.get("document_rows")
        if papers is not None and papers.is_valid():
            try:
                kept = {row.instance.pk for row in papers.forms if row not in papers.deleted_forms}
                self.instance.check_papers(kept)
            except ValidationError as error:
                self.add_error(None, error)
        return cleaned

    def _offices(self) -> Any:
        reach = reach_of(self.for_user, ServiceOffering, "change", "add")
        offices = Organization.objects.active()
        if not reach.everything:
            offices = offices.filter(pk__in=reach.organizations)
        return offices | Organization.objects.filter(pk=self.instance.offering_mao_id)


class ReportMistakeForm(forms.Form):
    """What a reader says is wrong. No name and no address are asked."""

    message = forms.CharField(
        label=_("What is wrong?"),
        help_text=_(
            "For example: the office has moved, the amount has changed. Do not write your name or number here."
        ),
        max_length=1000,
        widget=forms.Textarea(attrs={"rows": 5}),
    )
