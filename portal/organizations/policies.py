from operator import attrgetter

from django.contrib.auth.models import AnonymousUser
from django.db import models

from portal.core.access import AnyUser, ScopedPolicy

from .scope import reach_of


class OrganizationPolicy(ScopedPolicy):
    """Rights on rows owned by an organization, answered without a query for each row."""

    def __init__(self, model: type[models.Model], owner_path: str) -> None:
        """``owner_path`` leads from a row to the key of its organization, such as ``offering.offering_mao_id``."""
        super().__init__(model)
        self.owner_of = attrgetter(owner_path)

    def user_has_permission_for_instance(self, user: AnyUser, action: str, instance: models.Model) -> bool:
        reach = reach_of(user or AnonymousUser(), self.model, action)
        return reach.everything or self.owner_of(instance) in reach.organizations
