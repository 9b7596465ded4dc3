"""Which case somebody asks for, by its reference and a contact given with it.

Whoever asks for what is not there learns nothing from the answer nor from how long it takes: an unknown reference, one
that cannot be one, a wrong contact and an erased case take the same query and the same comparisons.
"""

import hashlib
import re
from uuid import UUID

from django.utils.crypto import constant_time_compare

from catalog.applications.references import read_reference
from catalog.models import ServiceApplication

LONGEST_TYPED = 254
SHORTEST_NUMBER = 7
PREFIX = re.compile(r"^(00)?63|^0")
NO_CASE = (None, "nobody@example.invalid", "09000000000", "nobody@example.invalid")
CONTACTS = ("applicant_email", "applicant_phone", "helper_contact")


def find_case(reference: str, contact: str) -> UUID | None:
    """The case of this reference, if this contact was given with it: the applicant's own or the helper's."""
    known = ServiceApplication.objects.filter(reference=read_reference(reference), anonymized_at=None)
    case, *contacts = known.values_list("pk", *CONTACTS).first() or NO_CASE
    typed = _digest(contact)
    is_right = False
    for given in contacts:
        is_right |= constant_time_compare(typed, _digest(given)) & bool(_one_form(given))
    return case if is_right else None


def as_counted(reference: str) -> str:
    """What tries are counted by: the reference in its one form, or what was typed instead of one."""
    return read_reference(reference) or "".join(sign for sign in reference.upper() if sign.isalnum())


def _digest(contact: str) -> str:
    return hashlib.sha256(_one_form(contact).encode()).hexdigest()


def _one_form(contact: str) -> str:
    """An e-mail address in small letters, or a number without its prefix, so that +63 917 … is 0917 …"""
    contact = contact.strip()[:LONGEST_TYPED]
    if "@" in contact:
        return contact.casefold()
    digits = PREFIX.sub("", re.sub(r"\D", "", contact))
    return digits if len(digits) >= SHORTEST_NUMBER else ""
