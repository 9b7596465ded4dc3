"""Every address × every role × two offices, by GET and POST: nobody reaches what is not theirs, and nothing breaks.

Objects of one side are asked for by people of the other. A new screen falls under this walk by itself: its address must
be in an area (who may open it) and its parameters must be filled, or the walk fails and says so.
"""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass

import pytest
from django.contrib.auth import SESSION_KEY
from django.db import connection, transaction
from django.http import HttpResponseBase
from django.test import Client
from wagtail.admin.menu import admin_menu

from portal.accounts.models import User
from portal.accounts.roles import Role

from .areas import AREAS, Area, area_of
from .fills import Values, fills
from .routes import Route, all_routes
from .world import Side, World, make_world

ROLES = ["anonymous", *Role.values]
DATED = {Role.MAO_EDITOR, Role.MAO_FOCAL, Role.COMMUNITY_REPRESENTATIVE}
SIGN_IN = "/accounts/login/"
HOME = "/admin/"
# The least that a browser sends with an empty page form: Wagtail answers 500 to a form without its stream fields.
EMPTY_FORM = {
    "new_title": "",
    "new_slug": "",
    "new_parent_page": "1",
    "body-count": "0",
    "header-count": "0",
    "footer-count": "0",
    "sections-count": "0",
    "checks-count": "0",
    "criteria-count": "0",
}
SERVICES, FORMS = ("offering", "draft", "waiting"), ("form", "form_draft", "form_waiting")


@pytest.fixture
def world(pages, settings, monkeypatch) -> World:
    settings.STAFF_SECOND_FACTOR = "optional"
    # The side menu is the same on all pages of a role, and a third of the work of each.
    monkeypatch.setattr(admin_menu, "render_component", lambda request: [])
    return make_world()


@dataclass(frozen=True)
class Probe:
    route: Route
    area: Area
    path: str
    method: str
    foreign: bool

    def __str__(self) -> str:
        return f"{self.method} {self.path}{' (of others)' if self.foreign else ''}"


def test_addresses_when_read_then_each_has_an_area_and_each_parameter_a_value(world):
    unknown = [route.template for route in all_routes() if area_of(route) is None]
    unfilled = []
    for route in all_routes():
        try:
            for values in fills(route, world, world.a):
                route.filled(values)
        except KeyError as missing:
            unfilled.append(f"{route.template}: {missing}")

    assert unknown == []
    assert unfilled == []


def test_areas_when_compared_with_the_addresses_then_none_is_left_over():
    used = {area_of(route) for route in all_routes()}

    assert [area.pattern for area in AREAS if area not in used] == []


@pytest.mark.parametrize("role", ROLES)
def test_walk_when_a_role_tries_every_address_then_reaches_only_its_own(world, role, capsys):
    client, faults, count = _client(world, role), [], Counter[str]()

    for probe in _probes(world, role):
        response = _ask(client, probe)
        count[probe.method] += 1
        faults += [f"{probe}: {fault}" for fault in _faults(probe, role, world, response)]

    assert role == "anonymous" or client.session.get(SESSION_KEY), "somebody was signed out on the way"
    with capsys.disabled():
        print(f"\n  walk: {role}: {count.total()} probes ({count['GET']} GET, {count['POST']} POST)", end=" ")  # noqa: T201 - the number of probes is part of the result
    assert count.total() > 300
    assert not faults, "\n".join(faults)


def _client(world: World, role: str) -> Client:
    client = Client(raise_request_exception=False, HTTP_HOST="localhost")
    person = world.person(role)
    if person:
        client.force_login(person)
    return client


def _probes(world: World, role: str) -> Iterator[Probe]:
    for route in all_routes():
        area = area_of(route)
        if area is None or area.skip:
            continue
        sides = [(world.a, False)]
        if area.owned and role in DATED:
            sides.append((world.b, True))
        for side, foreign in sides:
            for values in fills(route, world, side):
                path = _path(route, values, world, side)
                yield Probe(route, area, path, "GET", foreign)
                if route.parameters or "bulk" in route.template:
                    yield Probe(route, area, path, "POST", foreign)


