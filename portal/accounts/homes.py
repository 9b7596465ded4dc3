"""Where people find themselves after they have signed in."""

from django.conf import settings
from django.contrib.auth.models import AbstractUser, AnonymousUser
from django.shortcuts import resolve_url
from django.utils.module_loading import import_string


def home_of(user: AbstractUser | AnonymousUser) -> str:
    """The address of the first place of work that is open to this person; the public site if there is none.

    ``settings.PLACES_OF_WORK`` names a function ``(user) -> bool`` and a URL name for each place.
    """
    open_places = (name for is_open, name in settings.PLACES_OF_WORK if import_string(is_open)(user))
    return resolve_url(next(open_places, settings.LOGIN_REDIRECT_URL))
