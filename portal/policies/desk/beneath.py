"""A page for one act on a recommendation, or on a row that stands under it."""

from typing import Any

from django.db import models
from django.urls import reverse

from portal.accounts.models import User
from portal.core.registers import ActView
from portal.policies.models import PolicyRecommendation


def page_of(policy: PolicyRecommendation, section: str = "") -> str:
    """The staff page of a recommendation, at this part of it."""
    url = reverse("policies_register:inspect", args=[policy.pk])
    return f"{url}#{section}" if section else url


class BeneathAct(ActView):
    """Whoever sees the row comes here; ``may`` says whose act it is. It leads back to the part of the page it is of."""

    object: Any
    permission_required = "view"
    template_name = "portal/core/shown_act.html"
    preview_label = ""
    section = ""
    """The part of the recommendation's page to which it leads back."""

    @classmethod
    def may(cls, user: User, row: Any) -> bool:
        raise NotImplementedError

    def is_allowed(self) -> bool:
        return self.may(self.actor, self.object)

    @property
    def policy(self) -> Any:
        return self.object if isinstance(self.object, PolicyRecommendation) else self.object.policy

    def get_base_object_queryset(self) -> models.QuerySet[Any]:
        rows: models.QuerySet[Any] = super().get_base_object_queryset()
        return rows if rows.model is PolicyRecommendation else rows.select_related("policy")

    def state(self) -> list[tuple[Any, Any]]:
        """What it is about, in a few lines."""
        return []

    def get_success_url(self) -> str:
        return page_of(self.policy, self.section)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return {**super().get_context_data(**kwargs), "state": self.state(), "letters": None}
