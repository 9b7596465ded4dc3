from datetime import date
from typing import Any, Self

from django.apps import apps
from django.db.models import Count, OuterRef, Q, Subquery, Sum
from django.db.models.functions import Coalesce
from django.utils import timezone

from portal.core.access import AnyUser, ScopedQuerySet
from portal.core.fiscal_year import Quarter
from portal.core.wording import every_word
from portal.needs.querysets import PLACE_PATHS
from portal.needs.scope import reach_of
from portal.organizations.querysets import OwnedByOrganizationQuerySet

from .enums import ActualState, ChangeState, PPAStatus, StageState

LEARNED = ("lessons_learned", "best_practices", "recommendations_for_future")
"""What was learned of a PPA."""


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

    def in_region(self, region: Any) -> Self:
        """PPAs with a place in this region, or that serve all of it; those without a place are in none."""
        where = Q()
        for path in PLACE_PATHS.values():
            where |= Q(**{path: region})
        places = self.model._meta.get_field("places").related_model.objects
        return self.filter(pk__in=places.filter(where).values("ppa"))

    def tagged(self, tag: str) -> Self:
        """PPAs whose money serves this cause, in part at least."""
        tags = self.model._meta.get_field("tags").related_model.objects
        return self.filter(pk__in=tags.filter(tag=tag).values("ppa"))

    def late(self, on: date) -> Self:
        """Begun or to begin, and the end that was meant last has passed."""
        going = [PPAStatus.ENACTED, PPAStatus.IN_EXECUTION, PPAStatus.ON_HOLD]
        return self.alias(meant=Coalesce("revised_end", "planned_end")).filter(status__in=going, meant__lt=on)

    def with_an_open_change(self) -> Self:
        """A change of what was approved waits for a decision."""
        changes = self.model._meta.get_field("changes").related_model.objects
        return self.filter(pk__in=changes.filter(state=ChangeState.ASKED).values("ppa"))

    def with_asked(self) -> Self:
        """Each with ``asked``: the pesos of its money lines, or of its parts' lines; None where it has none."""
        lines = self.model._meta.get_field("lines").related_model.objects.order_by()
        # Lines of a PPA and of its parts never stand side by side; each is found by its own index.
        own, of_parts = (
            lines.filter(**{path: OuterRef("pk")}).values(path).annotate(total=Sum("amount")).values("total")
            for path in ("ppa", "ppa__parent")
        )
        return self.annotate(asked=Coalesce(Subquery(own), Subquery(of_parts)))

    def with_lessons(self) -> Self:
        """Where somebody wrote down what was learned."""
        return self.exclude(**dict.fromkeys(LEARNED, ""))

    def learned(self, text: str) -> Self:
        """Every word stands in what was learned, or in the title."""
        return self.filter(every_word(text, "title__icontains", *[f"{name}__icontains" for name in LEARNED]))

    def search(self, text: str) -> Self:
        """Every word stands in the title, or the whole text is its program code."""
        return self.filter(every_word(text, "title__icontains") | Q(program_code=text.strip()))


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
        """Not completed, and the day has passed; of PPAs that were not given up."""
        open_ones = self.exclude(state=StageState.COMPLETED).exclude(ppa__status__in=PPAStatus.given_up())
        return open_ones.filter(due_on__lt=on or timezone.localdate())

    def of(self, user: AnyUser) -> Self:
        """Those that this person sees to."""
        return self.filter(owner=user.pk)

    def search(self, text: str) -> Self:
        """Every word stands in the title of the PPA."""
        return self.filter(every_word(text, "ppa__title__icontains"))


class StageDocumentQuerySet(OfPPAQuerySet):
    ppa_path = "stage__ppa"


class UpdateQuerySet(OfPPAQuerySet):
    def search(self, text: str) -> Self:
        """Every word stands in the title of the PPA."""
        return self.filter(every_word(text, "ppa__title__icontains"))


class EarlierUpdateQuerySet(OfPPAQuerySet):
    ppa_path = "update__ppa"


class OutcomeQuerySet(OfPPAQuerySet):
    def search(self, text: str) -> Self:
        """Every word stands in the indicator or in the title of its PPA."""
        return self.filter(every_word(text, "indicator__icontains", "ppa__title__icontains"))


class OutcomePeriodQuerySet(OfPPAQuerySet):
    ppa_path = "outcome__ppa"

    def to_approve(self) -> Self:
        """Reported, and not looked at yet."""
        return self.filter(actual_state=ActualState.REPORTED)

    def missing(self, on: date) -> Self:
        """Over by this day, of a PPA whose money is granted, and nobody reported a value."""
        quarter = Quarter.of(on)
        this_year = Q(fiscal_year=quarter.fiscal_year, quarter__lt=quarter.number)
        over = Q(fiscal_year__lt=quarter.fiscal_year) | this_year
        granted = {"outcome__ppa__status__in": PPAStatus.spending(), "outcome__ppa__enacted_on__isnull": False}
        return self.filter(over, actual_state=ActualState.NONE, **granted)

    def search(self, text: str) -> Self:
        """Every word stands in the indicator or in the title of its PPA."""
        return self.filter(every_word(text, "outcome__indicator__icontains", "outcome__ppa__title__icontains"))


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


class LedgerQuerySet(ScopedQuerySet):
    """Events of money: seen by who sees the PPA or the ceiling whose chain they stand in."""

    def permitted(self, user: AnyUser, *actions: str) -> Self:
        money, ceilings = (apps.get_model("monitoring", name) for name in ("MonitoringEntry", "CeilingManagement"))
        keys = [model.objects.permitted(user, *actions).order_by().values("pk") for model in (money, ceilings)]
        key = "chain" if hasattr(self.model, "chain") else "pk"
        return self.filter(Q(**{f"{key}__in": keys[0]}) | Q(**{f"{key}__in": keys[1]}))


class IndicatorQuerySet(ScopedQuerySet):
    """The library is no secret: who may see PPAs may see it."""

    def permitted(self, user: AnyUser, *actions: str) -> Self:
        reach = reach_of(user, self.model, *actions)
        return self if reach.everything or reach.organizations else self.none()

    def active(self) -> Self:
        return self.filter(is_active=True)

    def with_use(self) -> Self:
        """How many PPAs name each, as ``ppa_count``."""
        return self.annotate(ppa_count=Count("outcomes__ppa", distinct=True))

    def search(self, text: str) -> Self:
        """Every word stands in the name or the definition, or the text is its code or its SDG indicator."""
        code = Q(code=text.strip()) | Q(related_sdg=text.strip())
        names = ("indicator_name__icontains", "definition__icontains", "defined_by__icontains")
        return self.filter(code | every_word(text, *names))


class ImportRunQuerySet(ScopedQuerySet):
    """Files that somebody imported: seen by who did it, by their office, and by who sees the PPAs of all offices."""

    def permitted(self, user: AnyUser, *actions: str) -> Self:
        ppas = apps.get_model("monitoring", "MonitoringEntry")
        reach = reach_of(user, ppas, "view")
        if reach.everything:
            return self
        own = Q(started_by=user.pk) | Q(office__in=reach.organizations)
        return self.filter(own) if reach.organizations else self.none()


class ImportedRowQuerySet(OfPPAQuerySet):
    """What an import made."""
