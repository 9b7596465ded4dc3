from datetime import timedelta
from types import SimpleNamespace

import pytest
from django.db import IntegrityError, transaction
from django.test import RequestFactory
from django.utils import timezone, translation

from search.log import count_click, record
from search.models import SearchClick, SearchLog
from search.sweeps import forget_old_searches

from .factories import SearchClickFactory, SearchLogFactory

pytestmark = pytest.mark.django_db
NOON = "2026-11-02T04:31:07Z"


def asking(address="/catalog/?q=scholarship", method="get", **headers):
    return getattr(RequestFactory(), method)(address, headers=headers)


def findings(keys=("1", "2"), corrected="", is_close=True):
    return SimpleNamespace(keys=list(keys), corrected=corrected, is_close=is_close)


def recorded(request=None, text="Scholarship", **told):
    return record(request or asking(), index="services", text=text, findings=findings(), **told)


def test_record_when_somebody_searches_then_keeps_what_how_many_and_the_hour(time_machine):
    time_machine.move_to(NOON, tick=False)

    with translation.override("fil"):
        token = record(
            asking(),
            index="services",
            text="Eskolarship  0917-123-4567",
            findings=findings("abc", corrected="scholarship"),
            region="XII",
        )

    (search,) = SearchLog.objects.all()
    assert (search.index, search.text, search.folded) == ("services", "Eskolarship ######", "eskolarship")
    assert (search.results, search.was_corrected, search.is_close) == (3, True, True)
    assert (search.language, search.region, search.token) == ("fil", "XII", token)
    assert search.searched_at.isoformat() == "2026-11-02T04:00:00+00:00"


def test_record_when_nothing_comes_close_then_says_so():
    record(asking(), index="services", text="xyzzy", findings=findings([], is_close=False))

    search = SearchLog.objects.get()
    assert (search.results, search.is_close) == (0, False)


def test_record_when_searched_again_within_the_minute_then_is_one_search_with_one_token(time_machine):
    time_machine.move_to(NOON, tick=False)
    first = recorded()
    time_machine.shift(20)

    assert recorded(text="SCHOLARSHIP ") == first
    assert SearchLog.objects.count() == 1


def test_record_when_searched_again_later_or_elsewhere_then_is_another_search(time_machine):
    time_machine.move_to(NOON, tick=False)
    tokens = {recorded(), recorded(region="XII"), recorded(text="loan")}
    with translation.override("fil"):
        tokens.add(recorded())
    time_machine.shift(60)
    tokens.add(recorded())

    assert len(tokens) == SearchLog.objects.count() == 5


@pytest.mark.parametrize(
    "request_",
    [
        asking(method="head"),
        asking(**{"User-Agent": "Mozilla/5.0 (compatible; Googlebot/2.1; +http://www.google.com/bot.html)"}),
        asking(**{"User-Agent": "facebookexternalhit/1.1"}),
        asking(**{"Sec-Purpose": "prefetch;prerender"}),
    ],
    ids=["head", "crawler", "preview", "fetched ahead"],
)
def test_record_when_nobody_reads_then_keeps_nothing(request_):
    assert recorded(request_) == ""
    assert not SearchLog.objects.exists()


def test_record_when_text_is_blank_then_keeps_nothing():
    assert recorded(text=" \x00 ") == ""


def test_record_when_text_has_no_letters_then_is_kept_as_typed():
    recorded(text="🙂 ؟")

    search = SearchLog.objects.get()
    assert (search.text, search.folded) == ("🙂 ؟", "")


def test_record_when_text_is_endless_then_keeps_the_beginning():
    recorded(text="ﷺ" * 600)

    assert len(SearchLog.objects.get().text) == len(SearchLog.objects.get().folded) == 200


def test_record_when_page_is_turned_then_is_no_search_and_links_belong_to_the_one_before(time_machine):
    time_machine.move_to(NOON, tick=False)
    first = recorded()
    time_machine.shift(300)

    assert recorded(asking("/catalog/?q=scholarship&page=2")) == first
    assert recorded(asking("/catalog/?q=loan&page=2"), text="loan") == ""
    assert SearchLog.objects.count() == 1


def test_record_when_asked_then_is_one_query(django_assert_num_queries):
    with django_assert_num_queries(1):
        recorded()
    with django_assert_num_queries(1):
        recorded(asking("/catalog/?page=3"))


def test_click_when_repeated_then_counts_once():
    token = recorded()

    for _ in range(3):
        count_click(asking(), token, key="1")
    count_click(asking(), token, key="2")

    assert sorted(SearchClick.objects.values_list("search__token", "key")) == [(token, "1"), (token, "2")]


def test_click_when_two_come_at_once_then_the_database_keeps_one():
    click = SearchClickFactory()

    with pytest.raises(IntegrityError), transaction.atomic():
        SearchClick.objects.create(search=click.search, key=click.key)


@pytest.mark.parametrize("token", ["", "made-up", "x" * 500])
def test_click_when_token_is_not_ours_then_counts_nothing(token):
    count_click(asking(), token, key="1")

    assert not SearchClick.objects.exists()


def test_click_when_nobody_reads_then_counts_nothing():
    token = recorded()

    count_click(asking(method="head"), token, key="1")
    count_click(asking(**{"User-Agent": "bingbot/2.0"}), token, key="1")

    assert not SearchClick.objects.exists()


def test_click_when_link_was_kept_for_days_then_counts_nothing():
    search = SearchLogFactory(searched_at=timezone.now() - timedelta(days=2))

    count_click(asking(), search.token, key="1")

    assert not SearchClick.objects.exists()


def test_old_searches_when_thirteen_months_have_passed_then_are_forgotten_with_their_clicks():
    old = SearchClickFactory(search__searched_at=timezone.now() - timedelta(days=397))
    kept = SearchClickFactory(search__searched_at=timezone.now() - timedelta(days=395))

    assert forget_old_searches() == 1
    assert forget_old_searches() == 0
    assert list(SearchLog.objects.all()) == [kept.search]
    assert not SearchClick.objects.filter(pk=old.pk).exists()
