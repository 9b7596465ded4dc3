"""Rights on what stands under a recommendation: its own rule, said by the recommendation."""

from collections.abc import Collection

from django.contrib.auth.models import AnonymousUser
from django.db import models

from portal.core.access import AnyUser, ScopedPolicy

from .permissions import reach


class OfPolicyPolicy(ScopedPolicy):
    """Who may do an act on a recommendation may do it on the rows under it."""

    def user_has_permission(self, user: AnyUser, action: str) -> bool:
        own = reach(user or AnonymousUser(), action)
        return own.everything or bool(own.organizations)

    def user_has_any_permission(self, user: AnyUser, actions: Collection[str]) -> bool:
        return any(self.user_has_permission(user, action) for action in actions)

    def user_has_any_permission_for_instance(
        self, user: AnyUser, actions: Collection[str], instance: models.Model
    ) -> bool:
        return any(self.user_has_permission_for_instance(user, action, instance) for action in actions)
