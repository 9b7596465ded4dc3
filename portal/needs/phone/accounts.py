"""To whom something on a phone belongs: phones are shared, and nobody sees or sends what another person wrote."""

from typing import TYPE_CHECKING, cast

from django.utils.crypto import salted_hmac

from portal.core.access import AnyUser

if TYPE_CHECKING:
    from portal.accounts.models import User


def mark_of(user: AnyUser) -> str:
    """The same for one account on each visit; it tells nothing about the account."""
    return salted_hmac("needs.phone", str(cast("User", user).pk), algorithm="sha256").hexdigest()[:24]
