from decimal import Decimal
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy

from portal.accounts.models import User
from portal.monitoring.forms.amounts import PesosField
from portal.monitoring.policy_names import numbered
from portal.policies.models import PolicyRecommendation


class PolicyChoice(forms.ModelChoiceField):
    def label_from_instance(self, policy: PolicyRecommendation) -> str:
        return numbered(policy.number, policy.title)


class TagForm(forms.Form):
    """A recommendation, and its share."""

    policy = PolicyChoice(
        label=gettext_lazy("Recommendation"),
        queryset=PolicyRecommendation.objects.none(),
        help_text=gettext_lazy("Of one that it is tagged with already, the share is changed."),
    )
    share = PesosField(
        label=gettext_lazy("Share of the money (₱)"),
        min_value=Decimal("0.01"),
        required=False,
        help_text=gettext_lazy("Left empty, it gets its part of what the others leave, by what they cost."),
    )

    def __init__(self, *args: Any, user: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["policy"].queryset = PolicyRecommendation.objects.visible_to(user).aimed_at()  # type: ignore[attr-defined]
