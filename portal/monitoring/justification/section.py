"""The budget justification on the page of its PPA."""

from django.urls import reverse
from django.utils.translation import gettext as _

from portal.accounts.models import User
from portal.core.access import AnyUser
from portal.core.sections import Section
from portal.evidence.attached import attached_section
from portal.monitoring.enums import PPAStatus
from portal.monitoring.models import BudgetJustification, MonitoringEntry
from portal.monitoring.permissions import can


def may_justify(user: AnyUser, ppa: MonitoringEntry) -> bool:
    return ppa.status in PPAStatus.editable() and can(user, "change", ppa)


def justification_section(ppa: MonitoringEntry, user: User) -> Section | None:
    """For ``PPA_SECTIONS``. What was loaded from an act needs none."""
    row = BudgetJustification.objects.select_related("updated_by").filter(ppa=ppa).first()
    may_write = may_justify(user, ppa)
    if row is None and ppa.loaded_from:
        return None
    documents_url = reverse("monitoring_justification:documents", args=[ppa.pk]) if row and may_write else ""
    return Section(
        _("Budget justification"),
        "portal/monitoring/justification/_section.html",
        row=row,
        answers_needs=ppa.needs_addressed.exists(),
        write_url=reverse("monitoring_justification:write", args=[ppa.pk]) if may_write else "",
        print_url=reverse("monitoring_justification:print", args=[ppa.pk]) if row else "",
        documents=attached_section(row.documents.all(), user, attach_url=documents_url) if row else None,
    )
