"""Filling in, sending and following applications: how long each takes, how many a second, at how many queries.

What one person waits is asked one after the other; how many a second, over a few connections at once. Each application
is a draft of its own, sent once, from an address of its own, so that no limit slows it.
"""

import gzip
import math
import time
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import timedelta
from functools import partial
from random import Random
from typing import NamedTuple
from unittest import mock

from django.conf import settings
from django.contrib.sessions.backends.db import SessionStore
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from catalog.applications.filling import unfinished_pages
from catalog.applications.invented import answers_to
from catalog.applications.sending import NotTaken, save_page, start
from catalog.applying import guards
from catalog.enums import ApplicationChannel
from catalog.models import ApplicationDraft, ApplicationForm, ServiceApplication, ServiceOffering
from portal.core.models import CountedTries
from portal.geography.models import Barangay
from tests.weight import BUDGETS, weigh

from .load import CONNECTIONS
from .measuring import Measurement, bench
from .serving import Answer, Server, Visitor, serving

ROUNDS, EACH = 5, 30
AT_ONCE = 120
PAGE_BAR, SEND_BAR = 150, 400
"""Milliseconds that 95 of 100 answers take at most."""

PAGE_QUERIES, SEND_QUERIES, LIMITER_QUERIES = 10, 40, 4
PAGES_A_SECOND, SENDS_A_SECOND = 20, 10
"""Of one process."""

LIMITER, IN_BETWEEN = CountedTries._meta.db_table, ("BEGIN", "COMMIT")
SEED = 4


@dataclass(frozen=True)
class Applicant:
    """Somebody who has filled in everything, and how they are known."""

    draft: ApplicationDraft
    visitor: Visitor
    email: str


class Queries(NamedTuple):
    own: int
    of_limiter: int
    """Statements by which tries are counted, some ten for each limit: they are in the database, for all processes."""


Ask = Callable[[Server, Applicant], Answer]


@bench
def applying() -> Iterator[Measurement]:
    chance = Random(SEED)  # noqa: S311 - to be repeatable, not secret
    make = partial(_applicant, _service(), _barangay(), chance)
    people = [make(number) for number in range(ROUNDS * EACH + AT_ONCE + 3)]
    first, warm, waiting, *people = people
    queries = dict(_queries(first))
    with serving(TRUSTED_PROXY_COUNT="1") as server:
        for ask in (_page, _send, _track):  # what a process reads once
            ask(server, warm)
        yield from _measured("form", _page, server, people, PAGE_BAR, PAGES_A_SECOND, sum(queries["form"]))
        yield from _measured("send", _send, server, people, SEND_BAR, SENDS_A_SECOND, sum(queries["send"]))
        yield from _measured("track", _track, server, people, PAGE_BAR, PAGES_A_SECOND, sum(queries["track"]))
        yield from _weights(server, waiting, people[0])
    for name, counted in queries.items():
        most = SEND_QUERIES if name == "send" else PAGE_QUERIES
        yield Measurement(f"applying.{name}.queries", counted.own, most, 1, sum(counted))
        if counted.of_limiter:
            yield Measurement(f"applying.{name}.limiter_queries", counted.of_limiter, LIMITER_QUERIES, 1, sum(counted))


# ---- Who applies, and for what ---------------------------------------------------------------------------------------


def _service() -> ServiceOffering:
    """One with a form in use that asks for no paper."""
    for form in ApplicationForm.objects.in_use().select_related("offering").order_by("pk"):
        try:
            draft, _code = start(form.offering, channel=ApplicationChannel.ONLINE, language="en")
        except NotTaken:
            continue
        if not unfinished_pages(_filled(draft, _barangay(), Random(SEED), "nobody"), sent=()):  # noqa: S311
            return form.offering
    raise LookupError("no service takes applications by a form without papers")


def _barangay() -> Barangay:
    barangay = Barangay.objects.valid().select_related("municipality__province__region").order_by("psgc").first()
    if barangay is None:
        raise LookupError("no barangay is known")
    return barangay


def _filled(draft: ApplicationDraft, barangay: Barangay, chance: Random, email: str) -> ApplicationDraft:
    town = barangay.municipality
    steps = (town.province.region.code, town.province.psgc, town.psgc, barangay.name)
    place = dict(zip(("region", "province", "municipality", "barangay"), steps, strict=True))
    about = {"name": "Bench Bot", "email": email, "place": place}
    return save_page(draft, about=about, answers=answers_to(draft.form_version.definition, chance))


def _applicant(service: ServiceOffering, barangay: Barangay, chance: Random, number: int) -> Applicant:
    draft, _code = start(service, channel=ApplicationChannel.ONLINE, language="en")
    email = f"bench-{number}@example.org"
    session = SessionStore()
    session["drafts"] = {str(service.pk): str(draft.pk)}
    session.create()
    visitor = Visitor(str(session.session_key), address=f"10.4.{number // 250}.{number % 250 + 1}")
    return Applicant(_filled(draft, barangay, chance, email), visitor, email)


