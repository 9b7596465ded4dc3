"""The register of communities itself: what each is called, where it lies, and what changes rarely."""

from collections.abc import Iterable
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from portal.accounts.models import User
from portal.activity import facts, record
from portal.communities.models import CommunityGroup, EthnolinguisticGroup, OBCCommunity
from portal.communities.permissions import can_keep
from portal.core.actions import ActionRefused
from portal.core.constraints import constraints_refuse
from portal.core.models import ContentVersion
from portal.geography.models import Barangay

FIELDS = (
    "name",
    "barangay",
    "publicity",
    "other_names",
    "settlement_type",
    "proximity_to_barmm",
    "poverty_band",
    "livelihoods",
    "languages",
    "history",
    "lat",
    "lon",
)
GROUPS = ("groups", "primary_group")
WRITTEN = ("history", "languages", "other_names")
"""What somebody wrote: the record says that it changed, not what it says."""


@transaction.atomic
def add_community(*, name: str, barangay: Barangay, by: User, **values: Any) -> OBCCommunity:
    """Put a community on the register; ``values`` are other ``FIELDS``, ``groups`` and ``primary_group``."""
    if not can_keep(by):
        raise ActionRefused(_("You may not add communities."))
    groups = {key: values.pop(key) for key in GROUPS if key in values}
    community = OBCCommunity(name=name, barangay=barangay, **values)
    _save(community)
    _set_groups(community, **groups)
    known = {name: value for name, value in _facts(community).items() if value not in ("", None, [])}
    record(community, "communities.add", by=by, after=known)
    ContentVersion.bump()
    return community


@transaction.atomic
def change_community(community: OBCCommunity, *, by: User, **values: Any) -> OBCCommunity:
    """Change these ``FIELDS``, ``groups`` and ``primary_group``; what is not named stays."""
    community = OBCCommunity.objects.select_for_update().get(pk=community.pk)
    if not can_keep(by):
        raise ActionRefused(_("You may not change communities."))
    before, texts = _facts(community), _texts(community)
    for name, value in values.items():
        if name not in GROUPS:
            setattr(community, name, value)
    _set_groups(community, **_with_what_stays(community, {key: values[key] for key in GROUPS if key in values}))
    after, changed = _facts(community), _changed(texts, _texts(community))
    if after != before or changed:
        _save(community)
        record(
            community,
            "communities.change",
            by=by,
            before=before,
            after=after,
            data={"texts": changed} if changed else None,
        )
        ContentVersion.bump()
    return community


@transaction.atomic
def deactivate_community(community: OBCCommunity, *, by: User) -> OBCCommunity:
    """Take a community out of use: its representatives lose their rights with the next request."""
    return _set_active(community, False, by=by)


@transaction.atomic
def activate_community(community: OBCCommunity, *, by: User) -> OBCCommunity:
    return _set_active(community, True, by=by)


def _set_active(community: OBCCommunity, is_active: bool, *, by: User) -> OBCCommunity:
    community = OBCCommunity.objects.select_for_update().get(pk=community.pk)
    if not can_keep(by):
        raise ActionRefused(_("You may not activate or deactivate communities."))
    if community.is_active == is_active:
        raise ActionRefused(
            _("This community is already active.") if is_active else _("This community is already deactivated.")
        )
    community.is_active = is_active
    community.save(update_fields=["is_active"])
    action = "communities.activate" if is_active else "communities.deactivate"
    record(community, action, by=by, before={"is_active": not is_active}, after={"is_active": is_active})
    ContentVersion.bump()
    return community


def _save(community: OBCCommunity) -> None:
    community.full_clean()
    with constraints_refuse(OBCCommunity):
        community.save()


def _set_groups(
    community: OBCCommunity,
    *,
    groups: Iterable[EthnolinguisticGroup] | None = None,
    primary_group: EthnolinguisticGroup | None = None,
) -> None:
    """Say which peoples live there; without ``groups`` nothing changes."""
    if groups is None:
        return
    wanted = {group.pk: group == primary_group for group in groups}
    if primary_group and primary_group.pk not in wanted:
        raise ValidationError({"primary_group": _("The primary group must be one of the groups.")})
    present = dict(CommunityGroup.objects.filter(community=community).values_list("group_id", "is_primary"))
    if present == wanted:
        return
    CommunityGroup.objects.filter(community=community).delete()
    CommunityGroup.objects.bulk_create(
        CommunityGroup(community=community, group_id=key, is_primary=is_primary) for key, is_primary in wanted.items()
    )


def _with_what_stays(community: OBCCommunity, said: dict[str, Any]) -> dict[str, Any]:
    """Who names only the groups leaves the primary one as it is, and the other way round."""
    if not said or said.keys() == set(GROUPS):
        return said
    rows = list(CommunityGroup.objects.filter(community=community).select_related("group"))
    groups = said.get("groups", [row.group for row in rows])
    primary = next((row.group for row in rows if row.is_primary and row.group in groups), None)
    return {"groups": groups, "primary_group": said.get("primary_group", primary)}


def _facts(community: OBCCommunity) -> dict[str, Any]:
    rows = CommunityGroup.objects.filter(community=community).order_by("group_id")
    return {
        **facts(community, [name for name in FIELDS if name not in WRITTEN]),
        "groups": [row.group_id for row in rows],
        "primary_group": next((row.group_id for row in rows if row.is_primary), None),
    }


def _texts(community: OBCCommunity) -> dict[str, str]:
    return {name: getattr(community, name) for name in WRITTEN}


def _changed(before: dict[str, str], after: dict[str, str]) -> list[str]:
    return [name for name in after if before[name] != after[name]]
