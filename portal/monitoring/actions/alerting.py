"""After an act: the alerts that rest on what it changed are looked at again in its transaction, so that the fact opens
and clears them at once. What time alone changes is found by the hourly sweep."""

from collections.abc import Iterable
from uuid import UUID

from portal.monitoring.enums import PPAStatus
from portal.monitoring.models import MonitoringEntry, OutcomePeriod, ProgressUpdate
from portal.needs.models import Assessment
from portal.notifications import alerts
from portal.policies.models import PolicyRecommendation

MONEY = ["monitoring.over_obligated", "monitoring.lapsing"]
PROGRESS = ["monitoring.slippage", "monitoring.update_due", "monitoring.update_late"]
POLICIES = ["monitoring.policy_unfunded", "monitoring.policy_underfunded"]
FOLLOW_UP, RESULT, ASSESSMENT = "monitoring.follow_up", "monitoring.indicator", "monitoring.assessment"


def money_moved(*ppas: MonitoringEntry) -> None:
    """Money of these PPAs was granted, released, obligated, or may be used otherwise."""
    for rule in MONEY:
        alerts.check(rule, ppas)


def progress_reported(*ppas: MonitoringEntry) -> None:
    """A quarter of these PPAs was reported or corrected."""
    for rule in PROGRESS:
        alerts.check(rule, ppas)
    alerts.check(FOLLOW_UP, ProgressUpdate.objects.filter(ppa__in=ppas).exclude(follow_up_on=None))


def results_reported(*periods: OutcomePeriod) -> None:
    """A value of these periods was reported, or a period was taken away."""
    alerts.check(RESULT, periods)


def status_changed(ppa: MonitoringEntry, was: str) -> None:
    """Before an act grants its money no alert is about a PPA."""
    if not {was, ppa.status} & set(PPAStatus.spending()):
        return
    money_moved(ppa)
    progress_reported(ppa)
    results_reported(*OutcomePeriod.objects.filter(outcome__ppa=ppa))
    needs_funded(ppa.needs_addressed.values_list("need", flat=True))
    policies_funded(ppa.implementing_policies.values_list("policy", flat=True))


def needs_funded(needs: Iterable[UUID]) -> None:
    """Other money is granted to these needs now."""
    alerts.check(ASSESSMENT, Assessment.objects.filter(needs__in=needs).distinct())


def policies_funded(policies: Iterable[UUID]) -> None:
    """Other money is granted to these recommendations now."""
    for rule in POLICIES:
        alerts.check(rule, PolicyRecommendation.objects.filter(pk__in=policies))
