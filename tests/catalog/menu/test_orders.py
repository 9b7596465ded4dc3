"""Asking for a file: made at once or in the background, once, within limits."""

import re
import threading
from datetime import timedelta

import pytest
from django.db import connection
from django.db.utils import IntegrityError
from django.http import QueryDict
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from django.utils.translation import override
from django_tasks_db.models import DBTaskResult

from catalog.menu import kinds, making, views
from catalog.menu.choice import Choice
from catalog.menu.kinds import Cost, MenuKind
from catalog.menu.making import Order, make, tidy
from catalog.models import MenuFile
from portal.core.abuse import Guard
from portal.core.models import ContentVersion
from tests.catalog.factories import MenuFileFactory, OfferingFactory
from tests.core.background.conftest import QUEUE

from .reading import document, rows_of_csv

pytestmark = pytest.mark.django_db


@pytest.fixture
def queue(settings):
    """Tasks wait for a worker that never comes; the test does its work."""
    settings.TASKS = QUEUE


@pytest.fixture
def long_from_two(monkeypatch):
    """Lists of two services and more count as long, and come in parts of four."""
    short = Cost(1_000, 1_000, at_once=1, in_a_file=4)
    monkeypatch.setattr(kinds, "COSTS", dict.fromkeys(MenuKind, short))


def published(number):
    for n in range(number):
        OfferingFactory(title=f"Service {n:02}", published=True)


# ---- Which address gives which file ----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("address", "content_type", "begins"),
    [
        ("menu.pdf", "application/pdf", b"%PDF-1.7"),
        ("menu.pdf?layout=eight", "application/pdf", b"%PDF-1.7"),
        ("menu.pdf?layout=large", "application/pdf", b"%PDF-1.7"),
        ("menu.pdf?layout=xlsx&part=99", "application/pdf", b"%PDF-1.7"),
        ("menu.xlsx", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", b"PK"),
        ("menu.csv", "text/csv; charset=utf-8", "\ufeffName of the service".encode()),
    ],
)
def test_file_when_the_list_is_short_then_comes_at_once(client, full, address, content_type, begins):
    response = client.get(f"/catalog/{address}")

    assert (response.status_code, response["Content-Type"]) == (200, content_type)
    assert response.content.startswith(begins)
    assert "no-store" in response["Cache-Control"]


def test_file_when_handed_out_then_is_called_by_its_choice(client, full):
    assert client.get("/catalog/menu.pdf?region=XII&category=health")["Content-Disposition"] == (
        'inline; filename="services-in-region-xii-health.pdf"'
    )
    assert client.get("/catalog/menu.csv")["Content-Disposition"] == (
        'attachment; filename="services-for-bangsamoro-communities.csv"'
    )


def test_file_when_the_list_is_filtered_then_holds_these_in_their_order(client):
    published(3)
    OfferingFactory(title="A draft")
    OfferingFactory(title="Of another kind", published=True, service_type="scholarship")

    rows = rows_of_csv(client.get("/catalog/menu.csv?type=other").content)

    assert [row["Name of the service"] for row in rows] == ["Service 00", "Service 01", "Service 02"]


@pytest.mark.parametrize("part", ["0", "-1", "x", "99999999999999999999", "²", "1.5"])
def test_file_when_the_part_is_odd_then_a_part_comes_that_there_is(client, full, part):
    assert client.get(f"/catalog/menu.csv?part={part}").status_code == 200


# ---- Once ------------------------------------------------------------------------------------------------------------


def test_file_when_asked_for_again_then_is_the_same_without_being_made_anew(client, full, monkeypatch):
    first = client.get("/catalog/menu.pdf?layout=eight&category=health&x=1").content
    monkeypatch.setattr(making, "printed", None)

    again = client.get("/catalog/menu.pdf?category=health&layout=eight&category=nonsense")

    assert again.content == first
    assert MenuFile.objects.count() == 1


@pytest.mark.parametrize(
    "other",
    ["/fil/catalog/menu.csv", "/catalog/menu.csv?category=health", "/catalog/menu.xlsx", "/catalog/menu.pdf"],
)
def test_file_when_anything_else_is_asked_for_then_is_another(client, full, other):
    client.get("/catalog/menu.csv")

    client.get(other)

    assert MenuFile.objects.count() == 2


def test_file_when_something_public_changed_then_is_made_anew(client, full):
    before = client.get("/catalog/menu.csv").content

    full.title = "Another name"
    full.save_revision().publish()

    assert rows_of_csv(before)[0]["Name of the service"] == "Help with #hospital *bills*"
    assert rows_of_csv(client.get("/catalog/menu.csv").content)[0]["Name of the service"] == "Another name"


