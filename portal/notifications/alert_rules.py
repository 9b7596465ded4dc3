"""What an alert is about: each room says it for its own rows, listed by dotted path in ``settings.ALERT_RULES``.

    class MoneyLapses(AlertRule):
        code = "monitoring.lapsing"
        model = "monitoring.MonitoringEntry"
        title = _("Money about to lapse")
        ...

A rule finds the rows of which it holds now; ``alerts.py`` opens and clears the alerts by it.
"""

from collections.abc import Iterable, Mapping, Sequence
from functools import cache
from typing import Any, ClassVar

from django.apps import apps
from django.conf import settings
from django.db.models import Model, QuerySet
from django.utils.functional import Promise
from django.utils.module_loading import import_string

from portal.accounts.models import User
from portal.core.access import AnyUser

Facts = dict[str, Any]
"""Keys, numbers and days, as JSON holds them; never what somebody wrote."""


class AlertRule:
    """One rule over the rows of one model."""

    code: ClassVar[str]
    """Room and name, such as ``monitoring.lapsing``."""

    model: ClassVar[str]
    """The label of the model, such as ``monitoring.MonitoringEntry``."""

    title: ClassVar[str | Promise]
    cleared_by: ClassVar[str | Promise]
    """Which fact clears it, in a sentence."""

    seen_to_by: ClassVar[str | Promise]
    """Who brings that fact about."""

    is_urgent: ClassVar[bool] = False
    """Whether those it concerns are mailed at once; else it stands in their mail of the day."""

    is_told: ClassVar[bool] = True
    """Whether people are told of it at all: not where the room tells them by a message of its own."""

    def rows(self) -> QuerySet[Any]:
        """All rows of the model, with what the words need."""
        return apps.get_model(self.model)._default_manager.all()

    def holding(self, rows: Any) -> Mapping[Any, Facts]:
        """Of these rows those of which the rule holds now, by key, with the facts."""
        raise NotImplementedError

    def step(self, facts: Facts) -> int:
        """How bad it is: people are told again when it rises."""
        return 0

    def visible_to(self, user: AnyUser) -> QuerySet[Any]:
        """The rows whose alerts this person may see."""
        return apps.get_model(self.model)._default_manager.visible_to(user)

    def name_of(self, row: Any) -> str:
        """What people know the row by."""
        return str(row)

    def words(self, row: Any, facts: Facts) -> str:
        """What is the matter, in one sentence."""
        raise NotImplementedError

    def path(self, row: Any) -> str:
        """Where it is seen to."""
        return str(row.get_absolute_url())

    def recipients(self, rows: Sequence[Any]) -> Mapping[Any, Iterable[User]]:
        """Whom it concerns, by the keys of these rows; asked where ``is_told``."""
        raise NotImplementedError


def rules() -> list[AlertRule]:
    """All that settings name, in their order."""
    return list(_made(tuple(settings.ALERT_RULES)).values())


def rule_named(code: str) -> AlertRule:
    return _made(tuple(settings.ALERT_RULES))[code]


def model_of(rule: AlertRule) -> type[Model]:
    return apps.get_model(rule.model)


@cache
def _made(paths: tuple[str, ...]) -> dict[str, AlertRule]:
    made = [import_string(path)() for path in paths]
    return {rule.code: rule for rule in made}
