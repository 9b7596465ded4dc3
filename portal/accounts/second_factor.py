"""The second factor: an authenticator app or a security key beside the password."""

import base64
from functools import cache

from allauth.mfa.adapter import DefaultMFAAdapter
from allauth.mfa.models import Authenticator
from cryptography.fernet import Fernet, InvalidToken, MultiFernet
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from django.conf import settings
from django.contrib.auth.models import AbstractUser, AnonymousUser
from django.core.exceptions import ImproperlyConfigured

from .permissions import can_open_admin

SECOND_FACTORS = (Authenticator.Type.TOTP, Authenticator.Type.WEBAUTHN)
CHOICES = ("optional", "required")


def is_required() -> bool:
    """Whether staff must have a second factor here."""
    choice: str = settings.STAFF_SECOND_FACTOR
    if choice not in CHOICES:
        raise ImproperlyConfigured(f"STAFF_SECOND_FACTOR is “{choice}”: say optional or required.")
    return choice == "required"


def has_second_factor(user: AbstractUser) -> bool:
    return Authenticator.objects.filter(user=user, type__in=SECOND_FACTORS).exists()


def is_missing(user: AbstractUser | AnonymousUser) -> bool:
    """Whether this person must set up a second factor before the back office opens."""
    return is_required() and can_open_admin(user) and not has_second_factor(user)  # type: ignore[arg-type]


class SecondFactorAdapter(DefaultMFAAdapter):
    """Keys of authenticator apps are stored encrypted: a copy of the database alone opens no account."""

    def encrypt(self, text: str) -> str:
        return _cipher(settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS).encrypt(text.encode()).decode()

    def decrypt(self, encrypted_text: str) -> str:
        cipher = _cipher(settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS)
        try:
            return cipher.decrypt(encrypted_text.encode()).decode()
        except InvalidToken as error:
            raise ImproperlyConfigured(
                "A second factor was stored under another SECRET_KEY. Put the old key into SECRET_KEY_FALLBACKS."
            ) from error

    def can_delete_authenticator(self, authenticator: Authenticator) -> bool:
        """Staff who must have a second factor replace it; they do not go without."""
        if not is_required() or not can_open_admin(authenticator.user):
            return True
        others = Authenticator.objects.filter(user=authenticator.user, type__in=SECOND_FACTORS)
        return others.exclude(pk=authenticator.pk).exists()


@cache
def _cipher(*secrets: str) -> MultiFernet:
    return MultiFernet([Fernet(_key(secret)) for secret in secrets])


def _key(secret: str) -> bytes:
    derived = HKDF(algorithm=SHA256(), length=32, salt=None, info=b"portal.accounts.second_factor")
    return base64.urlsafe_b64encode(derived.derive(secret.encode()))
