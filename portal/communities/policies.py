from operator import attrgetter

from django.contrib.auth.models import AnonymousUser
from django.db import models

from portal.core.access import AnyUser, ScopedPolicy

from .scope import reach_of


class CommunityPolicy(ScopedPolicy):
    """Rights on rows that belong to a community, answered without a query for each row."""

    def __init__(self, model: type[models.Model], owner_field: str) -> None:
        """``owner_field`` holds the community's key: ``pk``, ``community_id``."""
        super().__init__(model)
        self.owner_of = attrgetter(owner_field)

    def user_has_permission_for_instance(self, user: AnyUser, action: str, instance: models.Model) -> bool:
        reach = reach_of(user or AnonymousUser(), self.model, action)
        return reach.everything or self.owner_of(instance) in reach.communities


class RequestPolicy(ScopedPolicy):
    """Requests to represent are staff's alone."""

    def user_has_permission_for_instance(self, user: AnyUser, action: str, instance: models.Model) -> bool:
        return reach_of(user or AnonymousUser(), self.model, action).everything