def test_file_when_the_day_changes_then_is_made_anew(client, full, time_machine):
    time_machine.move_to("2026-06-05T15:30:00Z", tick=False)  # 23:30 in Manila
    client.get("/catalog/menu.csv")

    time_machine.shift(timedelta(hours=1))
    client.get("/catalog/menu.csv")

    assert MenuFile.objects.count() == 2


def test_row_when_another_has_the_same_fingerprint_then_the_database_refuses():
    menu = MenuFileFactory()

    with pytest.raises(IntegrityError):
        MenuFileFactory(fingerprint=menu.fingerprint)


@pytest.mark.django_db(transaction=True)
def test_make_when_two_begin_at_once_then_one_makes_it(monkeypatch):
    made, at_it, go_on = [], threading.Event(), threading.Event()

    def slowly(menu):
        made.append(menu.pk)
        at_it.set()
        go_on.wait(5)
        return b"%PDF-"

    monkeypatch.setattr(making, "_content", slowly)
    menu = MenuFileFactory()

    def first():
        make(menu.pk)
        connection.close()

    thread = threading.Thread(target=first)
    thread.start()
    at_it.wait(5)
    make(menu.pk)
    go_on.set()
    thread.join(5)

    menu.refresh_from_db()
    assert made == [menu.pk]
    assert bytes(menu.content) == b"%PDF-"


# ---- In the background -----------------------------------------------------------------------------------------------


def test_long_list_when_asked_for_then_its_page_says_how_far_it_is_and_gives_the_file(
    client, pages, queue, long_from_two
):
    published(3)

    asked = client.get("/catalog/menu.pdf?layout=eight")
    menu = MenuFile.objects.get()
    address = f"/catalog/menu/{menu.pk}/"
    waiting = client.get(address).text
    MenuFile.objects.update(started_at=timezone.now(), prepared=2)
    half = client.get(address).text
    MenuFile.objects.update(started_at=None)
    make(menu.pk)
    ready = client.get(address).text

    assert (asked.status_code, asked["Location"]) == (302, address)
    assert "It waits for its turn" in waiting
    assert "2 of 3 services are prepared." in half
    assert '<progress id="made" max="3" value="2">' in half
    assert "Your list is ready" in ready
    assert f'href="{address}file/"' in ready
    assert client.get(f"{address}file/").content.startswith(b"%PDF")
    assert "<script" not in half + ready
    assert "http-equiv" not in half


def test_long_list_when_asked_for_twice_then_waits_once(client, queue, long_from_two):
    published(2)

    first, second = client.get("/catalog/menu.csv"), client.get("/catalog/menu.csv")

    assert first["Location"] == second["Location"]
    assert DBTaskResult.objects.filter(task_path="catalog.menu.making.make_in_background").count() == 1


def test_long_list_when_made_then_it_tells_how_many_are_prepared(monkeypatch, long_from_two):
    monkeypatch.setattr(making, "TELL_EVERY", 1)
    published(3)
    order = Order(Choice.of(QueryDict()), MenuKind.CSV)
    seen = []
    monkeypatch.setattr(making, "csv_bytes", lambda table: [seen.append(prepared()) for _row in table.rows] and b"")

    def prepared():
        return MenuFile.objects.get().prepared

    order.place()

    assert seen == [0, 1, 2]


def test_very_long_list_when_offered_then_comes_in_parts_that_hold_all(client, pages, queue, long_from_two):
    published(9)

    html = client.get("/catalog/menu/").text
    parts = re.findall(r'href="(/catalog/menu\.csv[^"]*)"', html)
    for address in parts:
        client.get(address)
    for menu in MenuFile.objects.all():
        make(menu.pk)
    names = [row["Name of the service"] for address in parts for row in rows_of_csv(client.get(address).content)]

    assert parts == ["/catalog/menu.csv", "/catalog/menu.csv?part=2", "/catalog/menu.csv?part=3"]
    assert names == [f"Service {n:02}" for n in range(9)]
    assert MenuFile.objects.filter(title__endswith="(part 2 of 3)").exists()


def test_file_when_something_public_changed_since_then_its_address_still_gives_it(client, full):
    client.get("/catalog/menu.pdf?layout=eight")
    ContentVersion.bump()

    response = client.get(f"/catalog/menu/{MenuFile.objects.get().pk}/file/")

    assert "Help with #hospital" in document(response.content).pages[0].extract_text()


