"""What the applicant will read, before it is sent."""

from collections.abc import Callable, Sequence

from django.utils.translation import gettext_lazy as _

from catalog.applications.notifications.applicant import told_of
from catalog.models import ServiceApplication
from portal.notifications.letters import letters_to
from portal.notifications.models import OutboxMessage

READERS = _("What the applicant will read")
NOTHING_GOES = _("No message goes out, because no address was given. It can be read where applications are followed.")


def letters_of(act: Callable[[], object], case: ServiceApplication) -> Sequence[OutboxMessage]:
    """What would go to whoever gets the notices of this case. It may refuse, like the act itself."""
    return letters_to(told_of(case), act, about=case)
