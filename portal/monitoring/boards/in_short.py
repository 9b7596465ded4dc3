"""The few numbers that stand first: budget, ceilings, what is spent."""

from collections.abc import Iterator
from decimal import Decimal

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from wagtail.permissions import policy_registry

from portal.core.boards.parts import UNKNOWN, Line, Number, Part
from portal.core.days import long_date
from portal.core.money import percent
from portal.monitoring.ceilings.rooms import Filled
from portal.monitoring.enums import FlowType
from portal.monitoring.figures.quarters import NOTHING
from portal.monitoring.models import CeilingManagement
from portal.monitoring.narrowing import BUDGET, UPDATED

from .counted_money import CountedMoney
from .words import change, grouped, rate, round_pesos, short_pesos


def in_short(counted: CountedMoney) -> Part:
    title = _("In short")
    lines = [_budget(counted), _for_obc(counted), *_room(counted), _updated(counted), *_moved(counted)]
    return Part(title, _("Figure"), [_("Pesos")], lines)


def _budget(counted: CountedMoney) -> Line:
    total, money = counted.total, counted.total.money
    ppas = ngettext("%(n)s PPA", "%(n)s PPAs", total.ppas) % {"n": grouped(total.ppas)}
    kinds = [
        (_("law"), money.granted), (_("approved"), money.approved), (_("asked for"), money.asked),
    ]  # fmt: skip
    of_it = ", ".join(f"{name} {round_pesos(amount)}" for name, amount in kinds if amount)
    grown = change(total.budget, counted.before.budget if counted.before else None)
    on_before = _("%(change)s on %(year)d") % {"change": grown, "year": (counted.choice.year or 0) - 1}
    rests = [_exact(total.budget), ppas, of_it, on_before if grown.value is not None else ""]
    return _line(_("Budget"), total.budget if total.ppas else None, rests, counted.choice.rows_url(money=BUDGET))


def _for_obc(counted: CountedMoney) -> Line:
    total = counted.total
    known = total.ppas - total.share_unknown
    share = rate(total.obc_rate)
    of_known = _("%(share)s of the budget of the %(n)s PPAs that say so") % {"share": share, "n": grouped(known)}
    unknown = _("%(n)s do not say") % {"n": grouped(total.share_unknown)} if total.share_unknown else ""
    amount = total.for_obc if known else None
    url = counted.choice.rows_url(money=BUDGET, obc_share="known")
    return _line(_("For OBCs"), amount, [of_known if known else "", unknown], url)


def _room(counted: CountedMoney) -> Iterator[Line]:
    """All ceilings of sources; a ceiling of a sector lies within that of its source, if there is one."""
    if not counted.ceilings:
        if policy_registry.get_by_type(CeilingManagement).user_has_permission(counted.choice.user, "view"):
            yield _line(_("Ceilings"), None, [_("none is set for this")])
        return
    outer = _outermost(counted.ceilings)
    amount = sum((one.room.amount for one in outer), NOTHING)
    used = sum((one.room.used for one in outer), NOTHING)
    rests = [
        _("%(used)s taken (%(share)s)") % {"used": round_pesos(used), "share": rate(percent(used, amount))},
        _("%(left)s left") % {"left": round_pesos(amount - used)}
        if used <= amount
        else _("%(excess)s above them") % {"excess": round_pesos(used - amount)},
        _("of all offices"),
    ]
    number = Number(amount, reverse("monitoring_ceilings:index"), shown=short_pesos(amount))
    yield Line(_("Ceilings"), [number], rests=" · ".join(rests))


def _updated(counted: CountedMoney) -> Line:
    execution = counted.total.money.execution
    basis = {
        "budget_allocation": _("as the act grants it; no release was entered"),
        "allotment": _("all of it released"),
        "both": _("what is not released counts as the act grants it"),
    }
    rests = [_exact(execution.net_allotment), basis.get(execution.basis or "", _("nothing is law yet"))]
    url = counted.choice.rows_url(money=UPDATED)
    return _line(_("Updated budget"), execution.net_allotment, rests, url)


def _moved(counted: CountedMoney) -> Iterator[Line]:
    execution, url = counted.total.money.execution, counted.choice.rows_url
    as_of = _("as of %(day)s") % {"day": long_date(counted.on)}
    of_updated, of_obligated = _("%(share)s of the updated budget"), _("%(share)s of what was obligated")
    released = None if execution.allocations is None else execution.allocations + execution.adjustments
    share = _of(of_updated, percent(released or NOTHING, execution.net_allotment))
    none = _("no release was entered")
    yield _line(
        _("Released"), released, [none if released is None else share, as_of], url(money=FlowType.ALLOCATION.value)
    )
    obligated, paid = counted.total.money.obligated, counted.total.money.paid
    nobody, unknown = [_("nobody entered any"), as_of], _("not reported")
    rests = [_exact(obligated), _of(of_updated, execution.obligation_rate), as_of]
    address = url(money=FlowType.OBLIGATION.value)
    yield _line(_("Obligated"), obligated, nobody if obligated is None else rests, address, words=unknown)
    shares = [_of(of_updated, execution.disbursement_rate), _of(of_obligated, execution.paid_rate)]
    address = url(money=FlowType.DISBURSEMENT.value)
    rests = [_exact(paid), *shares, as_of]
    yield _line(_("Paid"), paid, nobody if paid is None else rests, address, words=unknown)


def _line(label: str, amount: Decimal | None, rests: list[str], url: str = "", *, words: str = UNKNOWN) -> Line:
    """``words`` stand there where the amount is not known."""
    number = Number(amount, url if amount else "", words=words, shown=short_pesos(amount))
    return Line(label, [number], rests=" · ".join(rest for rest in rests if rest))


def _exact(amount: Decimal | None) -> str:
    return "" if amount is None else f"₱{Number(amount, places=2)}"


def _of(words: str, share: Decimal | None) -> str:
    return "" if share is None else words % {"share": rate(share)}


def _outermost(ceilings: list[Filled]) -> list[Filled]:
    """Without those that lie within a ceiling of all sectors of their year and source."""
    whole = {(one.ceiling.fiscal_year, one.ceiling.source_id) for one in ceilings if one.ceiling.sector_id is None}
    return [
        one
        for one in ceilings
        if one.ceiling.sector_id is None or (one.ceiling.fiscal_year, one.ceiling.source_id) not in whole
    ]
