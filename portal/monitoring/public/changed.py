"""What a step of a PPA changes for the public: pages are kept until the number of the content version grows."""

from portal.core.models import ContentVersion
from portal.monitoring.enums import PPAStatus
from portal.monitoring.models import MonitoringEntry
from portal.monitoring.search_index import PROGRAMS
from search.facade import refresh

INTERNAL = {
    # Of these nothing stands on a public page.
    *("lay_out_stages", "assign_stage", "set_stage_due", "add_stage_document", "begin_stage", "complete_stage"),
    *("block_stage", "unblock_stage", "reopen_stage"),
    *("justify", "attach_document", "detach_document", "set_team", "write_lessons"),
    *("ask_change", "refuse_change", "withdraw_change"),
    *("make_contract", "change_contract"),
    "report_actual",  # it counts once somebody has approved it
}
FOUND_BY = ("approve_change", "link_need", "unlink_need")
"""They change the words by which a PPA is found, or those that must not be among them."""


def step_taken(ppa: MonitoringEntry, act: str, *, was: str = "") -> None:
    """Drop kept pages that tell of this PPA; call last in the transaction of the step. ``was``: its status before.

    The number comes before the words: a step that moved a need holds it already, so everybody takes them in this order.
    """
    public = PPAStatus.public()
    was_public, is_public = (was or ppa.status) in public, ppa.status in public
    if act in INTERNAL or not (was_public or is_public):
        return
    ContentVersion.bump()
    if was_public != is_public or act in FOUND_BY:
        refresh(PROGRAMS, [ppa.pk])
