"""What people are told when alerts open or get worse."""

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING, Any

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from portal.accounts.models import User

from .alert_rules import AlertRule
from .messages import Message, Recipient

if TYPE_CHECKING:
    from .alerts import Shown

NAMED = 10


class AlertsDigested(Message):
    """Tells somebody what one rule has found, in their mail of the day."""

    kind = "notifications.alerts"
    template = "portal/notifications/messages/alerts.txt"
    is_digested = True

    def __init__(self, rule: AlertRule, alerts: "Sequence[Shown]", *, to: User, key: str) -> None:
        self.rule, self.alerts, self.to, self._key = rule, alerts, to, key

    def key(self) -> str:
        return self._key

    def recipients(self) -> Iterable[Recipient]:
        return [self.to]

    def subject(self) -> str:
        if len(self.alerts) == 1:
            return _("Alert: %(title)s: %(name)s") % {"title": self.rule.title, "name": self.alerts[0].name}
        number = len(self.alerts)
        return ngettext("%(number)d alert: %(title)s", "%(number)d alerts: %(title)s", number) % {
            "number": number,
            "title": self.rule.title,
        }

    def context(self) -> dict[str, Any]:
        more = max(0, len(self.alerts) - NAMED)
        return {"alerts": self.alerts[:NAMED], "more": more, "cleared_by": self.rule.cleared_by}

    def path(self) -> str:
        if len(self.alerts) == 1:
            return self.alerts[0].path
        return f"{reverse('admin_notices:alerts')}?rule={self.rule.code}"


class AlertsUrgent(AlertsDigested):
    """The same at once, of what cannot wait until tomorrow."""

    kind = "notifications.urgent_alerts"
    is_digested = False