def _path(route: Route, values: Values, world: World, side: Side) -> str:
    path = route.filled(values)
    if route.name == "wagtail_bulk_action":
        names = FORMS if values["model_name"] == "applicationform" else SERVICES
        ids = "&".join(f"id={side.rows[name].pk}" for name in names)
        return f"{path}?{ids}"
    if route.name.endswith("chosen_multiple"):
        return f"{path}?id={_chosen(route, world, side)}"
    return path


def _chosen(route: Route, world: World, side: Side) -> object:
    """What a chooser of many is asked for: a row of its own kind."""
    kinds = {
        "evidence": "evidence",
        "community": "community",
        "offering": "draft",
        "organization": "organization",
        "form": "form_draft",
    }
    own = next((side.rows[row] for kind, row in kinds.items() if kind in route.name), world.common["page"])
    return own.pk


def _ask(client: Client, probe: Probe) -> HttpResponseBase:
    """Ask, and undo whatever it did."""
    with transaction.atomic():
        response = client.get(probe.path) if probe.method == "GET" else client.post(probe.path, EMPTY_FORM)
        if response.streaming:  # read before it is undone, and kept for whoever looks at its words
            response.streaming_content = [b"".join(response.streaming_content)]
        elif not connection.needs_rollback:
            response.content  # noqa: B018 - rendered before it is undone
        transaction.set_rollback(True)
    return response


def _faults(probe: Probe, role: str, world: World, response: HttpResponseBase) -> Iterator[str]:
    status = response.status_code
    if status >= 500:
        yield f"broke with {status}"
        return
    own_secrets = {world.a.secret} if role in DATED else set()
    public_or_staff = probe.area.admits(role) and role not in DATED
    words = f"{response.headers} {_words(response)}"
    for side in (world.a, world.b):
        if side.secret not in own_secrets and not public_or_staff and side.secret in words:
            yield f"shows what is {side.secret}'s"
        if side.case_secret.lower() in words.lower() and not (role in DATED and side is world.a):
            yield "shows a word of an application"
    if probe.foreign and not _is_refused(response) and not _is_harmless(probe, response):
        yield f"answers {status} for another's row"
    if not probe.area.admits(role) and not _is_refused(response):
        yield f"answers {status}, but the area is closed to {role}"
    if probe.area.admits(role) and not probe.route.parameters and status in (403, 404) and not probe.area.may_be_absent:
        yield f"answers {status}, but the area is open to {role}"


def _is_refused(response: HttpResponseBase) -> bool:
    if response.status_code in (302, 301):
        target = response.headers["Location"]
        return target.startswith(SIGN_IN) or target == HOME
    return response.status_code in (400, 401, 403, 404, 405, 410)


def _is_harmless(probe: Probe, response: HttpResponseBase) -> bool:
    """Lists and bulk screens answer, but leave foreign rows out; the words they show are looked at apart."""
    return not probe.route.parameters or "bulk" in probe.route.template or probe.route.namespace == ""


def _words(response: HttpResponseBase) -> str:
    content = b"".join(response.streaming_content) if response.streaming else response.content
    return content.decode(errors="replace")


def test_person_when_deactivated_then_next_request_is_refused(world):
    client = _client(world, Role.MAO_EDITOR)
    before = client.get("/admin/catalog/services/").status_code

    User.objects.filter(pk=world.a.people[Role.MAO_EDITOR].pk).update(is_active=False)

    assert before == 200
    assert _is_refused(client.get("/admin/catalog/services/"))


def test_membership_when_ended_then_next_request_is_refused(world):
    client = _client(world, Role.MAO_EDITOR)
    before = client.get("/admin/catalog/services/").status_code

    membership = world.a.rows["editor"]
    membership.end_date = membership.start_date
    membership.save()

    assert before == 200
    assert _is_refused(client.get("/admin/catalog/services/"))