# ---- What they do ----------------------------------------------------------------------------------------------------


def _addresses(draft: ApplicationDraft) -> dict[str, str]:
    """The pages on which nothing is done yet."""
    key = draft.offering_id
    return {
        "start": reverse("applications:start", args=[key]),
        "form": reverse("applications:page", args=[key, "1"]),
        "check": reverse("applications:check", args=[key]),
    }


def _stamp(draft: ApplicationDraft) -> str:
    """As if the page had been open for a minute."""
    with mock.patch("django.core.signing.time.time", return_value=time.time() - timedelta(minutes=1).total_seconds()):
        return guards.SEND.stamp(str(draft.offering_id))


def _of_case(who: Applicant) -> dict[str, str]:
    case = ServiceApplication.objects.get(applicant_email=who.email)
    return {"reference": case.reference, "contact": who.email}


def _page(server: Server, who: Applicant) -> Answer:
    return _right(server.get(_addresses(who.draft)["form"], **who.visitor.headers), 200)


def _send(server: Server, who: Applicant) -> Answer:
    return _right(server.post(_addresses(who.draft)["check"], who.visitor, opened=_stamp(who.draft)), 302)


def _track(server: Server, who: Applicant) -> Answer:
    return _right(server.post(reverse("applications:track"), who.visitor, **_of_case(who)), 200)


def _right(answer: Answer, status: int) -> Answer:
    if answer.status != status:
        raise LookupError(f"an application is answered with {answer.status}")
    return answer


# ---- What it takes ---------------------------------------------------------------------------------------------------


def _measured(
    name: str, ask: Ask, server: Server, people: Sequence[Applicant], bar: float, rate_bar: float, queries: int
) -> Iterator[Measurement]:
    one_by_one, at_once = people[: ROUNDS * EACH], people[ROUNDS * EACH :]
    rounds = [
        round(_p95([_milliseconds(ask, server, who) for who in one_by_one[begin : begin + EACH]]), 1)
        for begin in range(0, len(one_by_one), EACH)
    ]
    began = time.perf_counter()
    with ThreadPoolExecutor(CONNECTIONS) as pool:
        list(pool.map(lambda who: ask(server, who), at_once))
    rate = round(len(at_once) / (time.perf_counter() - began), 1)
    # The best round: others on the machine make an answer slower, nobody makes it quicker.
    spread = (min(rounds), max(rounds))
    yield Measurement(f"applying.{name}.p95_milliseconds", spread[0], bar, len(one_by_one), queries, spread=spread)
    yield Measurement(f"applying.{name}.per_second", rate, rate_bar, len(at_once), queries, at_least=True)


def _milliseconds(ask: Ask, server: Server, who: Applicant) -> float:
    began = time.perf_counter()
    ask(server, who)
    return (time.perf_counter() - began) * 1000


def _p95(milliseconds: Sequence[float]) -> float:
    return sorted(milliseconds)[math.ceil(len(milliseconds) * 0.95) - 1]


def _queries(who: Applicant) -> Iterator[tuple[str, Queries]]:
    """Of each page on the way, asked in this process."""
    client = Client(SERVER_NAME="localhost")
    client.cookies[settings.SESSION_COOKIE_NAME] = who.visitor.session
    addresses = _addresses(who.draft)
    for name, address in addresses.items():
        client.get(address, secure=True)
        yield name, _counted(partial(client.get, address, secure=True))
    yield "send", _counted(partial(client.post, addresses["check"], {"opened": _stamp(who.draft)}, secure=True))
    case = ServiceApplication.objects.get(applicant_email=who.email)
    yield "receipt", _counted(partial(client.get, reverse("applications:receipt", args=[case.pk]), secure=True))
    found = partial(client.post, reverse("applications:track"), _of_case(who), secure=True)
    found()
    yield "track", _counted(found)


def _counted(ask: Callable[[], object]) -> Queries:
    with CaptureQueriesContext(connection) as captured:
        ask()
        statements = [query["sql"] for query in captured if query["sql"] not in IN_BETWEEN]
    of_limiter = sum(LIMITER in statement for statement in statements)
    return Queries(len(statements) - of_limiter, of_limiter)


def _weights(server: Server, waiting: Applicant, done: Applicant) -> Iterator[Measurement]:
    """A page of the form, and the one that says where a case stands; the pages before them are weighed with others."""

    def fetch(address: str) -> bytes:
        if address == reverse("applications:track"):
            return gzip.compress(_track(server, done).body)
        return _right(server.get(address, **{"Accept-Encoding": "gzip"}, **waiting.visitor.headers), 200).body

    pages = {"form": _addresses(waiting.draft)["form"], "status": reverse("applications:track")}
    for kind, address in pages.items():
        weight = weigh(address, fetch=fetch)
        for name, value, most in weight.beside(BUDGETS[kind]):
            yield Measurement(f"applying.{kind}.{name}", value, most, 1, bytes=weight.total)