def test_service_when_taken_off_while_the_list_waits_then_is_left_out(client, queue, long_from_two):
    published(2)
    client.get("/catalog/menu.csv")
    OfferingFactory._meta.model.objects.get(title="Service 00").unpublish()

    make(MenuFile.objects.get().pk)

    assert len(rows_of_csv(bytes(MenuFile.objects.get().content))) == 1


def test_list_when_making_it_fails_then_its_page_says_so_and_it_can_be_asked_for_again(
    client, pages, queue, long_from_two, monkeypatch
):
    published(2)
    client.get("/catalog/menu.csv?type=other")
    failed = MenuFile.objects.get()
    with monkeypatch.context() as broken:
        broken.setattr(making, "csv_bytes", None)
        with pytest.raises(TypeError):
            make(failed.pk)

    html = client.get(f"/catalog/menu/{failed.pk}/").text
    again = client.get("/catalog/menu.csv?type=other")

    assert "Something went wrong on our side" in html
    assert 'href="/catalog/menu.csv?type=other"' in html
    assert again["Location"] == f"/catalog/menu/{MenuFile.objects.get().pk}/"
    assert MenuFile.objects.get().failed_at is None


@pytest.mark.parametrize("address", ["", "file/"])
def test_list_when_nobody_asked_for_it_then_does_not_exist(client, pages, address):
    assert client.get(f"/catalog/menu/0b6f5a6e-5d5c-4c0e-9d0f-0a6a5b1f2c3d/{address}").status_code == 404


# ---- Limits ----------------------------------------------------------------------------------------------------------


def test_long_list_when_many_wait_then_is_refused_with_a_sentence_and_nothing_is_lost(
    client, pages, queue, long_from_two
):
    published(2)
    for _n in range(making.MOST_WAITING):
        MenuFileFactory()

    response = client.get("/catalog/menu.pdf?type=other")

    assert response.status_code == 503
    assert response["Retry-After"] == "120"
    assert "Several long lists are being made now." in response.text
    assert 'href="/catalog/menu.pdf?type=other&amp;layout=one"' in response.text
    assert MenuFile.objects.count() == making.MOST_WAITING


def test_file_when_one_connection_asks_for_very_many_then_is_refused_but_keeps_what_is_made(
    client, full, pages, monkeypatch
):
    monkeypatch.setattr(views, "GUARD", Guard("test.menu", "1/h/ip"))
    client.get("/catalog/menu.csv")

    refused, known = client.get("/catalog/menu.xlsx"), client.get("/catalog/menu.csv")

    assert refused.status_code == 429
    assert "Many lists were made from your connection" in refused.text
    assert known.status_code == 200


def test_files_when_very_many_are_kept_then_the_oldest_made_make_room(client, full, monkeypatch):
    monkeypatch.setattr(making, "MOST_KEPT", 2)
    for address in ("menu.csv", "menu.xlsx", "menu.csv?category=health"):
        client.get(f"/catalog/{address}")

    assert sorted(MenuFile.objects.values_list("kind", "query")) == [("csv", "?category=health"), ("xlsx", "")]


def test_tidy_when_a_day_has_passed_then_files_are_gone(time_machine):
    time_machine.move_to("2026-06-05T00:00:00Z", tick=False)
    MenuFileFactory(made=True)
    time_machine.shift(timedelta(hours=23))
    kept = MenuFileFactory(made=True)

    assert not making.is_untidy()
    time_machine.shift(timedelta(hours=2))
    assert making.is_untidy()
    tidy()

    assert list(MenuFile.objects.all()) == [kept]


def test_tidy_when_a_task_was_lost_then_the_list_is_made_all_the_same(time_machine, full):
    time_machine.move_to("2026-06-05T00:00:00Z", tick=False)
    begun = MenuFileFactory(kind=MenuKind.CSV, services=[full.pk], started_at=timezone.now())
    tidy()
    begun.refresh_from_db()
    assert begun.made_at is None  # somebody is at it

    time_machine.shift(timedelta(minutes=6))
    assert making.is_untidy()
    tidy()

    begun.refresh_from_db()
    assert len(rows_of_csv(bytes(begun.content))) == 1


# ---- The page before the download ------------------------------------------------------------------------------------


def test_menu_page_when_opened_then_offers_each_kind_of_the_choice_with_its_size(client, full, pages):
    html = client.get("/catalog/menu/?region=XII&category=health").text

    assert "Services in Region XII – Health: 1 service." in html
    for address in (
        "menu.pdf?category=health&amp;region=XII&amp;layout=one",
        "menu.pdf?category=health&amp;region=XII&amp;layout=eight",
        "menu.pdf?category=health&amp;region=XII&amp;layout=large",
        "menu.xlsx?category=health&amp;region=XII",
        "menu.csv?category=health&amp;region=XII",
        "services.json?category=health&amp;region=XII",
        "services.csv?category=health&amp;region=XII",
    ):
        assert f'href="/catalog/{address}"' in html
    assert "about 2 pages, about 30 KB" in html
    assert '<meta name="robots" content="noindex">' in html
    assert 'href="/catalog/?category=health&amp;region=XII"' in html


