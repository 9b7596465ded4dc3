"""Where a need stands, in the words of the desk."""

from decimal import Decimal

from django.utils.formats import number_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from portal.core.days import short_date
from portal.needs import clock
from portal.needs.models import Need
from portal.needs.pausing import has_clock


def is_late(need: Need, today: clock.Day) -> bool:
    """The same answer as ``NeedQuerySet.overdue`` gives, for one that is not held."""
    return has_clock(need) and need.paused_on is None and need.due_on is not None and need.due_on < today


def is_at_risk(need: Need, today: clock.Day) -> bool:
    """From the 23rd day on, and not yet late."""
    runs = has_clock(need) and need.paused_on is None and need.due_on is not None
    return runs and clock.at_risk_from(need.due_on) <= today <= need.due_on  # type: ignore[arg-type,operator]


def due_in_words(need: Need, today: clock.Day) -> str:
    """How much time is left, or what it waits for; empty where no day is awaited."""
    if need.review_again_on:
        return _("comes back on %(day)s") % {"day": short_date(need.review_again_on)}
    if need.paused_on:
        return _("waits for the community")
    if not has_clock(need) or need.due_on is None:
        return ""
    days = (need.due_on - today).days
    if days < 0:
        return ngettext("%(days)d day late", "%(days)d days late", -days) % {"days": -days}
    if days == 0:
        return _("at risk, due today")
    left = ngettext("%(days)d day left", "%(days)d days left", days) % {"days": days}
    return _("at risk, %(left)s") % {"left": left} if is_at_risk(need, today) else left


def state_of(need: Need) -> str:
    """The status; and that it is held, which is no status."""
    if need.is_held and need.is_open:
        return _("Held")
    return need.get_status_display()


def count_in_words(number: int | None) -> str:
    """Empty where nobody counted; zero is a number."""
    return "" if number is None else number_format(number, use_l10n=True, force_grouping=True)


def pesos_in_words(amount: Decimal | None) -> str:
    return "" if amount is None else number_format(amount, decimal_pos=2, use_l10n=True, force_grouping=True)


def place_of(need: Need) -> str:
    """Where it is: the community with its barangay, or the place, with the province."""
    steps = [need.community, need.in_barangay, need.in_municipality, need.in_province, need.region]
    return ", ".join(dict.fromkeys(str(step) for step in steps if step))
