"""What the office wants of its recommendations, and how far it is; each share with what it is counted from."""

import datetime

from django.utils.translation import gettext as _

from portal.core.boards.parts import UNKNOWN, Line, Number, Part
from portal.core.days import long_date
from portal.monitoring.boards.words import rate
from portal.monitoring.figures.goals import Share
from portal.monitoring.figures.recommended import policy_goals
from portal.policies.querysets import PolicyQuerySet


def goals_part(policies: PolicyQuerySet, on: datetime.date) -> Part:
    found = policy_goals(policies)
    columns = [_("Reached"), _("Of"), _("Share"), _("Goal"), _("Goal reached")]
    reporting = _(
        "PPAs in execution that implement a recommendation and whose work grew from the report before to the last one, "
        "of those with two reports; %(reporting)d of %(all)d have two."
    ) % {"reporting": found.progressing.denominator, "all": found.in_execution}
    lines = [
        _line(
            _("Recommendations with money"),
            found.funded,
            _("An act grants money to a PPA that implements it. Eight of ten is the goal."),
        ),
        _line(_("PPAs of recommendations that get on"), found.progressing, reporting),
        _line(_("Recommendations with steps"), found.with_steps, _("It has at least one step that was not given up.")),
    ]
    as_of = _("Of recommendations that were not refused or withdrawn. As of %(day)s.") % {"day": long_date(on)}
    note = " ".join([*(f"{line.label}: {line.rests}" for line in lines), as_of])
    return Part(_("Goals of the office"), _("Goal"), columns, lines, note, texts=(4,), wide=True)


def _line(label: str, share: Share, counted: str) -> Line:
    reached = {True: _("reached"), False: _("not reached"), None: UNKNOWN}[share.is_reached]
    numbers = [
        Number(share.numerator), Number(share.denominator), rate(share.rate), rate(share.goal),
        Number(None, words=reached),
    ]  # fmt: skip
    return Line(label, numbers, rests=counted)
