"""What PPAs spend on the cross-cutting causes they are tagged with, in pesos."""

from dataclasses import dataclass
from decimal import Decimal

from django.db.models import Count, Q, Sum

from portal.core.money import percent
from portal.monitoring.enums import ComplianceTag
from portal.monitoring.models import MoneyLine, PPATag
from portal.monitoring.querysets import MonitoringEntryQuerySet


@dataclass(frozen=True)
class OfCause:
    """PPAs tagged with a cause; ``unknown`` of them do not say with how much."""

    cause: ComplianceTag
    ppas: int
    unknown: int
    amount: Decimal
    whole: Decimal
    """All money of all these PPAs, tagged or not, of all years: an amount of a tag is of the whole PPA."""

    @property
    def share(self) -> Decimal | None:
        """In percent; none where nobody said how much."""
        return None if self.ppas == self.unknown else percent(self.amount, self.whole)


def by_cause(ppas: MonitoringEntryQuerySet) -> list[OfCause]:
    """All five, in their order. Two statements."""
    of_them = {"ppa__in": ppas.order_by().values("pk")} if ppas.query.has_filters() else {}  # else of all there are
    whole = MoneyLine.objects.filter(**of_them).aggregate(sum=Sum("amount"))["sum"] or Decimal()
    rows = PPATag.objects.filter(**of_them).order_by().values_list("tag")
    counted = rows.annotate(n=Count("pk"), unknown=Count("pk", filter=Q(amount=None)), sum=Sum("amount"))
    found = {tag: (n, unknown, total or Decimal()) for tag, n, unknown, total in counted}
    return [OfCause(tag, *found.get(tag.value, (0, 0, Decimal())), whole) for tag in ComplianceTag]
