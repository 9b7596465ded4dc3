"""What is counted as a look at a service, when it reaches the database, and what stays of it."""

import datetime
import uuid

import pytest
import time_machine
from django.conf import settings
from django.db import Error
from django.test import RequestFactory
from django.urls import reverse
from django.utils.translation import override

from catalog import counting
from catalog.counting import PAGE, Tally, is_a_look, write_counts
from catalog.enums import CountKind
from catalog.models import OfferingCount
from tests.at_once import together
from tests.catalog.factories import OfferingCountFactory, OfferingFactory

PHONE = (
    "Mozilla/5.0 (Linux; Android 9; CUBOT_J5) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/107.0 Mobile Safari/537.36"
)


def counts(**filters):
    return {(row.offering_id, row.kind): row.n for row in OfferingCount.objects.filter(**filters)}


@pytest.fixture
def offering(catalog, pages):
    return OfferingFactory(offering_mao=catalog.a, published=True)


@pytest.fixture
def page(offering):
    return offering.get_absolute_url()


# ---- A look ----------------------------------------------------------------------------------------------------------


def test_page_when_made_served_from_the_cache_and_found_unchanged_then_each_is_a_view(client, offering, page):
    etag = client.get(page)["ETag"]
    client.get(page)
    not_modified = client.get(page, headers={"If-None-Match": etag})
    in_filipino = client.get(f"/fil{page}")

    write_counts()

    assert (not_modified.status_code, in_filipino.status_code) == (304, 200)
    assert counts() == {(offering.pk, "view"): 4}


def test_page_when_kept_then_counting_costs_no_query(client, page, django_assert_num_queries):
    client.get(page)

    with django_assert_num_queries(1):  # the content version, as for any kept page
        client.get(page)


@pytest.mark.parametrize("language", [code for code, _name in settings.LANGUAGES])
def test_address_of_a_service_when_in_any_language_then_the_counter_knows_it(language):
    key = uuid.uuid4()

    with override(language):
        addresses = [reverse(f"catalog:{name}", args=[key]) for name in ("detail", "jsonld", "report")]

    assert [match and match[1] for match in map(PAGE.fullmatch, addresses)] == [str(key), None, None]


def test_page_when_it_does_not_exist_then_nothing_is_counted(client, catalog, pages):
    draft = OfferingFactory(offering_mao=catalog.a)
    client.get(draft.get_absolute_url())
    client.get(f"/catalog/{uuid.uuid4()}/")
    client.get("/catalog/")

    assert write_counts() == 0


def test_page_when_staff_who_is_signed_in_opens_or_previews_it_then_nothing_is_counted(client, catalog, offering, page):
    client.force_login(catalog.editor_a)
    client.get(page)
    response = offering.make_preview_request()

    assert response.status_code == 200
    assert write_counts() == 0


@pytest.mark.parametrize(
    ("headers", "is_one"),
    [
        ({}, True),
        ({"User-Agent": PHONE}, True),
        ({"User-Agent": "Opera/9.80 (Android; Opera Mini/36.2/119.132; U; en) Presto/2.12.423 Version/12.16"}, True),
        ({"User-Agent": "Mozilla/5.0 (compatible; Googlebot/2.1; +http://www.google.com/bot.html)"}, False),
        ({"User-Agent": "facebookexternalhit/1.1"}, False),
        ({"User-Agent": "WhatsApp/2.23.20.0 A"}, False),
        ({"User-Agent": "Mozilla/5.0 (compatible; Baiduspider/2.0)"}, False),
        ({"Sec-Purpose": "prefetch;prerender"}, False),
        ({"Purpose": "prefetch"}, False),
        ({"Cache-Control": "max-age=0"}, False),
        ({"Cache-Control": "no-cache"}, False),
    ],
)
def test_look_when_the_browser_says_what_it_does_then_only_people_who_open_the_page_count(headers, is_one):
    assert is_a_look(RequestFactory().get("/", headers=headers)) is is_one


def test_look_when_only_the_head_is_asked_for_then_is_none():
    assert not is_a_look(RequestFactory().head("/"))


# ---- Writing ---------------------------------------------------------------------------------------------------------


