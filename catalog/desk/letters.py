"""What the applicant will read, before it is sent: the act is done, its messages are read, and all is undone."""

from collections.abc import Callable, Sequence

from django.db import transaction
from django.db.models.functions import Lower

from catalog.applications.notifications.applicant import told_of
from catalog.models import ServiceApplication
from portal.notifications.models import OutboxMessage


def letters_of(act: Callable[[], object], case: ServiceApplication) -> Sequence[OutboxMessage]:
    """What would go to whoever gets the notices of this case, about it: not what is said of another case meanwhile.

    It may refuse, like the act itself.
    """
    ways = [way.lower() for person in told_of(case) for way in (person.email, getattr(person, "phone", "")) if way]
    with transaction.atomic():
        of_case = OutboxMessage.objects.filter(key__startswith=str(case.pk))
        to_them = of_case.annotate(to=Lower("address")).filter(to__in=ways)
        before = set(to_them.values_list("pk", flat=True))
        act()
        letters = [letter for letter in to_them.order_by("channel", "pk") if letter.pk not in before]
        transaction.set_rollback(True)
    return letters