def test_menu_page_when_no_service_fits_then_says_so_and_offers_no_file(client, full, pages):
    html = client.get("/catalog/menu/?type=scholarship").text

    assert "No service fits this choice." in html
    assert "menu.pdf" not in html


def test_menu_page_when_words_are_searched_for_then_is_never_kept(client, full, pages):
    assert "no-store" in client.get("/catalog/menu/?q=hospital")["Cache-Control"]
    assert "public" in client.get("/catalog/menu/")["Cache-Control"]


def test_list_when_shown_then_leads_to_its_menu(client, full, pages):
    html = client.get("/catalog/?category=health&region=XII").text

    assert 'href="/catalog/menu/?category=health&amp;region=XII"' in html


@pytest.mark.parametrize(
    ("address", "title"),
    [
        ("", "Services for Bangsamoro communities"),
        ("region=XII", "Services in Region XII"),
        ("region=XII&category=health", "Services in Region XII – Health"),
        ("category=health&type=other&q=bill", "Services – Health – Other – “bill”"),
        ("q=%3Cb%3E", "Services – “<b>”"),
    ],
)
def test_choice_when_put_in_words_then_says_which_services(full, address, title):
    assert Choice.of(QueryDict(address)).title == title


def test_choice_when_the_reader_says_where_they_live_then_the_title_says_so(full):
    choice = Choice.of(QueryDict("lives=XII&category=health"))

    assert choice.title == "Services – for people in Region XII – Health"
    assert choice.query == "?lives=XII&category=health"


def test_choice_when_services_are_saved_then_holds_these_in_their_order_and_nothing_else(full, bare):
    draft = OfferingFactory()

    choice = Choice.of(QueryDict(f"id={full.pk}&id={draft.pk}&id=x&id={bare.pk}&id={full.pk}&lives=XII"))

    assert list(choice.services) == [full.pk, bare.pk]
    assert choice.query == f"?id={full.pk}&id={bare.pk}&lives=XII"
    assert choice.title == "Saved services"


def test_saved_list_when_printed_then_its_pages_lead_back_to_it(client, full, pages):
    html = client.get(f"/catalog/menu/?id={full.pk}").text
    saved = client.get(f"/catalog/saved/?id={full.pk}").text

    assert f'href="/catalog/saved/?id={full.pk}"' in html
    assert f'href="/catalog/menu.pdf?id={full.pk}&amp;layout=eight"' in html
    assert f'href="/catalog/menu/?id={full.pk}"' in saved
    assert client.get(f"/catalog/menu.csv?id={full.pk}").status_code == 200


def test_saved_list_when_nothing_in_it_is_offered_then_is_empty(client, full, pages):
    assert "No service fits this choice." in client.get("/catalog/menu/?id=x").text
    assert client.get("/catalog/menu.csv?id=x").content.count(b"\n") == 1


def test_choice_in_filipino_when_put_in_words_then_uses_filipino_labels(full):
    with override("fil"):
        assert "Kalusugan" in Choice.of(QueryDict("category=health")).title


# ---- Cost ------------------------------------------------------------------------------------------------------------


def test_pages_when_services_grow_then_queries_do_not(client, pages):
    client.get("/catalog/menu/")
    counts = {"menu/": [], "menu.csv": [], "menu.pdf?layout=eight": []}

    for _round in range(2):
        published(3)
        for address, found in counts.items():
            with CaptureQueriesContext(connection) as queries:
                client.get(f"/catalog/{address}")
            found.append(len(queries))

    assert [address for address, found in counts.items() if found[0] != found[1]] == []
    assert counts["menu/"][0] <= 10


# ---- Counting --------------------------------------------------------------------------------------------------------


def test_file_when_handed_out_then_its_services_count_as_printed(client, queue, full, bare, long_from_two, monkeypatch):
    counted = []
    monkeypatch.setattr(views, "count_print", lambda services: counted.append(list(services)))

    client.get("/catalog/menu.csv")
    client.head("/catalog/menu.csv?region=XII")
    client.get("/catalog/menu.csv?region=XII")
    make(MenuFile.objects.get(query="").pk)
    client.get(f"/catalog/menu/{MenuFile.objects.get(query='').pk}/file/")

    assert counted == [[full.pk], [bare.pk, full.pk]]
