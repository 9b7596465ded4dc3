"""What became of applications for a service, counted at night and told to everybody on its page."""

from dataclasses import dataclass

from django.db import transaction
from django.utils.formats import number_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from catalog.models import ServiceApplication, ServiceFigures
from portal.core.models import ContentVersion

from . import clock
from .figures import of_each_service, percent
from .suppression import FEWEST, is_small

FIGURES = ("received", "decided", "approved", "median_days", "on_time", "late")


@transaction.atomic
def count_services() -> int:
    """Count anew for each service with applications; how many there are. Pages show it from the next request on."""
    today = clock.today()
    counted = [
        ServiceFigures(offering_id=row.pop("service_id"), counted_on=today, **row)
        for row in of_each_service(ServiceApplication.objects.all(), today)
    ]
    ServiceFigures.objects.bulk_create(
        counted, update_conflicts=True, unique_fields=["offering"], update_fields=["counted_on", *FIGURES]
    )
    if counted:
        ContentVersion.bump()
    return len(counted)


@dataclass(frozen=True)
class Line:
    label: str
    value: str
    """Empty where it must not be shown."""


@dataclass(frozen=True)
class ThroughPortal:
    """In words. What is under five is not shown, nor what would give it away; what is not known is left out."""

    counted: ServiceFigures

    @property
    def is_enough(self) -> bool:
        return self.counted.received >= FEWEST

    @property
    def lines(self) -> list[Line]:
        return [
            Line(_("Applications received"), self._number(self.counted.received)),
            Line(_("Decided"), self._number(self.counted.decided)),
            *([Line(_("Approved"), self._approved)] if self.counted.decided else []),
            *([Line(_("Usual time to a decision"), self._usual_time)] if self.counted.decided else []),
            *([Line(_("Decided in time"), self._in_time)] if self._known else []),
        ]

    @staticmethod
    def _number(n: int) -> str:
        return "" if is_small(n) else f"{n:,}"

    @property
    def _approved(self) -> str:
        decided, approved = self.counted.decided, self.counted.approved
        if any(is_small(n) for n in (decided, approved, decided - approved)):
            return ""
        return _("%(part)s of %(whole)s") % {"part": f"{approved:,}", "whole": f"{decided:,}"}

    @property
    def _usual_time(self) -> str:
        days = self.counted.median_days
        if days is None or is_small(self.counted.decided):
            return ""
        said = number_format(days.normalize() if days % 1 else int(days))
        return ngettext("%(days)s working day", "%(days)s working days", int(days != 1) + 1) % {"days": said}

    @property
    def _known(self) -> int:
        """Those of which it can be said whether they were decided in time."""
        return self.counted.on_time + self.counted.late

    @property
    def _in_time(self) -> str:
        if is_small(self._known):
            return ""
        share = percent(self.counted.on_time, self._known)
        return _("%(share)s%% of %(whole)s that were due") % {"share": share, "whole": f"{self._known:,}"}
