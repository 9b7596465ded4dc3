"""The acts on impacts, a page each."""

from typing import Any

from django.forms.models import model_to_dict
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from portal.accounts.models import User
from portal.core.registers import OverValuesMixin
from portal.policies.actions import measuring
from portal.policies.desk.beneath import BeneathAct
from portal.policies.enums import Grade, ImpactDirection, PolicyStatus
from portal.policies.models import PolicyImpact, PolicyRecommendation
from portal.policies.permissions import can

from .forms import ImpactForm

SECTION = "what-it-changed"


def may_measure(user: User, policy: PolicyRecommendation) -> bool:
    """Who tracks recommendations, while nobody gave it up; also once it is implemented."""
    return can(user, "track") and policy.status in PolicyStatus.aimed_at()


class RecordImpactAct(BeneathAct):
    form_class: Any = ImpactForm
    page_title = gettext_lazy("Record an impact")
    button_label = gettext_lazy("Record it")
    success_message = gettext_lazy("The impact is recorded.")
    section = SECTION

    @classmethod
    def may(cls, user: User, row: PolicyRecommendation) -> bool:
        return may_measure(user, row)

    def get_initial(self) -> dict[str, Any]:
        return {"direction": ImpactDirection.INCREASE, "data_quality": Grade.MEDIUM, "confidence": Grade.MEDIUM}

    def act(self, form: Any) -> None:
        measuring.record_impact(self.object, values=form.cleaned_data, by=self.actor)


class ImpactAct(BeneathAct):
    object: PolicyImpact
    section = SECTION

    @classmethod
    def may(cls, user: User, row: PolicyImpact) -> bool:
        return may_measure(user, row.policy)

    def state(self) -> list[tuple[Any, Any]]:
        return [(_("Recommendation"), self.object.policy.title), (_("Unit"), self.object.unit)]


class ChangeImpactAct(OverValuesMixin, ImpactAct):
    form_class = ImpactForm
    page_title = gettext_lazy("Measured again, or change it")
    button_label = gettext_lazy("Save it")
    success_message = gettext_lazy("“%(object)s” is saved.")

    def get_initial(self) -> dict[str, Any]:
        return model_to_dict(self.object, fields=measuring.OWN)

    def mark(self) -> str:
        return measuring.impact_mark(self.object)

    def act(self, form: Any) -> None:
        values = form.cleaned_data
        measuring.change_impact(self.object, values=values, shown=values["shown"], by=self.actor)


class RemoveImpactAct(ImpactAct):
    page_title = gettext_lazy("Remove")
    button_label = gettext_lazy("Yes, remove it")
    success_message = gettext_lazy("“%(object)s” is removed.")
    is_serious = True

    def explanation(self) -> list[Any]:
        return [_("Only where it was recorded by mistake. Its numbers stay on record.")]

    def act(self, form: Any) -> None:
        measuring.remove_impact(self.object, by=self.actor)


IMPACT_ACTS: dict[str, type[ImpactAct]] = {"change": ChangeImpactAct, "remove": RemoveImpactAct}
