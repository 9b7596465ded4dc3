"""What people do with application forms, beside what they do with every text: ``catalog.actions``."""

from django.db import transaction
from django.utils.translation import gettext as _

from catalog.models import ApplicationForm, ServiceOffering
from catalog.permissions import can_start_form
from portal.accounts.models import User
from portal.core.actions import ActionRefused

from .definitions import streams_of
from .templates import FormTemplate


@transaction.atomic
def start(offering: ServiceOffering, *, template: FormTemplate | None, by: User) -> ApplicationForm:
    """Draft the form of a service: a page for each paper it asks for, after the pages of the template."""
    offering = ServiceOffering.objects.select_for_update(of=("self",)).get(pk=offering.pk)
    if not can_start_form(by, offering):
        raise ActionRefused(_("You may not make forms for services of this office."))
    if ApplicationForm.objects.filter(offering=offering).exists():
        raise ActionRefused(_("This service has a form already."))
    form = ApplicationForm(offering=offering, receiving_unit=offering.contact_person)
    if template:
        for name, stream in streams_of(template.definition_for(offering)).items():
            setattr(form, name, stream)
    form.save()
    form.save_revision(user=by, clean=False, log_action="wagtail.create")
    return form
