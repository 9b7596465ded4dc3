"""Choosing an organization in a form: only those the person may choose, whatever the browser sends."""

from typing import Any

from django import forms
from django.contrib.auth.models import AnonymousUser
from django.db import models

from portal.core.access import AnyUser

from .models import Organization
from .querysets import OrganizationQuerySet
from .scope import reach_of


def organizations_for(user: AnyUser | None, action: str, model: type[models.Model]) -> OrganizationQuerySet:
    """The active organizations on whose rows of this model the person may do this act."""
    reach = reach_of(user or AnonymousUser(), model, action)
    organizations = Organization.objects.active()
    return organizations if reach.everything else organizations.filter(pk__in=sorted(reach.organizations))


class OrganizationChoiceField(forms.ModelChoiceField):
    """A choice among organizations; empty until ``offer`` says for whom.

    In a Wagtail form's ``__init__``: ``self.fields["offering_mao"].offer(self.for_user, "add", ServiceOffering)``.
    """

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(Organization.objects.none(), **kwargs)

    def offer(
        self, user: AnyUser | None, action: str, model: type[models.Model], *, present: int | None = None
    ) -> None:
        """Take what this person may choose, and ``present``, the organization that the row already has.

        A person with one organization has nothing to choose: it stands there already.
        """
        choices = organizations_for(user, action, model)
        if present is not None:
            choices = choices | Organization.objects.filter(pk=present)
        self.queryset = choices
        few = list(choices.values_list("pk", flat=True)[:2])
        if len(few) == 1 and self.required:
            self.initial = few[0]
            self.empty_label = None
