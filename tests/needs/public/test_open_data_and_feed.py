import csv
import io
import json

import pytest

from portal.needs.actions import summarizing
from portal.needs.public.open_data import FIELDS
from portal.needs.summaries.loaders import load_moderation_workflow
from tests.accounts.factories import UserFactory
from tests.core.factories import NeedCategoryFactory
from tests.needs.factories import NeedFactory, NeedSummaryFactory

pytestmark = pytest.mark.django_db


def read_json(client, query=""):
    return json.loads(client.get(f"/community-needs/needs.json{query}").content)


def read_csv(client, query=""):
    content = client.get(f"/community-needs/needs.csv{query}").content.decode("utf-8-sig")
    return list(csv.DictReader(io.StringIO(content)))


def test_files_when_read_then_say_the_same_with_a_licence_and_unknown_is_empty(client):
    summary = NeedSummaryFactory(published=True)

    document, [row] = read_json(client), read_csv(client)

    [told] = document["needs"]
    assert (document["count"], document["licence"]["id"], row["licence"]) == (1, "CC-BY-4.0", "CC-BY-4.0")
    assert told["id"] == row["id"] == str(summary.pk)
    assert [told["people_affected"], told["title_fil"], told["barangay"]] == [None, None, None]
    assert [row["people_affected"], row["title_fil"], row["barangay"]] == ["", "", ""]
    assert set(told) == {field.key for field in FIELDS} <= set(row)


def test_files_when_filters_stand_in_the_address_then_hold_what_the_list_shows(client):
    roads = NeedCategoryFactory(code="roads")
    NeedSummaryFactory(title="A road", published=True, need__category=roads)
    NeedSummaryFactory(title="A well", published=True, need__category=NeedCategoryFactory(code="wells"))

    query = "?category=roads"

    assert [need["title"] for need in read_json(client, query)["needs"]] == ["A road"]
    assert [row["title"] for row in read_csv(client, query)] == ["A road"]
    assert [row["title"] for row in read_csv(client, "?q=road")] == ["A road"]


def test_csv_when_a_text_could_run_in_a_spreadsheet_then_it_is_made_harmless(client):
    NeedSummaryFactory(title="=1+1 wells", published=True)

    [row] = read_csv(client)

    assert not row["title"].startswith("=")


def test_feed_when_read_then_lists_the_newest_with_places_and_state(client):
    NeedSummaryFactory(title="A <b>well</b> & more", published=True)

    response = client.get("/community-needs/feed/")

    assert response["Content-Type"].startswith("application/atom+xml")
    assert "A &lt;b&gt;well&lt;/b&gt; &amp; more" in response.content.decode()
    assert "Checked: the need is real" in response.content.decode()


def test_feed_when_a_text_was_pasted_with_signs_that_nobody_sees_then_is_still_read(client):
    load_moderation_workflow()
    writer = UserFactory(role="oobc_staff")
    texts = {"title": "A well\x0b for\x07 all", "text": "Wells\x0c run\x1b dry."}
    summary = summarizing.write(NeedFactory(validated=True), texts=texts, by=writer)
    summarizing.hand_in(summary, by=writer)
    summary.refresh_from_db()
    summarizing.publish(summary, shown=summary.latest_revision_id, by=UserFactory(role="oobc_staff"))

    response = client.get("/community-needs/feed/")

    assert "A well for all" in response.content.decode()


def test_sitemap_when_read_then_names_published_needs_in_both_languages(client, pages):
    shown, draft = NeedSummaryFactory(published=True), NeedSummaryFactory()

    xml = client.get("/sitemap.xml").content.decode()

    assert f"/community-needs/{shown.pk}/" in xml
    assert f"/fil/community-needs/{shown.pk}/" in xml
    assert str(draft.pk) not in xml


def test_files_when_there_are_more_needs_then_ask_the_database_as_often(client, count_queries):
    for _ in range(2):
        NeedSummaryFactory(published=True)
    few = count_queries(client, "/community-needs/needs.json?n=1")
    for _ in range(5):
        NeedSummaryFactory(published=True)

    assert count_queries(client, "/community-needs/needs.json?n=2") == few
