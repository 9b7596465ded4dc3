"""Handing an SMS over: to a gateway that Apprise speaks with, or, in development, to the mail that is kept.

``SMS_URL`` is ``none``, ``console`` or an address as Apprise writes it, with ``{to}`` where the number belongs:
``twilio://SID:token@sender/{to}``, or for a gateway of one's own ``jsons://user:word@host/path?:number={to}``.
"""

from urllib.parse import quote

from apprise import Apprise, NotifyFormat
from django.core.mail import EmailMessage
from django.utils.translation import gettext as _

NONE, CONSOLE = "none", "console"
NUMBER = "{to}"


class NotHandedOver(Exception):
    """The gateway did not take it; the reason names neither number nor text."""


def send_sms(gateway: str, phone: str, text: str) -> None:
    if gateway == NONE:
        raise NotHandedOver("no SMS gateway")
    if gateway == CONSOLE:
        _keep_with_the_mail(phone, text)
        return
    way = Apprise()
    if not way.add(_address(gateway, phone)):
        raise NotHandedOver("number or SMS gateway not understood")
    if not way.notify(body=text, body_format=NotifyFormat.TEXT):
        raise NotHandedOver("SMS gateway refused or did not answer")


def is_gateway(url: str) -> bool:
    """Whether Apprise understands the address, with a number in it."""
    return NUMBER in url and bool(Apprise().add(_address(url, "+639171234567")))


def _address(gateway: str, phone: str) -> str:
    return gateway.replace(NUMBER, quote(phone, safe=""))


def _keep_with_the_mail(phone: str, text: str) -> None:
    """So that it is read at ``/dev/mail/``, and in a test's outbox."""
    EmailMessage(_("SMS"), text, to=[f"{phone}@sms.invalid"]).send()
