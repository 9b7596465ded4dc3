"""Database constraints in plain words, also when two people do the same thing at the same moment."""

from collections.abc import Iterator
from contextlib import contextmanager

from django.db import IntegrityError, models, transaction

from .actions import ActionRefused


@contextmanager
def constraints_refuse(model: type[models.Model]) -> Iterator[None]:
    """What a constraint of this model forbids becomes a refusal in the constraint's own words.

    Validation finds most of it before; this is for the other request that was a moment faster.
    """
    try:
        with transaction.atomic():
            yield
    except IntegrityError as error:
        violated = getattr(getattr(error.__cause__, "diag", None), "constraint_name", None)
        for constraint in model._meta.constraints:
            if constraint.name == violated:
                raise ActionRefused(str(constraint.violation_error_message)) from error
        raise
