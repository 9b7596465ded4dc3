"""What staff change of the public pages, at random: by the actions of their screens, one committed change at a time."""

from collections.abc import Callable
from random import Random
from uuid import UUID

from catalog import actions
from catalog.enums import OBCAccess
from catalog.models import ServiceOffering
from portal.accounts.models import User
from portal.core.models import ServiceCategory
from portal.organizations.actions import activate_organization, change_organization, deactivate_organization
from portal.organizations.models import Organization

Edit = Callable[[], None]


class Editor:
    """Knows what can be done next, and does it as ``by``."""

    def __init__(self, by: User, *, seed: int) -> None:
        self.by = by
        self.chance = Random(seed)  # noqa: S311 - to be repeatable, not secret
        self.number = 0

    def next_edit(self) -> tuple[UUID, Edit]:
        """The key of the service on whose page it will show, and the change itself."""
        self.number += 1
        rows = ServiceOffering.objects.filter(first_published_at__isnull=False).order_by("pk")
        offering = self.chance.choice([row for row in rows if not row.workflow_in_progress])
        kinds = self._of_published(offering) if offering.live else [self._publish_again]
        if not offering.offering_mao.is_active:
            kinds = [self._open_office]
        kind = self.chance.choice(kinds)
        return offering.pk, lambda: kind(offering)

    def _of_published(self, offering: ServiceOffering) -> list[Callable[[ServiceOffering], None]]:
        kinds: list[Callable[[ServiceOffering], None]] = [
            self._rename, self._describe, self._move, self._answer_otherwise, self._end_or_resume, self._unpublish,
            self._rename_office,
        ]  # fmt: skip
        return kinds if offering.offering_mao.offices.active().exists() else [*kinds, self._close_office]

    def _rename(self, offering: ServiceOffering) -> None:
        self._publish(offering, title=f"{self.number} {offering.title.lstrip('0123456789 ')}"[:255])

    def _describe(self, offering: ServiceOffering) -> None:
        self._publish(offering, description=f"Changed {self.number} times. {offering.description}"[:2000])

    def _move(self, offering: ServiceOffering) -> None:
        others = ServiceCategory.objects.filter(is_active=True).exclude(pk=offering.category_id).order_by("pk")
        self._publish(offering, category=self.chance.choice(list(others)))

    def _answer_otherwise(self, offering: ServiceOffering) -> None:
        others = [access for access in OBCAccess.values if access != offering.obc_access]
        self._publish(offering, obc_access=self.chance.choice(others))

    def _end_or_resume(self, offering: ServiceOffering) -> None:
        self._publish(offering, is_active=not offering.is_active)

    def _unpublish(self, offering: ServiceOffering) -> None:
        offering.unpublish(user=self.by)

    def _publish_again(self, offering: ServiceOffering) -> None:
        self._publish(offering)

    def _rename_office(self, offering: ServiceOffering) -> None:
        office = offering.offering_mao
        name = f"{self.number} {office.name.lstrip('0123456789 ')}"
        change_organization(office, by=self.by, values={"name": name[:200], "acronym": f"O{self.number}"})

    def _close_office(self, offering: ServiceOffering) -> None:
        deactivate_organization(offering.offering_mao, by=self.by)

    def _open_office(self, offering: ServiceOffering) -> None:
        office: Organization | None = offering.offering_mao
        closed = []
        while office and not office.is_active:
            closed.append(office)
            office = office.parent
        for office in reversed(closed):
            activate_organization(office, by=self.by)

    def _publish(self, offering: ServiceOffering, **values: object) -> None:
        draft = offering.get_latest_revision_as_object()
        for name, value in values.items():
            setattr(draft, name, value)
        draft.save_revision(user=self.by)
        actions.publish(offering, by=self.by)
