"""What staff do with the notice: a new version, and changes of one that nobody was shown yet."""

import datetime

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from catalog.models import PrivacyNotice
from portal.accounts.models import User
from portal.activity import record
from portal.core.actions import ActionRefused
from portal.core.models import ContentVersion


@transaction.atomic
def add_version(*, text: str, text_fil: str, in_force_from: datetime.date, by: User) -> PrivacyNotice:
    """Write the next version; it is shown from its day on, and the one before is kept for those who agreed to it."""
    newest = _locked_newest()
    if newest and not newest.was_shown:
        raise ActionRefused(_("Version %(number)s is not in force yet: change that one.") % {"number": newest.number})
    _check_day(in_force_from, after=newest)
    notice = PrivacyNotice.objects.create(
        number=newest.number + 1 if newest else 1, text=text, text_fil=text_fil, in_force_from=in_force_from
    )
    record(notice, "catalog.add_privacy_notice", by=by, data={"number": notice.number, "from": str(in_force_from)})
    ContentVersion.bump()
    return notice


@transaction.atomic
def change_version(
    notice: PrivacyNotice, *, text: str, text_fil: str, in_force_from: datetime.date, by: User
) -> PrivacyNotice:
    """Change a version that nobody was shown yet."""
    newest = _locked_newest()
    if newest is None or newest != notice or newest.was_shown:
        raise ActionRefused(_("This version was shown to people and never changes. Write a new one."))
    _check_day(in_force_from, after=PrivacyNotice.objects.filter(number__lt=newest.number).first())
    newest.text, newest.text_fil, newest.in_force_from = text, text_fil, in_force_from
    newest.save(update_fields=["text", "text_fil", "in_force_from"])
    record(newest, "catalog.change_privacy_notice", by=by, data={"number": newest.number, "from": str(in_force_from)})
    ContentVersion.bump()
    return newest


def _locked_newest() -> PrivacyNotice | None:
    return PrivacyNotice.objects.select_for_update().order_by("-number").first()


def _check_day(day: datetime.date, *, after: PrivacyNotice | None) -> None:
    if day < timezone.localdate():
        raise ActionRefused(_("It cannot be in force from a day that has passed."))
    if after and day <= after.in_force_from:
        raise ActionRefused(_("Version %(number)s is in force from that day.") % {"number": after.number})
