"""An approved case can become a PPA that is followed like any other."""

from django.db import transaction
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from catalog.applications import history
from catalog.enums import ApplicationStatus, EventKind
from catalog.models import ServiceApplication, ServiceOffering
from catalog.permissions import can_decide
from portal.accounts.models import User
from portal.core.actions import ActionRefused
from portal.monitoring.history import happened as ppa_happened
from portal.monitoring.models import MonitoringEntry

LONGEST_NAME = 200


@transaction.atomic
def link_ppa(application: ServiceApplication, *, by: User) -> MonitoringEntry:
    """A draft PPA of the same office for an approved case, without money; asked for again, it is the same one.

    Its title says nothing about the applicant: who sees PPAs does not see cases.
    """
    ServiceOffering.objects.select_for_update(no_key=True).only("pk").get(pk=application.service_id)
    cases = ServiceApplication.objects.select_for_update(no_key=True, of=("self",)).select_related("service")
    case = cases.get(pk=application.pk)
    if not can_decide(by, case):
        raise ActionRefused(_("Only the office of the service decides its applications."))
    if case.status not in ApplicationStatus.holding_a_slot():
        raise ActionRefused(_("Only an approved case becomes a PPA."))
    if case.resulting_ppa:
        return case.resulting_ppa
    names = {
        "service": case.service.title[:LONGEST_NAME],
        "day": date_format(timezone.localtime(case.decided_at), "DATE_FORMAT"),
    }
    ppa = MonitoringEntry.objects.create(
        title=_("%(service)s, approved on %(day)s") % names,
        lead_organization_id=case.service.offering_mao_id,
        created_by=by,
    )
    ppa_happened(ppa, "add", by=by)
    case.resulting_ppa = ppa
    case.save(update_fields=["resulting_ppa"])
    case.service.linked_ppas.add(ppa)
    history.happened(case, EventKind.LINKED, by=by, ppa=ppa.pk)
    application.resulting_ppa = ppa
    return ppa