def test_counts_when_written_twice_on_a_day_then_add_up_in_one_row(offering):
    counting.count_view(offering.pk)
    counting.count_view(str(offering.pk))
    write_counts()
    counting.count_view(offering.pk)
    counting.count_search_click(offering.pk)
    counting.count_print([offering.pk, OfferingFactory(published=True).pk])
    write_counts()

    own = counts(offering=offering)
    assert own == {(offering.pk, "view"): 3, (offering.pk, "search"): 1, (offering.pk, "print"): 1}
    assert OfferingCount.objects.count() == 4


def test_counts_when_midnight_passes_in_manila_before_they_are_written_then_each_has_its_day(offering):
    with time_machine.travel("2026-10-01T15:59:00+00:00", tick=False):
        counting.count_view(offering.pk)
    with time_machine.travel("2026-10-01T16:01:00+00:00", tick=False):
        counting.count_view(offering.pk)
        write_counts()

    days = OfferingCount.objects.order_by("day").values_list("day", flat=True)
    assert list(days) == [datetime.date(2026, 10, 1), datetime.date(2026, 10, 2)]


def test_counts_when_a_service_was_deleted_meanwhile_then_the_others_are_written(offering):
    counting.count_print([uuid.uuid4(), offering.pk])

    write_counts()

    assert counts() == {(offering.pk, "print"): 1}


def test_counts_when_the_database_does_not_answer_then_wait_for_the_next_time(offering, monkeypatch):
    def refuse(_counts):
        raise Error

    counting.count_view(offering.pk)
    with monkeypatch.context() as broken:
        broken.setattr(counting, "_add", refuse)
        refused = write_counts()
    counting.count_view(offering.pk)
    write_counts()

    assert refused == 0
    assert counts() == {(offering.pk, "view"): 2}


def test_count_when_the_key_is_none_then_its_caller_hears_of_it_at_once():
    with pytest.raises(ValueError):
        counting.count_view("x")

    assert write_counts() == 0


@pytest.mark.django_db(transaction=True)
def test_counts_when_two_processes_write_the_same_services_then_nothing_is_lost_and_none_waits_for_ever():
    offerings = [OfferingFactory(published=True).pk for _number in range(5)]

    def work(keys):
        tally = Tally()
        for _time in range(20):
            tally.add(CountKind.VIEW, keys)
            tally.write()

    together(lambda: work(offerings), lambda: work(offerings[::-1]))

    assert counts() == {(key, "view"): 40 for key in offerings}


@pytest.mark.django_db(transaction=True)
def test_counts_when_some_seconds_pass_then_are_written_without_being_asked(settings):
    settings.COUNTS_WRITTEN_EVERY = datetime.timedelta(seconds=0.05)
    offering, tally = OfferingFactory(published=True).pk, Tally()

    for number in (1, 2):
        tally.add(CountKind.VIEW, [offering])
        tally._timer.join(timeout=30)
        assert counts() == {(offering, "view"): number}


# ---- Keeping ---------------------------------------------------------------------------------------------------------


@pytest.mark.django_db
@time_machine.travel("2026-11-22T04:00:00+00:00", tick=False)
def test_old_days_when_summed_up_then_each_month_keeps_its_total_on_its_first_counted_day():
    offering = OfferingFactory(published=True)
    for day, n in [((2024, 9, 12), 1), ((2024, 9, 13), 2), ((2024, 9, 30), 4), ((2024, 8, 31), 8), ((2024, 10, 1), 16)]:
        OfferingCountFactory(offering=offering, day=datetime.date(*day), n=n)
    OfferingCountFactory(offering=offering, day=datetime.date(2024, 9, 20), kind=CountKind.PRINT, n=32)
    OfferingCountFactory(day=datetime.date(2024, 9, 14), n=64)  # of another service

    changed = [counting.sum_old_days(), counting.sum_old_days()]

    rows = OfferingCount.objects.filter(offering=offering).order_by("kind", "day").values_list("kind", "day", "n")
    assert changed == [1, 0]
    assert list(rows) == [
        ("print", datetime.date(2024, 9, 20), 32),
        ("view", datetime.date(2024, 8, 31), 8),
        ("view", datetime.date(2024, 9, 12), 7),
        ("view", datetime.date(2024, 10, 1), 16),
    ]
    assert OfferingCount.objects.exclude(offering=offering).get().n == 64


def test_row_of_counts_when_read_then_has_no_place_for_a_person():
    assert {field.name for field in OfferingCount._meta.get_fields()} == {"id", "offering", "kind", "day", "n"}
