"""How the text of a recommendation comes about: written, handed in, published by somebody else, taken off again.

While nothing of it is public the row itself says what its newest draft says; later the row is what the public reads,
and a draft of a change waits in its newest version.
"""

from collections.abc import Mapping
from typing import Any
from uuid import UUID, uuid4

from django.db import connection, transaction
from django.db.models import Max
from django.utils.translation import gettext as _

from portal.accounts.models import User
from portal.activity import record
from portal.core import editorial
from portal.core.actions import ActionRefused
from portal.core.background.locks import key_of
from portal.core.shown import check_shown
from portal.notifications import enqueue
from portal.policies.contents import contents_of, facts_of, label_of, put
from portal.policies.enums import PolicyStatus
from portal.policies.models import PolicyRecommendation
from portal.policies.notifications import PolicyHandedIn, PolicyPublished, PolicyReturned
from portal.policies.permissions import can_publish

from .rows import PolicyChanged, check_right, given, lock, policy_to, return_draft

NUMBERS = "policies.numbers"
OF_THE_REPORT = 10
"""The first numbers are those of the Integrative Report."""

WRITTEN_BY = ("policies.add", "policies.write", "policies.write_text")


@transaction.atomic
def add(*, values: Mapping[str, Any], key: UUID | None = None, by: User) -> PolicyRecommendation:
    """Make a draft with the next number. ``values`` as ``contents.put`` takes them.

    Raises ValidationError where a value does not fit. Sent again with the same ``key``, it is the same draft.
    """
    check_right("add", by=by)
    with connection.cursor() as cursor:  # one after the other, so that no number is given twice
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [key_of(NUMBERS)])
    if key and (made := PolicyRecommendation.objects.filter(pk=key, created_by=by).first()):
        return made
    last = PolicyRecommendation.objects.aggregate(last=Max("number"))["last"] or 0
    policy = PolicyRecommendation(pk=key or uuid4(), number=max(last, OF_THE_REPORT) + 1, created_by=by)
    put(policy, values)
    policy.full_clean()
    policy.save()
    policy.save_revision(user=by)
    record(policy, "policies.add", by=by, after=facts_of(policy))
    return policy


@transaction.atomic
def write(
    policy: PolicyRecommendation, *, values: Mapping[str, Any], shown: str | None = None, by: User
) -> PolicyRecommendation:
    """Keep a draft; what is published stays as it is until the change is published too.

    ``shown`` is the mark of the version that was written over (``draft_mark``): nobody writes over words unseen.
    Values that stand there already make no new version.
    """
    policy = policy_to("change", policy, by=by)
    _check_open(policy)
    newest = policy.get_latest_revision_as_object()
    before, facts = contents_of(newest), facts_of(newest)
    put(newest, values)
    newest.full_clean()
    after = contents_of(newest)
    if before == after:
        return policy
    check_shown(shown, draft_mark(policy), of=policy, actions=WRITTEN_BY, by=by)
    if not policy.live:
        newest.save()
    newest.save_revision(user=by)
    written = [label_of(name) for name in after if name not in facts and before[name] != after[name]]
    act, data = ("write_text", {"texts": "; ".join(written)}) if written else ("write", {})
    record(policy, f"policies.{act}", by=by, before=facts, after=facts_of(newest), data=data)
    return lock(policy)


def draft_mark(policy: PolicyRecommendation) -> str:
    """Of the version that a form shows."""
    return str(policy.latest_revision_id or "")


@transaction.atomic
def hand_in(policy: PolicyRecommendation, *, by: User) -> PolicyRecommendation:
    """Ask a second person of the office to look at the newest draft.

    Of one that was sent back although its text can stay, the review alone begins again.
    """
    policy = policy_to("change", policy, by=by)
    _check_open(policy)
    if policy.workflow_in_progress and policy.current_workflow_state.requested_by_id == by.pk:
        return policy  # a double click
    begins = policy.status in PolicyStatus.being_written()
    is_new = not policy.live or policy.has_unpublished_changes
    if is_new or not begins:
        editorial.hand_in(policy, by=by)
    was = policy.status
    if begins:
        policy.status = PolicyStatus.UNDER_REVIEW
        policy.save(update_fields=["status"])
    record(policy, "policies.hand_in", by=by, before={"status": was}, after={"status": policy.status})
    if is_new:
        enqueue(PolicyHandedIn(policy, by=by))
    return policy


@transaction.atomic
def publish(policy: PolicyRecommendation, *, shown: int, by: User) -> PolicyRecommendation:
    """Put the draft that was shown (the key of its version) before the public."""
    policy = policy_to("publish", policy, by=by)
    if policy.live_revision_id == shown and not policy.has_unpublished_changes:
        return policy  # a double click
    _check_open(policy)
    if policy.latest_revision_id != shown:
        raise PolicyChanged(_("The text was changed meanwhile. Read it again before you publish it."))
    if not policy.workflow_in_progress:
        raise ActionRefused(_("Nobody has handed this text in yet."))
    if not can_publish(by, policy):
        raise ActionRefused(_("Somebody publishes it who neither wrote it nor handed it in."))
    writer = policy.latest_revision.user
    editorial.publish_newest(policy, by=by)
    record(policy, "policies.publish", by=by, data={"revision": shown})
    policy = lock(policy)
    enqueue(PolicyPublished(policy, writer=writer, by=by))
    return policy


@transaction.atomic
def return_change(policy: PolicyRecommendation, *, note: str, by: User) -> PolicyRecommendation:
    """Give the draft of a change back to who wrote it. Where the recommendation stands does not change by that."""
    policy = policy_to("publish", policy, by=by)
    if policy.status == PolicyStatus.UNDER_REVIEW:
        raise ActionRefused(_("It is under review as a whole: send it back."))
    if not policy.workflow_in_progress:
        raise ActionRefused(_("This text does not wait for anybody."))
    note = given(note)
    return_draft(policy, note=note, by=by)
    record(policy, "policies.return_change", by=by)
    enqueue(PolicyReturned(policy, note=note, by=by))
    return policy


@transaction.atomic
def unpublish(policy: PolicyRecommendation, *, by: User) -> PolicyRecommendation:
    """Take the public page off. The text stays as a draft, and what was decided about it stays on record."""
    policy = policy_to("publish", policy, by=by)
    if not policy.live:
        return policy
    policy.unpublish(user=by)
    record(policy, "policies.unpublish", by=by)
    policy = lock(policy)
    newest = policy.get_latest_revision_as_object()
    newest.save()  # the row says what its newest draft says again
    return policy


def _check_open(policy: PolicyRecommendation) -> None:
    if policy.status in PolicyStatus.ended():
        raise ActionRefused(_("It has come to its end: its text stays as it is."))
