"""What an SMS can carry: 160 signs of the GSM alphabet. One sign outside of it, and only 70 fit."""

import unicodedata

LENGTH = 160
_BASIC = (
    "@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !\"#¤%&'()*+,-./0123456789:;<=>?¡ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§¿"
    "abcdefghijklmnopqrstuvwxyzäöñüà"
)
_EXTENDED = "^{}\\[~]|€"
"""Signs that take the room of two."""

_PLAIN = str.maketrans(
    {"“": '"', "”": '"', "„": '"', "‘": "'", "’": "'", "–": "-", "—": "-", "…": "...", "\u00a0": " ", "₱": "P"}
)


def plain_sms(text: str) -> str:
    """The text in signs of the GSM alphabet: curly signs straight, letters without accents it lacks, others as “?”."""
    return "".join(_sign(sign) for sign in " ".join(text.translate(_PLAIN).split()))


def sms_length(text: str) -> int:
    """The room that a plain text takes."""
    return sum(2 if sign in _EXTENDED else 1 for sign in text)


def _sign(sign: str) -> str:
    if sign in _BASIC or sign in _EXTENDED:
        return sign
    bare = unicodedata.normalize("NFKD", sign)[0]
    return bare if bare in _BASIC else "?"
