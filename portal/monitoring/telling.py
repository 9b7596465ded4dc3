"""Where a PPA stands, in plain words: for who waits for it, and for the public."""

from django.utils.translation import gettext_lazy as _

from .enums import PPAStatus

STATUS_WORDS = {
    PPAStatus.PROPOSED: _("The office has proposed it. Nobody has decided yet."),
    PPAStatus.UNDER_REVIEW: _("The budget office has looked at it. Nobody has decided yet."),
    PPAStatus.APPROVED: _("It is approved. The law must still grant the money."),
    PPAStatus.ENACTED: _("The law grants the money. Work has not begun yet."),
    PPAStatus.IN_EXECUTION: _("Work is going on."),
    PPAStatus.COMPLETED: _("It is done."),
    PPAStatus.ON_HOLD: _("It stands still for now."),
}
"""Of a draft nobody is told, and what was refused or cancelled answers nothing."""

TOLD = list(STATUS_WORDS)
KINDS = {
    PPAStatus.ENACTED: "good",
    PPAStatus.IN_EXECUTION: "good",
    PPAStatus.COMPLETED: "good",
    PPAStatus.ON_HOLD: "warn",
}


def public_words(status: str) -> str:
    return str(STATUS_WORDS[PPAStatus(status)])


def kind_of(status: str) -> str:
    """As ``<c-status>`` knows it."""
    return KINDS.get(PPAStatus(status), "wait")
