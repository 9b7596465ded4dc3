"""What was heard and shown of the demonstration's PPAs: comments of communities, evidence, and the alerts of today."""

from collections.abc import Iterable, Iterator

from portal.accounts.models import User
from portal.accounts.roles import Role
from portal.activity.comments import actions as comments
from portal.activity.comments.enums import CommentState
from portal.activity.comments.models import Comment
from portal.communities.models import CommunityRepresentative
from portal.core.loading import Loaded
from portal.evidence.models import EvidenceItem
from portal.monitoring.actions.attaching import attach_evidence
from portal.monitoring.comments import serves
from portal.monitoring.enums import PPAStatus
from portal.monitoring.invented import MARK, Desk, desk
from portal.monitoring.models import MonitoringEntry
from portal.notifications import alerts
from portal.notifications.models import Alert

SAID = [
    "They came twice and people are glad of it. What was promised to the families of the upper sitio is still to come.",
    "It stopped in the rain. The road to the sitio is open again since Monday, so the truck can come.",
]
ANSWERED = "Thank you. We ask the office this week, and write the day on which it comes here."
WITH_EVIDENCE = 8


def load_heard() -> Iterator[Loaded]:
    """Once; PPAs, evidence and accounts must be there before."""
    people = desk()
    told = MonitoringEntry.objects.filter(title__startswith=MARK).order_by("created_at", "pk")
    staff = User.objects.filter(groups__name=Role.OOBC_STAFF, is_active=True).order_by("pk").first()
    if staff and people.planners:
        yield _said("comments on demonstration PPAs", _comments(told, staff))
        yield _said("evidence of demonstration PPAs", _evidence(told, people))
    before = Alert.objects.count()
    alerts.sweep()
    yield _said("alerts", Alert.objects.count() - before)


def _said(name: str, made: int) -> Loaded:
    return Loaded(name, rows=made, created=made, changed=0, kept=0)


def _comments(told: Iterable[MonitoringEntry], staff: User) -> int:
    """Of each community with a representative one, about a PPA that serves it; the first is answered."""
    keys = [ppa.pk for ppa in told]
    if any(Comment.objects.about(ppa).exists() for ppa in told):
        return 0
    rows, made = MonitoringEntry.objects.filter(pk__in=keys), 0
    terms = CommunityRepresentative.objects.in_force().select_related("user").order_by("pk")
    for number, term in enumerate(terms[: len(SAID)]):
        served = rows.public().filter(serves([term.community_id])).order_by("created_at", "pk")
        ppa = served.exclude(places=None).first()
        if ppa is None:
            continue
        said = comments.write(ppa, text=SAID[number], by=term.user)
        if said.state == CommentState.HELD:
            comments.release(said, by=staff)
        made += 1
        if made == 1:
            comments.write(ppa, text=ANSWERED, parent=said, by=staff)
            made += 1
    return made


def _evidence(told: Iterable[MonitoringEntry], people: Desk) -> int:
    """An item of the repository for some whose work has begun."""
    begun = [ppa for ppa in told if ppa.status in (PPAStatus.IN_EXECUTION, PPAStatus.COMPLETED)][:WITH_EVIDENCE]
    if any(ppa.evidence.exists() for ppa in begun):
        return 0
    by = people.planners[0]
    items = list(EvidenceItem.objects.current().visible_to(by).filter(title__startswith=MARK).order_by("sort_title"))
    for number, ppa in enumerate(begun if items else []):
        attach_evidence(ppa, item=items[number % len(items)], by=by)
    return len(begun) if items else 0
