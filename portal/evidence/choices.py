"""Choosing evidence in a form of another room: only items in use that the person may see, whatever the browser sends.

item = EvidenceField(label=_("Evidence"))
…
form.fields["item"].offer(request.user)
"""

from typing import Any

from django import forms

from portal.core.access import AnyUser

from .models import EvidenceItem


class EvidenceField(forms.ModelChoiceField):
    """One item; empty until ``offer`` says for whom."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(EvidenceItem.objects.none(), **kwargs)

    def offer(self, user: AnyUser) -> None:
        from .viewsets import evidence_chooser  # its views import forms, which import this

        self.queryset = EvidenceItem.objects.visible_to(user).current()
        self.widget = evidence_chooser.widget_class()
        self.widget.is_required = self.required
