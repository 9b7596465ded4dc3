"""The languages people search in. A word that several of them share stands once, where it comes from."""

from django.utils.translation import gettext_lazy as _

LANGUAGES = {
    "en": _("English"),
    "fil": _("Filipino"),
    "ceb": _("Bisaya (Cebuano)"),
    "tsg": _("Tausug"),
    "mdh": _("Maguindanaon"),
    "mrw": _("Meranaw"),
    "hil": _("Hiligaynon"),
    "cbk": _("Chavacano"),
    "ar": _("Arabic and Islamic words in Latin letters"),
}
