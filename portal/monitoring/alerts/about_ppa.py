"""What the rules about PPAs share."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any, ClassVar

from django.db.models import QuerySet

from portal.accounts.models import User
from portal.monitoring.models import MonitoringEntry
from portal.monitoring.people import focal_persons_by_office, who_may
from portal.notifications.alert_rules import AlertRule


class AboutPPAs(AlertRule):
    """Concerns the focal persons of the office that leads the PPA, and those who do an act on all PPAs."""

    model = "monitoring.MonitoringEntry"
    tells_office: ClassVar[bool] = True
    tells: ClassVar[str] = ""
    """The act, such as “review”; empty: nobody but the office."""

    def rows(self) -> QuerySet[Any]:
        return MonitoringEntry.objects.select_related("lead_organization")

    def name_of(self, row: Any) -> str:
        return str(self.ppa_of(row).title)

    def ppa_of(self, row: Any) -> MonitoringEntry:
        return row

    def path(self, row: Any) -> str:
        return self.ppa_of(row).get_absolute_url()

    def recipients(self, rows: Sequence[Any]) -> Mapping[Any, Iterable[User]]:
        office_wide = list(who_may(self.tells)) if self.tells else []
        offices = {row.pk: self.ppa_of(row).lead_organization_id for row in rows}
        focal = focal_persons_by_office(offices.values()) if self.tells_office else {}
        return {key: [*focal.get(office, []), *office_wide] for key, office in offices.items()}
