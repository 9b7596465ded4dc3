import json

import pytest
from django.core.management import CommandError, call_command

from catalog.models import ServiceOffering
from tests.catalog.factories import OfferingFactory
from tests.core.factories import ServiceCategoryFactory
from tests.organizations.factories import OrganizationFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def file(tmp_path):
    ServiceCategoryFactory()
    OrganizationFactory(acronym="MSSD")
    OfferingFactory(import_key="old", title="Old name", published=True)
    path = tmp_path / "services.json"

    def write(**fields):
        new = {
            "id": "new", "offering_mao": "MSSD", "title": "Bags", "description": "A bag.", "category": "Education",
            "service_type": "other",
        }  # fmt: skip
        old = new | {"id": "old", "title": "New name", "slots_available": 0}
        path.write_text(json.dumps({"offerings": [new | {"slots_available": None} | fields, old]}))
        return str(path)

    return write


def test_command_when_run_dry_then_it_tells_all_and_writes_nothing(file, capsys):
    call_command("import_offerings", file(), "--dry-run")

    told = capsys.readouterr().out
    assert "row 2, new: Bags\n" in told
    assert "row 3, changed: New name\n" in told
    assert "    Name of the service: Old name → New name\n" in told
    assert "    Slots available: not set → 0\n" in told
    assert told.endswith("Would be 1 new, 1 changed, 0 unchanged.\n")
    assert ServiceOffering.objects.count() == 1


def test_command_when_run_then_rows_are_drafts(file, capsys):
    call_command("import_offerings", file())

    assert capsys.readouterr().out.endswith("Done: 1 new, 1 changed, 0 unchanged.\n")
    assert not ServiceOffering.objects.get(import_key="new").live
    assert ServiceOffering.objects.get(import_key="old").title == "Old name"


def test_command_when_told_to_publish_then_rows_are_live(file):
    call_command("import_offerings", file(), "--publish")

    assert [s.title for s in ServiceOffering.objects.filter(live=True)] == ["Bags", "New name"]


def test_command_when_a_cell_is_wrong_then_it_is_named_and_the_command_fails(file, capsys):
    with pytest.raises(CommandError, match=r"1 errors. Nothing was imported"):
        call_command("import_offerings", file(category="Educaton"))

    assert "row 2, Category (“Educaton”): This is not one of the choices. Close: Education." in capsys.readouterr().err
    assert ServiceOffering.objects.count() == 1


@pytest.mark.parametrize(
    ("name", "content", "sentence"),
    [("missing.json", None, "cannot be read"), ("list.json", "[1]", "list of records"), ("a.pdf", "x", "Choose an")],
)
def test_command_when_the_file_cannot_be_read_then_one_sentence_says_so(tmp_path, name, content, sentence):
    path = tmp_path / name
    if content is not None:
        path.write_text(content)

    with pytest.raises(CommandError, match=sentence):
        call_command("import_offerings", str(path))
