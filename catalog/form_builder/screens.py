"""From a service to its form: the button that both screens of a service share."""

from django.urls import reverse
from django.utils.translation import gettext as _
from wagtail.admin.widgets.button import HeaderButton

from catalog.models import ApplicationForm, ServiceOffering
from catalog.permissions import can_start_form
from portal.accounts.models import User


def form_address(form: ApplicationForm, *, for_user: User) -> str | None:
    """Where this person works on the form, or reads it; None if neither."""
    if ApplicationForm.objects.permitted(for_user, "change").filter(pk=form.pk).exists():
        return reverse("catalog_forms:edit", args=[form.pk])
    if ApplicationForm.objects.visible_to(for_user).filter(pk=form.pk).exists():
        return reverse("catalog_forms:inspect", args=[form.pk])
    return None


def form_button(offering: ServiceOffering, *, for_user: User) -> HeaderButton | None:
    form = ApplicationForm.objects.filter(offering=offering.pk).first()
    if form is not None:
        url = form_address(form, for_user=for_user)
        return HeaderButton(_("Application form"), url=url, icon_name="form", priority=7) if url else None
    if not can_start_form(for_user, offering):
        return None
    url = f"{reverse('catalog_forms:add')}?service={offering.pk}"
    return HeaderButton(_("Make an application form"), url=url, icon_name="form", priority=7)
