"""Recommendations that Parliament approved and nobody pays for, or hardly; and steps of them that are late."""

import datetime
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from decimal import Decimal
from typing import Any

from django.db.models import QuerySet
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format, number_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from portal.accounts.models import User
from portal.monitoring.figures.policies import PolicyMoney, money_of_policies
from portal.monitoring.people import focal_persons_by_office
from portal.notifications.alert_rules import AlertRule, Facts
from portal.policies.models import PolicyImplementationMilestone, PolicyRecommendation
from portal.policies.people import who_may


class AboutPolicies(AlertRule):
    """Concerns those who write recommendations, and OCM."""

    model = "policies.PolicyRecommendation"

    def rows(self) -> QuerySet[Any]:
        return PolicyRecommendation.objects.all()

    def path(self, row: Any) -> str:
        return reverse("policies_register:inspect", args=[row.pk])

    def recipients(self, rows: Sequence[Any]) -> Mapping[Any, Iterable[User]]:
        people = [*who_may("change"), *who_may("endorse")]
        return {row.pk: people for row in rows}

    def holds(self, money: PolicyMoney) -> bool:
        raise NotImplementedError

    def facts(self, money: PolicyMoney) -> Facts:
        return {"cost": "" if money.funding.cost is None else str(money.funding.cost)}

    def holding(self, rows: Any) -> Mapping[Any, Facts]:
        found = money_of_policies(rows.adopted())
        return {key: self.facts(money) for key, money in found.items() if self.holds(money)}


class PolicyUnfunded(AboutPolicies):
    """Approved or in implementation, and no act grants it anything."""

    code = "monitoring.policy_unfunded"
    title = gettext_lazy("Recommendation without money")
    cleared_by = gettext_lazy("It clears once an act grants money to a PPA that implements it.")
    seen_to_by = gettext_lazy("The planners: they propose PPAs that implement it, or tag those that do")

    def holds(self, money: PolicyMoney) -> bool:
        return money.is_unfunded

    def words(self, row: Any, facts: Facts) -> str:
        if not facts["cost"]:
            return _("Parliament approved it, and no money is granted. What it costs is not known.")
        return _("Parliament approved it, and none of the %(cost)s that it costs is granted.") % {
            "cost": _pesos(facts["cost"])
        }


class PolicyUnderfunded(AboutPolicies):
    """Approved or in implementation, and acts grant less than half of what it costs."""

    code = "monitoring.policy_underfunded"
    title = gettext_lazy("Recommendation below half of its money")
    cleared_by = gettext_lazy("It clears once acts grant half of what it costs.")
    seen_to_by = gettext_lazy("The planners: they propose PPAs that implement it, or tag those that do")

    def holds(self, money: PolicyMoney) -> bool:
        return money.is_underfunded

    def facts(self, money: PolicyMoney) -> Facts:
        return {
            **super().facts(money),
            "granted": str(money.funding.funded),
            "percent": str(money.funding.coverage_pct),
        }

    def words(self, row: Any, facts: Facts) -> str:
        return _("%(granted)s of %(cost)s are granted: %(percent)s %%.") % {
            "granted": _pesos(facts["granted"]),
            "cost": _pesos(facts["cost"]),
            "percent": facts["percent"],
        }


class MilestoneLate(AlertRule):
    """A step of a recommendation is open after its day."""

    code = "monitoring.policy_milestone"
    model = "policies.PolicyImplementationMilestone"
    title = gettext_lazy("Milestone of a recommendation late")
    cleared_by = gettext_lazy("It clears once the milestone is completed, given up, or given a later day.")
    seen_to_by = gettext_lazy("Who answers for the milestone, and who keeps milestones at OOBC")

    def rows(self) -> QuerySet[Any]:
        return PolicyImplementationMilestone.objects.select_related("policy", "responsible_person")

    def holding(self, rows: Any) -> Mapping[Any, Facts]:
        late = rows.late().order_by().values_list("pk", "target_date")
        return {key: {"due": str(day)} for key, day in late}

    def name_of(self, row: Any) -> str:
        return f"{row.policy}: {row.title}"

    def words(self, row: Any, facts: Facts) -> str:
        day = datetime.date.fromisoformat(facts["due"])
        return _("It was due on %(day)s and is not done, %(days)d days later.") % {
            "day": date_format(day, "DATE_FORMAT"),
            "days": (timezone.localdate() - day).days,
        }

    def path(self, row: Any) -> str:
        return reverse("policies_register:inspect", args=[row.policy_id])

    def recipients(self, rows: Sequence[Any]) -> Mapping[Any, Iterable[User]]:
        keepers = list(who_may("track"))
        offices = [row.responsible_organization_id for row in rows if row.responsible_organization_id]
        focal = focal_persons_by_office(offices) if offices else defaultdict(list)
        return {row.pk: [*_answering(row), *focal.get(row.responsible_organization_id, []), *keepers] for row in rows}


def _answering(milestone: PolicyImplementationMilestone) -> list[User]:
    person = milestone.responsible_person
    return [person] if person and person.is_active else []


def _pesos(amount: str) -> str:
    return "₱" + number_format(Decimal(amount), decimal_pos=2, force_grouping=True)
