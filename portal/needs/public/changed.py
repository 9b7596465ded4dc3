"""What a step of a need changes for the public: pages are kept until the number of the content version grows."""

from portal.core.models import ContentVersion
from portal.needs.enums import EventKind
from portal.needs.models import Need, NeedSummary
from portal.needs.search_index import NEEDS
from search.facade import refresh

BEFORE_ANY_SUMMARY = (EventKind.RECEIVED, EventKind.RECORDED)
BY_ITSELF = (EventKind.PUBLISHED, EventKind.UNPUBLISHED)
"""Publishing does all of it already."""


def step_taken(need: Need, kind: EventKind) -> None:
    """Drop kept pages that tell where this need stands; call in the transaction of the step."""
    if kind in (*BEFORE_ANY_SUMMARY, *BY_ITSELF):
        return
    key = NeedSummary.objects.filter(need=need, live=True).values_list("pk", flat=True).first()
    if key is None:
        return
    if kind == EventKind.WITHDRAWN:
        refresh(NEEDS, [key])  # its words are forgotten with its page
    ContentVersion.bump()
