"""Who gets to the staff pages of needs and assessments: people of the whole office.

Offices to which a need is forwarded see it on pages of their own: notes, ratings and who sent it are none of theirs.
"""

from collections.abc import Collection
from typing import Any

from portal.core.access import AnyUser, ScopedPolicy

from .scope import reach_of


class OfficeWidePolicy(ScopedPolicy):
    """Registered for the model itself: views ask the registry, whatever a viewset says."""

    def user_has_permission(self, user: AnyUser, action: str) -> bool:
        return reach_of(user, self.model, action).everything

    def user_has_any_permission(self, user: AnyUser, actions: Collection[str]) -> bool:
        return any(self.user_has_permission(user, action) for action in actions)

    def user_has_permission_for_instance(self, user: AnyUser, action: str, instance: Any) -> bool:
        return self.user_has_permission(user, action)

    def user_has_any_permission_for_instance(self, user: AnyUser, actions: Collection[str], instance: Any) -> bool:
        return self.user_has_any_permission(user, actions)
