"""What the catalog asks of a person today."""

from collections.abc import Iterable

from django.contrib.auth.models import AbstractUser
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from portal.core.waiting import Waiting

from .models import ApplicationForm, OfferingReport, ServiceOffering


def services_waiting(user: AbstractUser) -> Iterable[Waiting]:
    services = reverse("catalog_offerings:list")
    publishable = ServiceOffering.objects.permitted(user, "publish")
    yield Waiting(_("Services to publish"), publishable.in_moderation().count(), f"{services}?state=moderation")
    if not publishable.exists():
        mine = ServiceOffering.objects.permitted(user, "change")
        yield Waiting(_("Services returned to you"), mine.returned().count(), f"{services}?state=returned")
        yield Waiting(_("Your services at OOBC"), mine.in_moderation().count(), f"{services}?state=moderation")
    reports = OfferingReport.objects.permitted(user, "change").open()
    yield Waiting(_("Reported mistakes"), reports.count(), f"{reverse('catalog_reports:index')}?is_open=open")
    checkable = ServiceOffering.objects.permitted(user, "check")
    due = checkable.filter(pk__in=ServiceOffering.objects.due_for_check().values("pk"))
    yield Waiting(_("Services to check with their office"), due.count(), f"{services}?state=due", is_late=True)


def forms_waiting(user: AbstractUser) -> Iterable[Waiting]:
    forms = reverse("catalog_forms:list")
    publishable = ApplicationForm.objects.permitted(user, "publish")
    yield Waiting(_("Application forms to publish"), publishable.in_moderation().count(), f"{forms}?state=moderation")
    if not publishable.exists():
        mine = ApplicationForm.objects.permitted(user, "change")
        yield Waiting(_("Application forms returned to you"), mine.returned().count(), f"{forms}?state=returned")
        yield Waiting(_("Your application forms at OOBC"), mine.in_moderation().count(), f"{forms}?state=moderation")
