"""The ceilings that bind what was chosen, with their room."""

from collections.abc import Iterator

from django.urls import reverse
from django.utils.translation import gettext as _

from portal.core.boards.parts import Line, Part

from .counted_money import CountedMoney
from .words import Pesos, rate


def ceilings(counted: CountedMoney) -> Iterator[Part]:
    if not counted.ceilings:
        return
    pesos = Pesos(amount for one in counted.ceilings for amount in (one.room.amount, one.room.used, one.asked))
    lines = [
        Line(
            str(one.ceiling),
            [
                pesos(one.room.amount), pesos(one.room.used), rate(one.room.utilization_pct),
                pesos(one.room.remaining), pesos(one.asked), rate(one.room_if_approved.utilization_pct),
            ],
            url=reverse("monitoring_ceilings:inspect", args=[one.ceiling.pk]),
        )
        for one in counted.ceilings
    ]  # fmt: skip
    columns = [
        _("Ceiling (₱)"), _("Taken (₱)"), _("Taken"), _("Left (₱)"), _("Asked for (₱)"), _("If all is approved"),
    ]  # fmt: skip
    note = _("A ceiling is one for all offices: it counts every PPA that is approved or law, also outside the choice.")
    yield Part(_("Ceilings and their room"), _("Ceiling"), columns, lines, note, wide=True)
