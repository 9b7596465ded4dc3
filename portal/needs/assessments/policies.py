from django.contrib.auth.models import AnonymousUser
from django.db import models

from portal.core.access import AnyUser, ScopedPolicy
from portal.needs.scope import reach_of


class OfOfficePolicy(ScopedPolicy):
    """Rights on rows that are the office's as a whole, answered without a query for each row."""

    def user_has_permission_for_instance(self, user: AnyUser, action: str, instance: models.Model) -> bool:
        return reach_of(user or AnonymousUser(), self.model, action).everything
