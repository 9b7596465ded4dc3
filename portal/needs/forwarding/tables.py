from collections.abc import Iterable
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from portal.core.tables import Column, Table
from portal.needs import clock
from portal.needs.desk.words import place_of
from portal.needs.models import Forwarding

from .words import due_in_words, state_of


def forwardings_table(rows: Iterable[Forwarding]) -> Table:
    """What the list shows, with the answer; nobody who sent a need, and nobody who answered."""
    today = clock.today()

    def of_need(name: str) -> Any:
        return lambda row: getattr(row.need, name)

    columns = [
        Column("reference", gettext_lazy("Number"), value="need.spoken_reference", width=12),
        Column("title", gettext_lazy("Need"), value=of_need("title"), width=48),
        Column("category", gettext_lazy("Category"), value="need.category.name"),
        Column("place", gettext_lazy("Place"), value=lambda row: place_of(row.need), width=40),
        Column("region", gettext_lazy("Region"), value=lambda row: str(row.need.in_region)),
        Column("mao", gettext_lazy("Office"), value="mao.short_name", width=14),
        Column("forwarded_at", gettext_lazy("Asked on"), kind="date"),
        Column("due_on", gettext_lazy("Answer due on"), kind="date"),
        Column("due", gettext_lazy("Time"), value=lambda row: due_in_words(row, today)),
        Column("state", gettext_lazy("Answer"), value=state_of),
        Column("answered_on", gettext_lazy("Answered on"), value=lambda row: row.answered_at, kind="date"),
        Column("feasibility", gettext_lazy("Feasibility"), value="get_feasibility_display"),
        Column("cost_low", gettext_lazy("Cost from (₱)"), kind="money"),
        Column("cost_high", gettext_lazy("Cost to (₱)"), kind="money"),
        Column("reason", gettext_lazy("Reason"), width=60),
    ]
    return Table(columns, rows, title=_("Forwarded needs"))
