"""The number of a case or a need: eight characters that survive a telephone call.

Digits and letters that are not mistaken for one another when read or heard, 28 of them; the eighth checks the seven
before it (ISO/IEC 7064, hybrid system MOD 29,28, as ``stdnum.iso7064.mod_37_36`` computes it for any alphabet), so a
wrong or swapped character is noticed before anything is looked up. 28^7 is 1.3 × 10^10 references.
"""

import secrets
from collections.abc import Callable

from stdnum.exceptions import ValidationError
from stdnum.iso7064 import mod_37_36

ALPHABET = "23456789ABCDEFGHJKMNPQRTVWXY"
LENGTH = 8
READ_AS = str.maketrans({"S": "5", "Z": "2"})


def new_reference(choose: Callable[[str], str] = secrets.choice) -> str:
    """A reference nobody can guess from another, unless ``choose`` draws its signs in a way that repeats."""
    number = "".join(choose(ALPHABET) for _position in range(LENGTH - 1))
    return number + mod_37_36.calc_check_digit(number, ALPHABET)


def read_reference(typed: str) -> str:
    """What somebody typed as a reference, in its one form; empty if it cannot be one."""
    plain = "".join(sign for sign in typed.upper().translate(READ_AS) if sign.isalnum())
    if len(plain) != LENGTH or set(plain) - set(ALPHABET):
        return ""
    try:
        return str(mod_37_36.validate(plain, ALPHABET))
    except ValidationError:
        return ""


def as_counted(typed: str) -> str:
    """What tries are counted by: the reference in its one form, or what was typed instead of one."""
    return read_reference(typed) or "".join(sign for sign in typed.upper() if sign.isalnum())


def spoken_reference(reference: str) -> str:
    """In two groups, as it is printed and read aloud: ``7K3M-XQ4P``."""
    return f"{reference[:4]}-{reference[4:]}"


def numbered_reference(number: int) -> str:
    """The reference of a number below 28^7: different numbers have different references. For made-up rows."""
    signs = []
    for _position in range(LENGTH - 1):
        number, sign = divmod(number, len(ALPHABET))
        signs.append(ALPHABET[sign])
    plain = "".join(reversed(signs))
    return plain + mod_37_36.calc_check_digit(plain, ALPHABET)
