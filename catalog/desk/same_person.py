"""Other applications that may be of the same person."""

from django.db.models import Q

from catalog.applications.querysets import ApplicationQuerySet
from catalog.models import ServiceApplication


def may_be_the_same(case: ServiceApplication) -> ApplicationQuerySet:
    """For the same service, with the same e-mail address, mobile number or name. A sign to look, no proof."""
    same = Q()
    if case.applicant_email:
        same |= Q(applicant_email__iexact=case.applicant_email)
    if case.applicant_phone:
        same |= Q(applicant_phone=case.applicant_phone)
    if case.applicant_name:
        same |= Q(applicant_name__iexact=case.applicant_name)
    if not same:
        return ServiceApplication.objects.none()
    return ServiceApplication.objects.filter(same, service=case.service_id).exclude(pk=case.pk).order_by("received_at")
