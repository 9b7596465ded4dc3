"""Following a need that somebody else has sent: its notices then come to the follower too."""

from django.db import transaction
from django.utils.translation import gettext as _

from portal.accounts.models import User
from portal.activity import record
from portal.communities.scope import represented_by
from portal.core.actions import ActionRefused
from portal.needs.models import Need, NeedFollower


@transaction.atomic
def follow(need: Need, *, by: User) -> NeedFollower:
    """Be told what becomes of this need; pressed twice it is followed once."""
    need = Need.objects.select_for_update(of=("self",)).get(pk=need.pk)
    if need.community_id not in represented_by(by):
        raise ActionRefused(_("You can follow needs of your own communities."))
    if not need.is_open:
        raise ActionRefused(_("This need has ended meanwhile. You can send yours."))
    follower, is_new = NeedFollower.objects.get_or_create(need=need, user=by)
    if is_new:
        record(need, "needs.followed", by=by)
    return follower
