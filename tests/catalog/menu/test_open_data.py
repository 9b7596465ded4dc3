import json
from datetime import datetime

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from catalog.menu.open_data import FIELDS
from catalog.models import OfferingTranslation, ServiceOffering
from portal.core.models import ContentVersion
from tests.catalog.factories import OfferingFactory

from .reading import rows_of_csv

pytestmark = pytest.mark.django_db

# What the download leaves out: how the portal keeps the row, and what is searched but not shown.
NOT_PUBLIC = {
    "keywords",
    "linked_ppas",
    "import_key",
    "live",
    "has_unpublished_changes",
    "go_live_at",
    "expire_at",
    "expired",
    "approved_schedule",
    "locked",
    "locked_at",
    "locked_by",
    "latest_revision",
    "live_revision",
    "is_active",  # only what is still offered is in the list
    "last_checked_by",
    "last_updated",  # grows with every draft
    "check_interval_months",
}
CALLED_OTHERWISE = {
    "offering_mao": "office",
    "alternate_name": "alternate_names",
    "alert_text": "alert",
    "alert_until": "alert",
}


def services(client, address=""):
    return json.loads(client.get(f"/catalog/services.json{address}").content)["services"]


def test_fields_when_the_model_has_one_then_it_is_in_the_download_or_named_as_not_public():
    fields = {field.name for field in [*ServiceOffering._meta.fields, *ServiceOffering._meta.many_to_many]}
    keys = {field.key for field in FIELDS}

    unknown = {CALLED_OTHERWISE.get(name, name) for name in fields - NOT_PUBLIC} - keys
    assert unknown == set()
    assert fields | {"approved_schedule"} >= NOT_PUBLIC
    assert {f"{name}_fil" for name in OfferingTranslation.TEXTS} <= keys
    assert len(keys) == len(FIELDS)


def test_json_when_read_then_says_what_it_is_and_under_which_licence(client, full, time_machine):
    time_machine.move_to("2026-06-05T06:00:00Z", tick=False)

    response = client.get("/catalog/services.json")

    document = json.loads(response.content)
    assert response["Content-Type"] == "application/json; charset=utf-8"
    assert document["licence"]["id"] == "CC-BY-4.0"
    assert document["attribution"].startswith("OOBC Portal")
    assert datetime.fromisoformat(document["generated_at"]).isoformat() == "2026-06-05T14:00:00+08:00"
    assert document["content_version"] == ContentVersion.current()
    assert document["count"] == len(document["services"]) == 1
    assert response["Link"] == '<https://creativecommons.org/licenses/by/4.0/>; rel="license"'


def test_json_when_everything_is_known_then_no_key_is_empty(client, full):
    [service] = services(client)

    assert [key for key, value in service.items() if value in (None, "", [])] == [
        "eligibility_criteria_fil",
        "target_beneficiaries_fil",
        "application_process_fil",
        "required_documents",
        "processing_time",
    ]
    assert service["title_fil"] == "Tulong sa bayad"
    assert service["document_rows"] == ["Hospital bill – the newest (optional)"]
    assert service["benefit_amount_min"] == "5000.00"
    assert service["geographic_coverage"] == ["XII"]
    assert service["closes_on"] == "2099-12-31"
    assert service["url_fil"].endswith(f"/fil/catalog/{full.pk}/")


def test_json_when_something_is_not_known_then_it_is_null_and_never_zero(client, bare):
    [service] = services(client)

    for key in ("annual_budget", "slots_available", "minimum_age", "fees_description", "opens_on", "title_fil"):
        assert service[key] is None


def test_json_when_services_are_drafts_or_ended_then_leaves_them_out(client, full):
    OfferingFactory(title="A draft")
    OfferingFactory(title="Ended", published=True, is_active=False)

    assert [service["id"] for service in services(client)] == [str(full.pk)]


def test_json_when_filtered_then_holds_these_only(client, full, bare):
    assert [service["id"] for service in services(client, "?region=XII")] == [str(full.pk)]


def test_files_when_asked_for_in_filipino_then_are_the_same(client, full):
    full_of = {path: client.get(f"{path}/catalog/services.csv").content for path in ("", "/fil")}
    parts = {path: json.loads(client.get(f"{path}/catalog/services.json").content) for path in ("", "/fil")}

    assert [row | {"generated_at": ""} for row in rows_of_csv(full_of[""])] == [
        row | {"generated_at": ""} for row in rows_of_csv(full_of["/fil"])
    ]
    assert parts[""] | {"generated_at": ""} == parts["/fil"] | {"generated_at": ""}


def test_csv_when_read_then_has_the_same_keys_and_names_its_source_in_each_row(client, full, bare):
    response = client.get("/catalog/services.csv")

    rows = rows_of_csv(response.content)
    keys = [field.key for field in FIELDS]
    assert list(rows[0]) == [*keys, "generated_at", "licence", "attribution"]
    assert rows[1]["title"] == full.title
    assert rows[1]["alternate_names"] == "HHB | Hospital help"
    assert rows[0]["slots_available"] == ""
    assert {row["licence"] for row in rows} == {"CC-BY-4.0"}
    assert response["Content-Disposition"] == 'attachment; filename="services.csv"'


def test_csv_when_a_value_looks_like_a_formula_then_no_program_runs_it(client, full):
    [row] = rows_of_csv(client.get("/catalog/services.csv").content)

    assert row["contact_phone"] == "'+63 64 123 4567"
    assert services(client)[0]["contact_phone"] == "+63 64 123 4567"


def test_files_when_nothing_changed_then_browsers_keep_them(client, full):
    first = client.get("/catalog/services.json")

    assert first["Cache-Control"] == "public, max-age=0, must-revalidate"
    assert client.get("/catalog/services.json", headers={"If-None-Match": first["ETag"]}).status_code == 304
    assert first["Access-Control-Allow-Origin"] == "*"


def test_files_when_services_grow_then_queries_do_not(client, full):
    counts = []
    for number in (1, 4):
        for _n in range(number):
            OfferingFactory(published=True)
        with CaptureQueriesContext(connection) as queries:
            client.get(f"/catalog/services.json?{number}")
        counts.append(len(queries))

    assert counts[0] == counts[1] <= 12
