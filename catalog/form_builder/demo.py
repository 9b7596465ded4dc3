"""Application forms of some services that come with the portal, so that people can apply in a demonstration.

Each is made from a template and published by the same actions as on the screens; one waits for OOBC. The services need
a class under RA 11032 and are set to “apply online”: both are invented for demonstration.
"""

from collections.abc import Iterator
from dataclasses import dataclass

from catalog import actions
from catalog.enums import ApplicationMode, TransactionClass
from catalog.loaders import LoadFailed, load_moderation_workflow
from catalog.models import ServiceOffering
from portal.accounts.models import User
from portal.core.loading import Loaded
from portal.organizations.models import OrganizationMembership

from .actions import start
from .templates import form_templates


@dataclass(frozen=True)
class DemoForm:
    service: str
    """The import key of the service."""

    template: str
    transaction_class: TransactionClass
    receiving_unit: str
    waits: bool = False
    """Handed in, and not published yet."""


FORMS = [
    DemoForm("ahme-sp", "scholarship", TransactionClass.HIGHLY_TECHNICAL, "Records Officer, Scholarship Division"),
    DemoForm("ambag", "medical_burial", TransactionClass.SIMPLE, "Receiving desk, Medical Assistance Section"),
    DemoForm("abaka", "scholarship", TransactionClass.COMPLEX, "Records Officer, Social Assistance Division"),
    DemoForm("mafar-farm", "livelihood", TransactionClass.HIGHLY_TECHNICAL, "Receiving desk, Field Operations"),
    DemoForm("oobc-proposal", "community_project", TransactionClass.HIGHLY_TECHNICAL, "Records desk, OOBC"),
    DemoForm("demo-wheelchairs", "advice", TransactionClass.COMPLEX, "Records Officer, Welfare Division"),
    DemoForm("bsk", "livelihood", TransactionClass.COMPLEX, "Records Officer, Livelihood Section", waits=True),
]


def load() -> Iterator[Loaded]:
    """Make the forms of services that have none. The demonstration accounts must have been opened."""
    load_moderation_workflow()
    keys = [form.service for form in FORMS]
    found = ServiceOffering.objects.filter(import_key__in=keys, application_form=None, has_unpublished_changes=False)
    services = {offering.import_key: offering for offering in found.select_related("offering_mao")}
    new = [form for form in FORMS if form.service in services]
    moderator = User.objects.filter(is_active=True, groups__name="oobc_staff").order_by("username").first()
    if new and moderator is None:
        raise LoadFailed("OOBC has no staff. Run demo_accounts first.")
    for form in new:
        _make(form, services[form.service], moderator)
    yield Loaded("demonstration forms", rows=len(FORMS), created=len(new), changed=0, kept=0)


def _make(demo: DemoForm, offering: ServiceOffering, moderator: User) -> None:
    if not offering.transaction_class:
        _change(offering, moderator, transaction_class=demo.transaction_class)
    by = _editor_of(offering) or moderator
    form = start(offering, template=form_templates()[demo.template], by=by)
    draft = form.get_latest_revision_as_object()
    draft.receiving_unit = demo.receiving_unit
    draft.save_revision(user=by)
    if demo.waits:
        actions.submit(form, by=by)
        return
    actions.publish(form, by=moderator)
    _change(offering, moderator, application_mode=ApplicationMode.ONLINE)


def _change(offering: ServiceOffering, moderator: User, **facts: str) -> None:
    draft = ServiceOffering.objects.get(pk=offering.pk)  # it has no unpublished change: this is its newest text
    for name, value in facts.items():
        setattr(draft, name, value)
    draft.save_revision(user=moderator)
    actions.publish(draft, by=moderator)


def _editor_of(offering: ServiceOffering) -> User | None:
    memberships = OrganizationMembership.objects.in_force().filter(
        organization=offering.offering_mao, role="mao_editor", user__is_active=True
    )
    editing = memberships.select_related("user").order_by("user__username").first()
    return editing.user if editing else None
