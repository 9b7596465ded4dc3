"""The filters beside the list of services."""

from collections.abc import Mapping
from typing import ClassVar

from django.utils.translation import gettext as _

from catalog.eligibility import codes_for, label_of
from portal.core.browsing import facets

from .asked import Asked
from .facts import NOW, Facts


class Filters(facets.Filters):
    """The choices of an address, applied to sets of services."""

    open_facets: ClassVar[tuple[str, ...]] = ("access", "now", "category")

    def __init__(self, facts: Facts, asked: Asked) -> None:
        super().__init__(asked, {**facts.having, "access": facts.answering(asked.lives)})
        self.facts = facts

    def labels(self, name: str) -> Mapping[str, str]:
        lives = self.asked.lives
        if name == "access":
            return {str(code): label_of(code, lives) for code in codes_for(lives)}
        if name == "now":
            return {NOW: _("Taking applications now")}
        labels = self.facts.labels[name]
        return {lives: labels[lives], **labels} if name == "region" and lives else labels

    def title(self, name: str) -> str:
        return _title(name)


def _title(name: str) -> str:
    return {
        "access": _("Can I get it?"),
        "now": _("When"),
        "category": _("Topic"),
        "region": _("Where it is offered"),
        "type": _("Kind of help"),
        "office": _("Office"),
    }[name]
