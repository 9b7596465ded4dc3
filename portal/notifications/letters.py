"""What people will read, before it is sent: the act is done, its messages are read, and all is undone."""

from collections.abc import Callable, Iterable, Sequence

from django.db import transaction
from django.db.models import Model
from django.db.models.functions import Lower

from .messages import Recipient
from .models import OutboxMessage


def letters_to(people: Iterable[Recipient], act: Callable[[], object], *, about: Model) -> Sequence[OutboxMessage]:
    """What would go to these people about this row, whose key begins the key of each message about it: not what is said
    of another row meanwhile. The act may refuse, as when it is done for good."""
    ways = [way.lower() for person in people for way in (person.email, getattr(person, "phone", "")) if way]
    with transaction.atomic():
        of_row = OutboxMessage.objects.filter(key__startswith=str(about.pk))
        to_them = of_row.annotate(to=Lower("address")).filter(to__in=ways)
        before = set(to_them.values_list("pk", flat=True))
        act()
        letters = [letter for letter in to_them.order_by("channel", "pk") if letter.pk not in before]
        transaction.set_rollback(True)
    return letters
