from django.contrib.auth.models import AnonymousUser
from django.db import models

from portal.core.access import AnyUser, ScopedPolicy
from portal.needs.scope import reach_of


class EngagementPolicy(ScopedPolicy):
    """Rights on engagements and feedback; of those who reach all rows, answered without a query for each row."""

    def user_has_permission_for_instance(self, user: AnyUser, action: str, instance: models.Model) -> bool:
        if reach_of(user or AnonymousUser(), self.model, action).everything:
            return True
        return super().user_has_permission_for_instance(user, action, instance)
