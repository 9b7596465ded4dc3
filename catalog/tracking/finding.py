"""Which case somebody asks for, by its reference and a contact given with it.

Whoever asks for what is not there learns nothing from the answer nor from how long it takes: an unknown reference, one
that cannot be one, a wrong contact and an erased case take the same query and the same comparisons.
"""

from uuid import UUID

from catalog.models import ServiceApplication
from portal.core.contacts import is_one_of
from portal.core.references import read_reference

NO_CASE = (None, "nobody@example.invalid", "09000000000", "nobody@example.invalid")
CONTACTS = ("applicant_email", "applicant_phone", "helper_contact")


def find_case(reference: str, contact: str) -> UUID | None:
    """The case of this reference, if this contact was given with it: the applicant's own or the helper's."""
    known = ServiceApplication.objects.filter(reference=read_reference(reference), anonymized_at=None)
    case, *contacts = known.values_list("pk", *CONTACTS).first() or NO_CASE
    return case if is_one_of(contact, contacts) else None
