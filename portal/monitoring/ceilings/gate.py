"""The one gate for changes of money that ceilings bind.

Whoever changes an amount, year, source, sector or status of a PPA does it inside ``under_ceilings``: the ceiling rows
are locked by key, the change is made, and what the PPA takes is counted before and after in the same transaction; all
that is taken is counted only if that differs. A ceiling that blocks refuses a change that makes its excess larger,
unless a budget officer gives a reason. Reductions pass.
"""

from collections.abc import Collection, Iterable, Iterator, Mapping
from contextlib import contextmanager
from decimal import Decimal

from django.db import transaction
from django.db.models import Q
from django.utils.formats import number_format
from django.utils.translation import gettext as _

from portal.accounts.models import User
from portal.activity import record
from portal.core.actions import ActionRefused
from portal.monitoring.enums import CeilingMode, CeilingState, PPAStatus
from portal.monitoring.formulas.ceilings import Room, crosses_up, is_refused
from portal.monitoring.ledger import because
from portal.monitoring.models import CeilingManagement, CeilingOverride, MoneyLine, MonitoringEntry
from portal.monitoring.notifications.ceilings import CeilingCrossed
from portal.monitoring.permissions import can_override_ceilings
from portal.notifications import alerts, enqueue

from .rooms import room_of, takers, used

Envelope = tuple[int, int]
"""A fiscal year, and the key of a funding source."""

NAMED_TAKERS = 3
NOTHING = Decimal()


class CeilingRefused(ActionRefused):
    """There is not enough room. ``ceilings`` are those that refused; a budget officer may go on with a reason."""

    def __init__(self, refused: dict[CeilingManagement, tuple[Room, Room]]) -> None:
        self.ceilings = list(refused)
        sentences = [_sentence(each, *rooms) for each, rooms in refused.items()]
        super().__init__(" ".join([*sentences, _("A budget officer can let it go above, with a reason.")]))


def envelopes_of(lines: Iterable[MoneyLine]) -> set[Envelope]:
    return {(line.fiscal_year, line.source_id) for line in lines}


@contextmanager
def under_ceilings(
    envelopes: Collection[Envelope], *, ppa: MonitoringEntry | None = None, by: User, override_reason: str = ""
) -> Iterator[None]:
    """Make a change of this PPA's money inside. ``envelopes`` names each year and source it had or will have.

    Money of many PPAs at once (``ppa=None``) goes above no ceiling: an override is of one PPA.
    """
    with transaction.atomic():
        ceilings = hold(envelopes)
        if not ceilings:
            yield
            return
        own = _taken_by(ppa, ceilings)
        yield
        now = _taken_by(ppa, ceilings)
        if now == own:
            return
        after = used(ceilings)
        # Nobody else takes or gives up room while the ceilings are held.
        before = {
            each: room_of(each, after[each].used - now.get(each, NOTHING) + own.get(each, NOTHING)) for each in ceilings
        }
        refused = {
            each: (before[each], after[each])
            for each in ceilings
            if each.mode == CeilingMode.BLOCK and is_refused(before[each], after[each])
        }
        if refused:
            _override(refused, ppa=ppa, by=by, reason=override_reason.strip())
        tell({each: after[each].state for each in ceilings})


def _taken_by(ppa: MonitoringEntry | None, ceilings: Collection[CeilingManagement]) -> dict[CeilingManagement, Decimal]:
    """What this PPA, which is locked, or else all of them take of each ceiling, in pesos."""
    if ppa and ppa.status not in PPAStatus.counted():
        return {}
    return {each: room.used for each, room in used(ceilings, ppa=ppa).items() if room.used}


def hold(envelopes: Collection[Envelope]) -> list[CeilingManagement]:
    """Lock the ceilings of these years and sources, in the order in which everybody locks them.

    Who changes many PPAs in one transaction first locks all of these (``rows.lock_all``), then holds the ceilings of
    all their money, and then begins: so nobody waits in a circle.
    """
    where = Q(pk__in=[])
    for year, source in envelopes:
        where |= Q(fiscal_year=year, source=source)
    rows = CeilingManagement.objects.filter(where).order_by("pk").select_for_update(no_key=True)
    return list(rows)


def _override(
    refused: dict[CeilingManagement, tuple[Room, Room]], *, ppa: MonitoringEntry | None, by: User, reason: str
) -> None:
    if ppa is None:
        raise CeilingRefused(refused)
    refused = {each: rooms for each, rooms in refused.items() if not _is_allowed(each, ppa, rooms[1].excess)}
    if refused and not (reason and can_override_ceilings(by)):
        raise CeilingRefused(refused)
    for ceiling, (_before, after) in refused.items():
        with because("override_ceiling", by=by, reason=reason):
            CeilingOverride.objects.create(ceiling=ceiling, ppa=ppa, excess=after.excess, reason=reason, by=by)
        record(ceiling, "monitoring.override_ceiling", by=by, data={"ppa": ppa.pk, "excess": after.excess})


def _is_allowed(ceiling: CeilingManagement, ppa: MonitoringEntry, excess: Decimal) -> bool:
    """A budget officer has let this PPA go so far above the ceiling before."""
    return CeilingOverride.objects.filter(ceiling=ceiling, ppa=ppa, excess__gte=excess).exists()


def tell(states: Mapping[CeilingManagement, CeilingState]) -> None:
    """Say it on the way up, once per crossing; on the way down only remember, so that it is said again next time."""
    was = {each: CeilingState(each.told_state) for each, state in states.items() if each.told_state != state}
    if not was:
        return
    for ceiling in was:
        ceiling.told_state = states[ceiling]
        ceiling.save(update_fields=["told_state"])
    alerts.check("monitoring.ceiling", was)
    for ceiling, before in was.items():
        if crosses_up(before, states[ceiling]):
            crossing = record(ceiling, "monitoring.cross_ceiling", by=None, after={"state": states[ceiling]})
            enqueue(CeilingCrossed(ceiling, crossing=crossing.pk))


def _sentence(ceiling: CeilingManagement, before: Room, after: Room) -> str:
    names = ", ".join(f"{title} ({_money(pesos)})" for _key, title, pesos in takers(ceiling)[:NAMED_TAKERS])
    return _(
        "The ceiling %(ceiling)s of %(amount)s has %(left)s left, and this needs %(more)s. Most of it is taken by: "
        "%(takers)s."
    ) % {
        "ceiling": ceiling,
        "amount": _money(ceiling.ceiling_amount),
        "left": _money(max(before.remaining, Decimal())),
        "more": _money(after.used - before.used),
        "takers": names or _("nobody yet"),
    }


def _money(amount: Decimal) -> str:
    return "₱" + number_format(amount, decimal_pos=2, force_grouping=True)
