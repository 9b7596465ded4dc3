"""Before you start: the form of a service with all that its first page tells."""

from dataclasses import dataclass
from uuid import UUID

from django.utils.translation import ngettext

from catalog.answers import ServicePage
from catalog.applications.clock import today
from catalog.applications.sending import closed_because, notice_in_force
from catalog.enums import TransactionClass
from catalog.models import ApplicationForm, FormVersion, PrivacyNotice, ServiceOffering


@dataclass(frozen=True)
class Opening:
    service: ServicePage
    form: ApplicationForm | None
    version: FormVersion | None
    notice: PrivacyNotice | None
    closed: str
    """Why the office takes nothing now."""

    @property
    def is_open(self) -> bool:
        return bool(self.version and self.notice and not self.closed)

    @property
    def days(self) -> str:
        """How long the law gives the office."""
        offering = self.service.offering
        days = TransactionClass(offering.transaction_class or TransactionClass.HIGHLY_TECHNICAL).working_days
        return ngettext("%(days)d working day", "%(days)d working days", days) % {"days": days}


def opening(offering: UUID) -> Opening | None:
    """None where there is no such public service."""
    rows = ServiceOffering.objects.public().select_related("offering_mao").prefetch_related("document_rows")
    found = rows.prefetch_related("translations").filter(pk=offering).first()
    if found is None:
        return None
    form = ApplicationForm.objects.in_use().select_related("offering").filter(offering=found).first()
    return Opening(
        service=ServicePage(found),
        form=form,
        version=form.current if form else None,
        notice=notice_in_force(),
        closed=closed_because(form, on=today()) if form else "",
    )
