"""The same act on several needs, each for itself; ``shown`` by the keys of the needs."""

from collections.abc import Iterable, Mapping

from django.db.models import Max

from portal.accounts.models import User
from portal.core.access import BulkResult
from portal.core.many import each
from portal.needs import clock
from portal.needs.models import Need

from .ending import defer, reject
from .reviewing import assign, release, validate

Shown = Mapping[str, str]


def versions_of(needs: Iterable[Need]) -> dict[str, str]:
    """The ``version_of`` each of them, by key, in one query."""
    rows = Need.objects.filter(pk__in=[need.pk for need in needs])
    seen = rows.order_by().values_list("pk", Max("events__pk"), Max("notes__pk"))
    return {str(key): f"{step or 0}.{note or 0}" for key, step, note in seen}


def assign_many(needs: Iterable[Need], *, to: User | None, by: User) -> list[BulkResult]:
    return each(needs, lambda need: assign(need, to=to, by=by))


def release_many(needs: Iterable[Need], *, by: User) -> list[BulkResult]:
    return each(needs, lambda need: release(need, by=by))


def validate_many(needs: Iterable[Need], *, by: User, shown: Shown) -> list[BulkResult]:
    return each(needs, lambda need: validate(need, by=by, shown=shown.get(str(need.pk), "")))


def reject_many(needs: Iterable[Need], *, reason: str, by: User, shown: Shown) -> list[BulkResult]:
    return each(needs, lambda need: reject(need, reason=reason, by=by, shown=shown.get(str(need.pk), "")))


def defer_many(
    needs: Iterable[Need], *, reason: str, review_again_on: clock.Day, by: User, shown: Shown
) -> list[BulkResult]:
    def put_off(need: Need) -> Need:
        seen = shown.get(str(need.pk), "")
        return defer(need, reason=reason, review_again_on=review_again_on, by=by, shown=seen)

    return each(needs, put_off)
