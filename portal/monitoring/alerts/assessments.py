"""Assessments whose pressing needs nobody pays for."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from django.db.models import QuerySet
from django.urls import reverse
from django.utils.translation import gettext_lazy, ngettext

from portal.accounts.models import User
from portal.monitoring.figures.funding import unaddressed_assessments
from portal.monitoring.people import who_may
from portal.needs.models import Assessment
from portal.notifications.alert_rules import AlertRule, Facts


class AssessmentUnaddressed(AlertRule):
    """Of the needs of a completed assessment with a score above 4.0, more than half have no money granted."""

    code = "monitoring.assessment"
    model = "needs.Assessment"
    title = gettext_lazy("Assessment whose needs nobody pays for")
    cleared_by = gettext_lazy("It clears once an act grants money to half of these needs.")
    seen_to_by = gettext_lazy("The planners: they propose PPAs for these needs, or link those that answer them")

    def rows(self) -> QuerySet[Any]:
        return Assessment.objects.all()

    def holding(self, rows: Any) -> Mapping[Any, Facts]:
        return {
            key: {"pressing": found.pressing, "without": found.without_money}
            for key, found in unaddressed_assessments(rows).items()
        }

    def words(self, row: Any, facts: Facts) -> str:
        sentence = ngettext(
            "%(without)s of %(pressing)s need with a score above 4.0 has no money granted.",
            "%(without)s of %(pressing)s needs with a score above 4.0 have no money granted.",
            facts["pressing"],
        )
        return sentence % facts

    def path(self, row: Any) -> str:
        return reverse("needs_assessments:inspect", args=[row.pk])

    def recipients(self, rows: Sequence[Any]) -> Mapping[Any, Iterable[User]]:
        planners = list(who_may("link"))
        return {row.pk: planners for row in rows}
