from datetime import date
from typing import Self

from django.db.models import Q
from django.utils import timezone

from portal.core.access import AnyUser, ScopedQuerySet
from portal.needs.scope import reach_of
from portal.organizations.querysets import OwnedByOrganizationQuerySet

from .enums import PPAStatus, StageState


class MonitoringEntryQuerySet(OwnedByOrganizationQuerySet):
    organization_path = "lead_organization"

    def counted(self) -> Self:
        """Their money takes room under ceilings."""
        return self.filter(status__in=PPAStatus.counted())

    def funding(self) -> Self:
        """Their money is law."""
        return self.filter(status__in=PPAStatus.funding())

    def pipeline(self) -> Self:
        """Their money is asked for and not yet law."""
        return self.filter(status__in=PPAStatus.pipeline())

    def public(self) -> Self:
        """What anybody may read: nothing that is not enacted."""
        return self.filter(status__in=PPAStatus.public())

    def in_year(self, fiscal_year: int) -> Self:
        """PPAs with money in this fiscal year."""
        lines = self.model._meta.get_field("lines").related_model.objects
        return self.filter(pk__in=lines.filter(fiscal_year=fiscal_year).values("ppa"))

    def search(self, text: str) -> Self:
        """Every word stands in the title, or the whole text is its program code."""
        found = self
        for word in text.split():
            found = found.filter(Q(title__icontains=word) | Q(program_code=text.strip()))
        return found


class OfPPAQuerySet(ScopedQuerySet):
    """Rows that belong to a PPA: who may see them is said by the PPA."""

    ppa_path = "ppa"

    def permitted(self, user: AnyUser, *actions: str) -> Self:
        ppas = self.model
        for name in self.ppa_path.split("__"):
            ppas = ppas._meta.get_field(name).related_model
        return self.filter(**{f"{self.ppa_path}__in": ppas.objects.permitted(user, *actions)})


class MoneyLineQuerySet(OfPPAQuerySet):
    def in_year(self, fiscal_year: int) -> Self:
        return self.filter(fiscal_year=fiscal_year)

    def counted(self) -> Self:
        """Lines that take room under ceilings."""
        return self.filter(ppa__status__in=PPAStatus.counted())


class FlowQuerySet(OfPPAQuerySet):
    ppa_path = "line__ppa"

    def until(self, as_of: date) -> Self:
        """What had happened by the end of this day."""
        return self.filter(on__lte=as_of)


class OfContractQuerySet(OfPPAQuerySet):
    ppa_path = "contract__ppa"


class StageQuerySet(OfPPAQuerySet):
    def late(self, on: date | None = None) -> Self:
        """Not completed, and the day has passed."""
        return self.exclude(state=StageState.COMPLETED).filter(due_on__lt=on or timezone.localdate())

    def of(self, user: AnyUser) -> Self:
        """Those that this person sees to."""
        return self.filter(owner=user.pk)

    def search(self, text: str) -> Self:
        """Every word stands in the title of the PPA."""
        found = self
        for word in text.split():
            found = found.filter(ppa__title__icontains=word)
        return found


class StageDocumentQuerySet(OfPPAQuerySet):
    ppa_path = "stage__ppa"


class UpdateQuerySet(OfPPAQuerySet):
    def search(self, text: str) -> Self:
        """Every word stands in the title of the PPA."""
        found = self
        for word in text.split():
            found = found.filter(ppa__title__icontains=word)
        return found


class EarlierUpdateQuerySet(OfPPAQuerySet):
    ppa_path = "update__ppa"


class OfOutcomeQuerySet(OfPPAQuerySet):
    ppa_path = "outcome__ppa"


class OfPeriodQuerySet(OfPPAQuerySet):
    ppa_path = "period__outcome__ppa"


class OfficeWideQuerySet(ScopedQuerySet):
    """Rows of the whole office: who may see one sees all."""

    def permitted(self, user: AnyUser, *actions: str) -> Self:
        return self if reach_of(user, self.model, *actions).everything else self.none()


class CalendarQuerySet(OfficeWideQuerySet):
    """The days of the budget."""


class CeilingQuerySet(OfficeWideQuerySet):
    def binding(self, fiscal_year: int, source: int, sector: int | None) -> Self:
        """The ceilings that a money line of this year and source falls under, if its PPA has this sector."""
        return self.filter(Q(sector=None) | Q(sector=sector), fiscal_year=fiscal_year, source=source)


class OfCeilingQuerySet(OfficeWideQuerySet):
    """What was decided about a ceiling."""


class IndicatorQuerySet(ScopedQuerySet):
    """The library is no secret: who may see PPAs may see it."""

    def permitted(self, user: AnyUser, *actions: str) -> Self:
        reach = reach_of(user, self.model, *actions)
        return self if reach.everything or reach.organizations else self.none()

    def active(self) -> Self:
        return self.filter(is_active=True)
