"""Communities as the public site calls them, in the language of the page."""

from django.utils.translation import gettext as _

from .enums import Publicity


def public_name(name: str, publicity: str, town: object) -> str:
    """The name where it may be public; else “A community in Malungon”."""
    return name if publicity == Publicity.NAMED else _("A community in %(town)s") % {"town": town}
