"""The link that opens a need, once, for the person behind it."""

from django.db import transaction

from portal.needs.models import Need, NeedLink
from portal.needs.models.following import NeedLinkQuerySet
from portal.needs.receipt_notice import NeedLinkMail, person_behind
from portal.notifications import enqueue


@transaction.atomic
def mail_link(need: Need) -> None:
    """Send the person behind the need a link that opens it once. Beyond a few an hour, nothing more is sent."""
    need = Need.objects.select_for_update(of=("self",)).get(pk=need.pk)
    if person_behind(need) is None or need.links.are_enough():
        return
    enqueue(NeedLinkMail(need, need.links.make(need=need)))


@transaction.atomic
def open_link(token: str) -> Need | None:
    """Use up a link and give its need; None if it was used, is too old, or never was."""
    link = _links().use_up(token)
    return link.need if link else None


def still_opens(token: str) -> bool:
    """Whether the link would open its need now; looking does not use it up, as programs look at links in mails."""
    return _links().of_token(token).usable().exists()


def need_of_old_link(token: str) -> Need | None:
    """The need of a link, used or not: only to send its person a new one."""
    link = _links().of_token(token).first()
    return link.need if link else None


def _links() -> NeedLinkQuerySet:
    return NeedLink.objects.filter(need__submitter__erased_at=None).select_related("need")
