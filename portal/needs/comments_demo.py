"""A thread on a need of each demonstration community, invented: every state of a comment, and answers of the office."""

from collections.abc import Iterator

from portal.accounts.models import User
from portal.activity.comments import actions
from portal.activity.comments.enums import CommentState, Reason
from portal.activity.comments.models import Comment
from portal.communities.demo import COMMUNITIES
from portal.communities.models import CommunityRepresentative
from portal.core.loading import Loaded
from portal.core.text import fold

from .models import Need, NeedSummary

ASKED = "We sent this before the rains, and people ask us every week. What becomes of our need?"
ANSWERED = "We asked the province. It answers by the end of the month, and we tell you here."
THANKED = "Thank you. People ask every day."
MORE = ["It is worst from March to June.", "The barangay can lend a truck when the work begins."]
ODD = "Who wants to buy a motorcycle?"
TAKEN_BACK = "I wrote this on the wrong need."
IN_PUBLIC = "Many people wait for this. Who can tell us when it begins?"
ANSWERED_IN_PUBLIC = "We ask the ministry, and write the day here as soon as we know it."
WAITING = "Today somebody came to measure. Was that the office?"


def load() -> Iterator[Loaded]:
    """Write the threads that are not there yet; needs and demonstration accounts must be there before."""
    staff = User.objects.filter(groups__name="oobc_staff", is_active=True).order_by("pk").first()
    made = 0
    if staff:
        made = sum(_thread(fold(demo.name), staff) for demo in COMMUNITIES)
        made += _public_thread(fold(COMMUNITIES[0].name), staff)
    yield Loaded("comments on needs", rows=Comment.objects.count(), created=made, changed=0, kept=0)


def _thread(sort_name: str, staff: User) -> int:
    need = Need.objects.filter(community__sort_name=sort_name, is_held=False).order_by("created_at", "pk").first()
    terms = CommunityRepresentative.objects.in_force().filter(community__sort_name=sort_name).select_related("user")
    term = terms.first()
    if need is None or term is None or Comment.objects.about(need).exists():
        return 0
    leader = term.user
    asked = actions.write(need, text=ASKED, by=leader)
    _let_through(asked, staff)
    answered = actions.write(need, text=ANSWERED, parent=asked, by=staff)
    _let_through(actions.write(need, text=THANKED, parent=answered, by=leader), staff)
    actions.remove_own(actions.write(need, text=TAKEN_BACK, by=leader), by=leader)
    actions.remove(
        actions.write(need, text=ODD, by=leader),
        reason=Reason.ADVERTISING,
        words="Please write about the need only.",
        by=staff,
    )
    actions.write(need, text=WAITING, by=leader)  # two stand so far, so it waits
    more = [_let_through(actions.write(need, text=text, by=leader), staff) for text in MORE]
    actions.report(more[-1], reason=Reason.OFF_TOPIC, by=staff)
    return Comment.objects.about(need).count()


def _public_thread(sort_name: str, staff: User) -> int:
    """On the public page of a need, where everybody reads it."""
    summary = NeedSummary.objects.public().order_by("first_published_at", "pk").first()
    terms = CommunityRepresentative.objects.in_force().filter(community__sort_name=sort_name).select_related("user")
    term = terms.first()
    if summary is None or term is None or Comment.objects.about(summary).exists():
        return 0
    asked = _let_through(actions.write(summary, text=IN_PUBLIC, by=term.user), staff)
    actions.write(summary, text=ANSWERED_IN_PUBLIC, parent=asked, by=staff)
    return Comment.objects.about(summary).count()


def _let_through(comment: Comment, staff: User) -> Comment:
    return actions.release(comment, by=staff) if comment.state == CommentState.HELD else comment
