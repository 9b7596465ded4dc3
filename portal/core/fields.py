"""Model fields that rooms share."""

from typing import Any

from django.conf import settings
from django.db import models

from portal.core.text import fold


class SortNameField(models.CharField):
    """Another attribute's text, folded, so that names sort well under any collation: ``Ñ`` beside ``N``."""

    def __init__(self, *args: Any, of: str = "name", **kwargs: Any) -> None:
        self.of = of
        super().__init__(*args, **{"max_length": 255, "editable": False, **kwargs})

    def deconstruct(self) -> Any:
        name, path, args, kwargs = super().deconstruct()
        return name, path, args, {**kwargs, "of": self.of}

    def pre_save(self, model_instance: models.Model, add: bool) -> str:
        folded = fold(getattr(model_instance, self.of))[: self.max_length]
        setattr(model_instance, self.attname, folded)
        return folded


def acted_by(**options: Any) -> models.ForeignKey:
    """Who did something, once it is done: accounts are deactivated, never deleted."""
    return models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+", **options
    )
