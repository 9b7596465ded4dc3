"""Links with which people choose a password themselves; nobody chooses one for them."""

from urllib.parse import urljoin

from django.conf import settings
from django.core import signing
from django.urls import reverse
from django.utils.crypto import salted_hmac

from .models import User

SALT = "portal.accounts.choose_password"
DAY = 24 * 60 * 60
INVITATION_AGE = 7 * DAY
LINK_AGE = 1 * DAY


def password_link(user: User) -> str:
    """A full address that lets its holder choose the password of this account, once."""
    token = signing.dumps({"user": user.pk, "state": _state(user)}, salt=SALT)
    return urljoin(settings.WAGTAILADMIN_BASE_URL, reverse("account_choose_password", args=[token]))


def user_of_link(token: str) -> User | None:
    """Whose link this is; None when it is forged, used, too old, or the account is closed or has another address."""
    try:
        claim = signing.loads(token, salt=SALT, max_age=INVITATION_AGE)
        user = User.objects.get(pk=claim["user"], is_active=True)
        if user.has_usable_password():
            signing.loads(token, salt=SALT, max_age=LINK_AGE)
    except (signing.BadSignature, User.DoesNotExist):
        return None
    return user if claim["state"] == _state(user) else None


def days_valid(user: User) -> int:
    """An invitation lasts a week; a link to an account in use one day."""
    return (LINK_AGE if user.has_usable_password() else INVITATION_AGE) // DAY


def _state(user: User) -> str:
    """What must not have changed since the link was made: the password and the address it was sent to."""
    return salted_hmac(SALT, f"{user.password}{user.email}{user.last_login}").hexdigest()[:32]
