"""Who keeps what search knows, and who reads what people search for."""

from portal.accounts.roles import Role
from portal.core.access import AnyUser

_KEEP = [f"search.{act}_{model}" for model in ("synonymgroup", "promotedresult") for act in ("add", "change", "view")]
_READ = ["search.view_searchlog"]

ROLE_PERMISSIONS = {
    Role.OOBC_STAFF: [*_KEEP, *_READ],
    Role.ADMINISTRATOR: [*_KEEP, *_READ],
    Role.OCM_LEADERSHIP: _READ,
}


def can_keep_synonyms(user: AnyUser) -> bool:
    return user.has_perm("search.change_synonymgroup")


def can_promote(user: AnyUser) -> bool:
    return user.has_perm("search.change_promotedresult")
