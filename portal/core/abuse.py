"""Forms that anybody may send, kept from programs and from bursts. Nobody solves a puzzle, and nothing typed is lost.

A field that people do not see stays empty; the form carries a signed time, so that it was open for as long as a person
needs and not for days; and each address, each subject and each recipient has a limit.
"""

from dataclasses import dataclass
from typing import Any

from allauth.core.internal import ratelimit
from django import forms
from django.core import signing
from django.http import HttpRequest
from django.utils.crypto import salted_hmac
from django.utils.translation import gettext as _

FASTEST_SECONDS = 2
LONGEST_SECONDS = 24 * 60 * 60

TOO_OLD, TOO_FAST, TOO_MANY = "too_old", "too_fast", "too_many"


def address_of(request: HttpRequest) -> str:
    """Where a request comes from, as limits count it."""
    return str(ratelimit.get_ip(request))


@dataclass(frozen=True)
class Guard:
    """What stands before one kind of form."""

    name: str
    limits: str
    """In allauth's words: ``20/h/ip,10/h/key`` is twenty an hour of one address, ten about one subject."""

    def stamp(self, key: str) -> str:
        """When the form about this subject was opened, signed."""
        return signing.TimestampSigner(salt=self.name).sign(key)

    def trouble_with(self, stamp: str, key: str) -> str:
        """What is odd about the time for which the form was open; empty if nothing is."""
        signer = signing.TimestampSigner(salt=self.name)
        try:
            is_for_this = signer.unsign(stamp, max_age=LONGEST_SECONDS) == key
        except signing.BadSignature:
            is_for_this = False
        if not is_for_this:
            return TOO_OLD
        try:
            signer.unsign(stamp, max_age=FASTEST_SECONDS)
        except signing.SignatureExpired:
            return ""
        return TOO_FAST

    def lets_in(self, request: HttpRequest, key: str) -> bool:
        """Count one more; False where there have been too many."""
        return self.take(request, key) is not None

    def take(self, request: HttpRequest, key: str) -> ratelimit.RateLimitUsage | None:
        """Count one more, which ``rollback()`` gives back; None where there have been too many."""
        # Keyed, because addresses and numbers can be guessed back from their plain hash.
        counted = salted_hmac(self.name, key).hexdigest()
        return ratelimit.consume(
            request, app="guard", action=self.name, config={self.name: self.limits}, key=counted, limit_get=True
        )


class GuardedForm(forms.Form):
    """A form with a guard; its refusals lose nothing that was typed."""

    guard: Guard
    website = forms.CharField(required=False, widget=forms.HiddenInput)  # people leave it empty; programs fill it

    def __init__(self, *args: Any, subject: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.subject = subject

    @property
    def opened(self) -> str:
        """For the hidden field of this name. It stays through a correction, so that correcting may be quick."""
        brought = self.data.get("opened", "")
        if self.guard.trouble_with(brought, self.subject) == TOO_OLD:
            return self.guard.stamp(self.subject)
        return str(brought)

    @property
    def is_from_a_program(self) -> bool:
        return bool(self.data.get("website"))

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        if not self.is_from_a_program and not self.errors:
            self._check_time()
        return cleaned

    def _check_time(self) -> None:
        trouble = self.guard.trouble_with(self.data.get("opened", ""), self.subject)
        if trouble == TOO_OLD:
            raise forms.ValidationError(
                _("This form was open for too long. Your text is still here: please send it again."), code=TOO_OLD
            )
        if trouble == TOO_FAST:
            raise forms.ValidationError(
                _("That was very fast. Your text is still here: read it once more, then send it again."), code=TOO_FAST
            )

    def refuse_as_too_many(self, sentence: str) -> None:
        self.add_error(None, forms.ValidationError(sentence, code=TOO_MANY))

    @property
    def status(self) -> int:
        """How a refusal is answered."""
        return 429 if self.has_error("__all__", code=TOO_MANY) else 400
