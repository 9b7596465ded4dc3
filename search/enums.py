from django.db import models
from django.utils.translation import gettext_lazy as _


class WordRole(models.TextChoices):
    """How far the words of a group narrow down what somebody looks for."""

    TOPIC = "topic", _("What is wanted: scholarship, house, boat")
    PERSON = "person", _("Who wants it: student, widow, farmer")
    PLACE = "place", _("Where: a region, a province")
    GENERAL = "general", _("Nearly every search: help, apply, free")

    @property
    def short_label(self) -> str:
        """What stands before the examples, for tables."""
        return str(self.label).split(":")[0]
