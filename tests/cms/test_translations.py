from shutil import which

import pytest
from babel.messages import Catalog
from babel.messages.mofile import read_mo
from django.core.management import CommandError, call_command

from cms import translations


def catalog(*messages):
    made = Catalog(locale="fil")
    for message in messages:
        made.add(**message)
    return made


CODE = catalog({"id": "Office"}, {"id": ("%(count)s office", "%(count)s offices"), "flags": ["python-format"]})
OFFICES = {
    "id": ("%(count)s office", "%(count)s offices"),
    "string": ("%(count)s tanggapan", "%(count)s na tanggapan"),
    "flags": ["python-format"],
}


@pytest.mark.parametrize(
    ("kept", "problems"),
    [
        ([{"id": "Office", "string": "Tanggapan"}, OFFICES], []),
        ([OFFICES], ['Not in the catalog, run `make messages`: "Office"']),
        ([{"id": "Office", "string": ""}, OFFICES], ['Without a Filipino text: "Office"']),
        (
            [{"id": "Office", "string": "Tanggapan"}, {**OFFICES, "string": ("%(count)s tanggapan", "")}],
            ['Without a Filipino text: "%(count)s office"'],
        ),
        (
            [{"id": "Office", "string": "Tanggapan", "flags": ["fuzzy"]}, OFFICES],
            ['A guess (fuzzy), to be read and confirmed: "Office"'],
        ),
        (
            [{"id": "Office", "string": "Tanggapan"}, {"id": "Old", "string": "Luma"}, OFFICES],
            ['No longer in the code, run `make messages`: "Old"'],
        ),
    ],
)
def test_compare_when_a_text_is_missing_or_unsure_then_says_which(kept, problems):
    assert list(translations.compare(CODE, catalog(*kept))) == problems


def test_compare_when_a_text_lost_a_placeholder_then_says_so():
    kept = catalog({"id": "Office", "string": "Tanggapan"}, {**OFFICES, "string": ("%(bilang)s", "%(bilang)s")})

    (problem,) = translations.compare(CODE, kept)

    assert problem.endswith('"%(count)s office"')


def test_compile_when_a_catalog_exists_then_django_can_read_it(tmp_path):
    source = tmp_path / "locale" / "fil" / "LC_MESSAGES" / "django.po"
    source.parent.mkdir(parents=True)
    source.write_text('msgid ""\nmsgstr "Content-Type: text/plain; charset=UTF-8\\n"\n\nmsgid "Niño"\nmsgstr "Bata"\n')

    count = translations.compile_catalogs(tmp_path)

    assert count == 1
    with source.with_suffix(".mo").open("rb") as compiled:
        assert read_mo(compiled).get("Niño").string == "Bata"


@pytest.mark.skipif(not which("xgettext"), reason="needs GNU gettext")
def test_extraction_when_run_then_public_words_are_in_and_staff_words_are_out(tmp_path, monkeypatch):
    files = {
        "catalog/views.py": 'from django.utils.translation import gettext as _\n_("Services")\n',
        "catalog/wagtail_hooks.py": 'from django.utils.translation import gettext as _\n_("Moderate")\n',
        "portal/geography/models.py": 'from django.utils.translation import gettext as _\n_("population")\n',
        "portal/geography/maps.py": 'from django.utils.translation import gettext as _\n_("Map")\n',
        "catalog/figures.py": 'from django.utils.translation import ngettext\nngettext("%(n)s day", "%(n)s days", 2)\n',
        "templates/catalog/page.html": "{% load i18n %}{% translate 'How to apply' %}",
        "templates/catalog/admin/page.html": "{% load i18n %}{% translate 'Waiting for me' %}",
    }
    for name, text in files.items():
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text(text)
    monkeypatch.setattr(translations, "ROOT", tmp_path)
    monkeypatch.setattr(translations, "SOURCES", ["catalog", "portal/geography/maps.py", "templates"])

    translations.extract(tmp_path)
    first = translations._path(tmp_path / "locale").read_text()
    translations.extract(tmp_path)

    catalog = translations.read_catalog(translations._path(tmp_path / "locale"))
    assert {message.id for message in catalog if message.id} == {
        "Services",
        "Map",
        "How to apply",
        ("%(n)s day", "%(n)s days"),
    }
    assert translations._path(tmp_path / "locale").read_text() == first
    assert translations.problems(tmp_path) == [
        'Without a Filipino text: "%(n)s day"',
        'Without a Filipino text: "How to apply"',
        'Without a Filipino text: "Map"',
        'Without a Filipino text: "Services"',
    ]


def test_check_when_something_is_unfinished_then_fails_and_says_how_many(monkeypatch):
    monkeypatch.setattr(translations, "problems", lambda: ['Without a Filipino text: "Office"'])

    with pytest.raises(CommandError, match=r'Without a Filipino text: "Office"\n1 problem'):
        call_command("translations", "check")
