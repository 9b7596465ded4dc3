"""Rights on what belongs to a PPA: its own rule, said by the PPA."""

from collections.abc import Collection
from operator import attrgetter

from django.contrib.auth.models import AnonymousUser
from django.db import models

from portal.core.access import AnyUser, ScopedPolicy

from .permissions import reach


class OfPPAPolicy(ScopedPolicy):
    """Who may do an act on a PPA may do it on the rows under it."""

    def __init__(self, model: type[models.Model], office_path: str) -> None:
        """``office_path`` leads from a row to the key of the office of its PPA."""
        super().__init__(model)
        self.office_of = attrgetter(office_path)

    def user_has_permission(self, user: AnyUser, action: str) -> bool:
        own = reach(user or AnonymousUser(), action)
        return own.everything or bool(own.organizations)

    def user_has_any_permission(self, user: AnyUser, actions: Collection[str]) -> bool:
        return any(self.user_has_permission(user, action) for action in actions)

    def user_has_permission_for_instance(self, user: AnyUser, action: str, instance: models.Model) -> bool:
        own = reach(user or AnonymousUser(), action)
        return own.everything or self.office_of(instance) in own.organizations

    def user_has_any_permission_for_instance(
        self, user: AnyUser, actions: Collection[str], instance: models.Model
    ) -> bool:
        return any(self.user_has_permission_for_instance(user, action, instance) for action in actions)
