"""What people do with evidence, one function an act."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from portal.accounts.models import User
from portal.activity import facts, record
from portal.core.actions import ActionRefused
from portal.core.background.sweeps import wake
from portal.core.constraints import constraints_refuse
from portal.core.uploads import CheckedUpload, attach, store_upload

from .enums import Confidentiality, TextState
from .finding import index_again
from .models import EvidenceItem, EvidenceText
from .permissions import can_add, can_change, levels_for
from .reading.process import READABLE
from .sweeps import SWEEP

FIELDS = (
    "title",
    "kind",
    "link",
    "source",
    "dated_on",
    "confidentiality",
    "office",
    "sectors",
    "summary",
    "language",
    "reliability",
)
FACTS = ("kind", "dated_on", "confidentiality", "office", "sectors", "language", "reliability")
TEXTS = ("title", "link", "source", "summary")  # of these the record keeps only that they changed


@transaction.atomic
def add_item(
    *, values: Mapping[str, Any], upload: CheckedUpload | None = None, client_key: UUID | None = None, by: User
) -> EvidenceItem:
    """Add a file or a link. The same form sent again gives the same item."""
    User.objects.select_for_update(no_key=True).get(pk=by.pk)  # a double click: one after the other
    before = EvidenceItem.objects.filter(client_key=client_key, added_by=by).first() if client_key else None
    if before is not None:
        return before
    item = EvidenceItem(client_key=client_key, added_by=by)
    if not can_add(by, office=_office_of(values)):
        raise ActionRefused(_("You may not add evidence for this office."))
    _check_level(item, values, by=by)
    if upload is not None:
        item.file = store_upload(upload, by=by)
    _write(item, values)
    if item.file is not None:
        attach(item.file)
    is_readable = item.file is not None and item.file.content_type in READABLE
    EvidenceText.objects.create(item=item, state=TextState.WAITING if is_readable else TextState.NONE)
    record(item, "evidence.add", by=by, after=facts(item, FACTS))
    index_again(item)
    if is_readable:
        transaction.on_commit(lambda: wake(SWEEP), robust=True)
    return item


@transaction.atomic
def change_item(item: EvidenceItem, *, values: Mapping[str, Any], by: User) -> EvidenceItem:
    """Write these values and record what differs. The file stays what it is."""
    item = _locked(item, by=by)
    if not can_add(by, office=_office_of(values, item)):
        raise ActionRefused(_("You may not give evidence to this office."))
    _check_level(item, values, by=by)
    if "link" in values and bool(values["link"]) != bool(item.link):
        raise ActionRefused(_("A file stays a file and a link a link. Add the other one as an item of its own."))
    before, texts = facts(item, FACTS), facts(item, TEXTS)
    _write(item, values)
    after = facts(item, FACTS)
    changed = [name for name, text in facts(item, TEXTS).items() if text != texts[name]]
    if before == after and not changed:
        return item
    labels = [str(EvidenceItem._meta.get_field(name).verbose_name) for name in changed]  # type: ignore[union-attr]
    action = "evidence.change_texts" if changed else "evidence.change"
    record(item, action, by=by, before=before, after=after, data={"texts": labels} if changed else None)
    index_again(item)
    return item


@transaction.atomic
def withdraw_item(item: EvidenceItem, *, reason: str, by: User) -> EvidenceItem:
    """Take an item out of use: from now on only those who keep it see it and its file."""
    item = _locked(item, by=by)
    if item.is_withdrawn:
        raise ActionRefused(_("This is withdrawn already."))
    item.withdrawn_at, item.withdrawn_by, item.withdrawal_reason = timezone.now(), by, reason.strip()
    _save(item)
    record(item, "evidence.withdraw", by=by)
    index_again(item)
    return item


@transaction.atomic
def restore_item(item: EvidenceItem, *, by: User) -> EvidenceItem:
    """Take back that it was withdrawn."""
    item = _locked(item, by=by)
    if not item.is_withdrawn:
        raise ActionRefused(_("This is in use already."))
    item.withdrawn_at, item.withdrawn_by, item.withdrawal_reason = None, None, ""
    _save(item)
    record(item, "evidence.restore", by=by)
    index_again(item)
    return item


@transaction.atomic
def read_again(item: EvidenceItem, *, by: User) -> EvidenceItem:
    """Have the text of a file read once more."""
    item = _locked(item, by=by)
    if item.file is None or item.file.content_type not in READABLE:
        raise ActionRefused(_("There is no text in this."))
    text = EvidenceText.objects.select_for_update().get(item=item)
    if text.state == TextState.WAITING:
        raise ActionRefused(_("It waits to be read already."))
    EvidenceText.objects.filter(pk=text.pk).update(
        state=TextState.WAITING, text="", is_cut=False, problem="", tries=0, taken_until=None
    )
    record(item, "evidence.read_again", by=by)
    transaction.on_commit(lambda: wake(SWEEP), robust=True)
    return item


def _locked(item: EvidenceItem, *, by: User) -> EvidenceItem:
    item = EvidenceItem.objects.select_for_update(of=("self",)).select_related("file", "office").get(pk=item.pk)
    if not can_change(by, item):
        raise ActionRefused(_("You may not change this evidence."))
    return item


def _office_of(values: Mapping[str, Any], item: EvidenceItem | None = None) -> int | None:
    if "office" in values:
        return values["office"].pk if values["office"] else None
    return item.office_id if item else None


def _check_level(item: EvidenceItem, values: Mapping[str, Any], *, by: User) -> None:
    present = item.confidentiality if item.pk and not item._state.adding else ""
    level = values.get("confidentiality", item.confidentiality)
    if level not in levels_for(by, present=present):
        raise ActionRefused(
            _("OOBC staff make evidence public. Choose who may see it until then.")
            if level == Confidentiality.PUBLIC
            else _("You serve no office that could keep this to itself.")
        )


def _write(item: EvidenceItem, values: Mapping[str, Any]) -> None:
    for name, value in values.items():
        if name not in FIELDS:
            raise ValueError(f"{name} is not a field that is written here")
        if name != "sectors":
            setattr(item, name, value)
    _save(item)
    if "sectors" in values:
        item.sectors.set(values["sectors"])


def _save(item: EvidenceItem) -> None:
    item.full_clean()
    with constraints_refuse(EvidenceItem):
        item.save()
