"""The code by which somebody goes on with a draft: 12 characters, 28^12 or 2.3 × 10^17 of them.

It follows from the draft's key and the site's secret, so a page can show it again; the table keeps its hash alone.
"""

import hmac
from hashlib import sha256
from uuid import UUID

from django.conf import settings

from portal.core.references import ALPHABET, READ_AS

LENGTH = 12
GROUP = 4


def code_of(draft: UUID) -> str:
    """The code of the draft with this key."""
    secret = hmac.new(settings.SECRET_KEY.encode(), b"catalog.draft:" + draft.bytes, sha256).digest()
    number, signs = int.from_bytes(secret), ""
    for _position in range(LENGTH):
        number, place = divmod(number, len(ALPHABET))
        signs += ALPHABET[place]
    return signs


def spoken(code: str) -> str:
    """In groups, as it is printed and read aloud: ``7K3M-XQ4P-9BNT``."""
    return "-".join(code[start : start + GROUP] for start in range(0, len(code), GROUP))


def read_code(typed: str) -> str:
    """What somebody typed as a code, in its one form; empty if it cannot be one."""
    plain = "".join(sign for sign in typed.upper().translate(READ_AS) if sign.isalnum())
    return plain if len(plain) == LENGTH and not set(plain) - set(ALPHABET) else ""


def hash_of(code: str) -> str:
    return sha256(code.encode()).hexdigest()
