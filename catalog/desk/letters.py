"""What the applicant will read, before it is sent: the act is done, its messages are read, and all is undone."""

from collections.abc import Callable, Sequence

from django.db import transaction
from django.db.models.functions import Lower

from catalog.models import ServiceApplication
from portal.notifications.models import OutboxMessage


def letters_of(act: Callable[[], object], case: ServiceApplication) -> Sequence[OutboxMessage]:
    """The mails and SMS to this applicant that the act would send; it may refuse like the act itself."""
    addresses = [address.lower() for address in (case.applicant_email, case.applicant_phone, case.helper_contact)]
    with transaction.atomic():
        to_them = OutboxMessage.objects.annotate(to=Lower("address")).filter(to__in=[to for to in addresses if to])
        before = set(to_them.values_list("pk", flat=True))
        act()
        letters = [letter for letter in to_them.order_by("channel", "pk") if letter.pk not in before]
        transaction.set_rollback(True)
    return letters
