"""Which need somebody asks for, by its reference and a contact given with it.

Whoever asks for what is not there learns nothing from the answer nor from how long it takes: an unknown reference, one
that cannot be one, a wrong contact and an erased person take the same query and the same comparisons.
"""

from uuid import UUID

from django.http import HttpRequest

from portal.core.abuse import Guard, Taken
from portal.core.contacts import is_one_of
from portal.core.references import as_counted, read_reference
from portal.needs.models import NeedSubmitter

NOBODY = (None, "nobody@example.invalid", "09000000000")
PAUSE_SECONDS = 60 * 60
TRIES = Guard("needs.follow", "20/h/ip,5/h/key")
"""Wrong tries an hour from each address and for each reference, whether it exists or not."""


def find_need(reference: str, contact: str) -> UUID | None:
    """The need of this reference, if this contact was given with it."""
    known = NeedSubmitter.objects.filter(need__reference=read_reference(reference), erased_at=None)
    need, *contacts = known.values_list("need", "email", "phone").first() or NOBODY
    return need if is_one_of(contact, contacts) else None


def take(request: HttpRequest, reference: str) -> Taken | None:
    """Count this try; None if there were too many. What turns out right is given back by ``rollback()``."""
    return TRIES.take(request, as_counted(reference))
