"""A team in a form: everybody in it with a role, and empty rows for more."""

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from django import forms
from django.db.models import TextChoices
from django.utils.translation import gettext as _

EMPTY_ROWS = 3


class TeamRows(forms.Form):
    """A row is emptied to let somebody go. The first person of a new team is offered the first role, its leader."""

    roles: type[TextChoices]
    member_role: TextChoices

    def add_rows(self, team: Iterable[Any], people: Mapping[str, Any]) -> None:
        """``team``: rows with ``user`` and ``role``; ``people``: who can be chosen, by key."""
        self.people, team = people, list(team)
        choices = [("", _("Nobody")), *((key, f"{person} · {person.email}") for key, person in people.items())]
        self.count = len(team) + EMPTY_ROWS
        for number in range(1, self.count + 1):
            member = team[number - 1] if number <= len(team) else None
            self.fields[f"person_{number}"] = forms.ChoiceField(
                label=_("Person %(number)d") % {"number": number},
                choices=choices,
                required=False,
                initial=str(member.user_id) if member else "",
            )
            usual = self.member_role if team or number > 1 else next(iter(self.roles))
            self.fields[f"role_{number}"] = forms.ChoiceField(
                label=_("Role of person %(number)d") % {"number": number},
                choices=self.roles.choices,
                initial=member.role if member else usual,
            )

    @property
    def rows(self) -> Iterator[tuple[forms.BoundField, forms.BoundField]]:
        for number in range(1, self.count + 1):
            yield self[f"person_{number}"], self[f"role_{number}"]

    @property
    def members(self) -> list[tuple[Any, Any]]:
        """Who was chosen, and as what."""
        data = self.cleaned_data
        return [
            (self.people[data[f"person_{number}"]], self.roles(data[f"role_{number}"]))
            for number in range(1, self.count + 1)
            if data[f"person_{number}"]
        ]
