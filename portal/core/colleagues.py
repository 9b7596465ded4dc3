"""Whom work can be given to, with how much each has to do."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from django import forms
from django.utils.translation import gettext as _


@dataclass(frozen=True)
class Colleague:
    person: Any
    load: int
    """How much waits for them."""

    load_in_words: str

    def __str__(self) -> str:
        return f"{self.person} ({self.load_in_words})"


def by_load(people: Iterable[Any], loads: Mapping[Any, int], in_words: Callable[[int], str]) -> list[Colleague]:
    """Those with the least to do first; ``loads`` by key, and who is not in it has nothing to do."""
    found = [Colleague(person, load, in_words(load)) for person in people for load in [loads.get(person.pk, 0)]]
    return sorted(found, key=lambda colleague: (colleague.load, str(colleague.person)))


class ColleagueField(forms.TypedChoiceField):
    """One of the colleagues that are offered; nobody too, unless it is required."""

    def offer(self, colleagues: list[Colleague]) -> None:
        people = {str(colleague.person.pk): colleague.person for colleague in colleagues}
        nobody = [] if self.required else [("", _("Nobody"))]
        self.choices = [*nobody, *((str(one.person.pk), str(one)) for one in colleagues)]
        self.coerce = people.__getitem__
        self.empty_value = None
