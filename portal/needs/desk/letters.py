"""What the community will read, before it is sent."""

from collections.abc import Callable, Sequence

from django.utils.translation import gettext_lazy as _

from portal.needs.models import Need
from portal.needs.people import told_of
from portal.notifications.letters import letters_to
from portal.notifications.models import OutboxMessage

READERS = _("What the community will read")
NOTHING_GOES = _("No mail or SMS goes out: nobody sent this need, or no address was given.")


def letters_of(act: Callable[[], object], need: Need) -> Sequence[OutboxMessage]:
    """What would go to whoever gets the notices of this need. It may refuse, like the act itself."""
    return letters_to(told_of(need), act, about=need)
