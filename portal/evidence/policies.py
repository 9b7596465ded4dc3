from django.contrib.auth.models import AnonymousUser

from portal.core.access import AnyUser, ScopedPolicy

from .enums import Confidentiality
from .models import EvidenceItem
from .scope import reach_of


class EvidencePolicy(ScopedPolicy):
    """Rights on an item, answered without a query for each row, as ``EvidenceQuerySet.permitted`` does."""

    def user_has_permission_for_instance(self, user: AnyUser, action: str, instance: EvidenceItem) -> bool:  # type: ignore[override]
        user = user or AnonymousUser()
        if action == "view":
            return self._sees(user, instance) or self._keeps(user, "change", instance)
        return self._keeps(user, action, instance)

    def _sees(self, user: AnyUser, item: EvidenceItem) -> bool:
        reach = reach_of(user, EvidenceItem, "view")
        if reach.everything or item.is_withdrawn:
            return reach.everything
        if item.confidentiality == Confidentiality.OWN_OFFICE:
            return item.office_id in reach.organizations
        return item.is_public or reach.common or bool(reach.organizations)

    def _keeps(self, user: AnyUser, action: str, item: EvidenceItem) -> bool:
        reach = reach_of(user, EvidenceItem, action)
        if reach.everything or (reach.common and item.office_id is None):
            return True
        return item.office_id in reach.organizations
