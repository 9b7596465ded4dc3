"""What the page of a PPA says of the services it delivers, and of the case it was made from."""

from django.contrib.auth.models import AbstractUser
from django.utils.translation import gettext as _

from catalog.models import ServiceApplication, ServiceOffering
from portal.core.sections import Section
from portal.monitoring.models import MonitoringEntry


def services_of_ppa(ppa: MonitoringEntry, user: AbstractUser) -> Section | None:
    """The services, to who sees them; the case as a number alone, to its own office alone."""
    services = list(ServiceOffering.objects.visible_to(user).filter(linked_ppas=ppa))
    case = ServiceApplication.objects.visible_to(user).filter(resulting_ppa=ppa).first()
    if not services and case is None:
        return None
    return Section(_("Services and applications"), "catalog/admin/desk/_ppa.html", services=services, case=case)
