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

from . import limits

FASTEST_SECONDS = 2
LONGEST_SECONDS = 24 * 60 * 60

TOO_OLD, TOO_FAST, TOO_MANY = "too_old", "too_fast", "too_many"


def address_of(request: HttpRequest) -> str:
    """Where a request comes from, as limits count it."""
    return str(ratelimit.get_ip(request))


@dataclass(frozen=True)
class Taken:
    """What one try was counted as, once for each limit."""

    tries: tuple[limits.Try, ...]

    def rollback(self) -> None:
        """It does not count after all."""
        for one in self.tries:
            one.give_back()


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

    def lets_in(self, request: HttpRequest, key: str = "") -> bool:
        """Count one more; False where there have been too many."""
        return self.take(request, key) is not None

    def take(self, request: HttpRequest, key: str = "") -> Taken | None:
        """Count one more, which ``rollback()`` gives back; None where there have been too many.

        One limit after the other: who is over the limit of an address uses up nothing of the subject's.
        """
        tries = []
        for rate in self._rates:
            sender = ratelimit.get_ip(request) if rate.per == "ip" else key
            one = limits.count(self._counted_as(rate, sender), amount=rate.amount, seconds=rate.duration)
            if one is None:
                return None
            tries.append(one)
        return Taken(tuple(tries))

    def seconds_to_wait(self, key: str) -> float:
        """Until one more about this subject is let in; 0 where it would be now."""
        names = [(self._counted_as(rate, key), rate) for rate in self._rates if rate.per == "key"]
        waits = [limits.seconds_to_wait(name, amount=rate.amount, seconds=rate.duration) for name, rate in names]
        return max(waits, default=0)

    def forget(self, key: str) -> None:
        """All that was counted about this subject."""
        for rate in self._rates:
            if rate.per == "key":
                limits.forget(self._counted_as(rate, key))

    @property
    def _rates(self) -> list[ratelimit.Rate]:
        return ratelimit.parse_rates(self.limits)

    def _counted_as(self, rate: ratelimit.Rate, sender: str) -> str:
        # Keyed, because addresses and numbers can be guessed back from their plain hash.
        return salted_hmac(self.name, f"{rate}:{sender}", algorithm="sha256").hexdigest()


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
