from pathlib import Path

import pytest

from cms.settings import environment

GOOD = {
    "DATABASE_URL": "postgresql://portal:word@db.example.org:5432/portal",
    "SECRET_KEY": "q8Xz!w2Lr5Tn7Vb9Kc4Jd6Hf3Gs1Mp0Ya-Ue_Ri+To=Pk*Nj&Bh%Vg$",
    "ALLOWED_HOSTS": "portal.example.org, .oobc.example.org",
    "BASE_URL": "https://portal.example.org/",
    "EMAIL_URL": "smtp+tls://user:word@mail.example.org:587",
    "MAIL_FROM": "OOBC Portal <portal@example.org>",
}
REQUIRED = sorted(GOOD)


def test_read_when_all_required_variables_are_good_then_returns_settings():
    values = environment.read(GOOD)

    assert values["DATABASE_URL"]["NAME"] == "portal"
    assert values["ALLOWED_HOSTS"] == ["portal.example.org", ".oobc.example.org"]
    assert values["BASE_URL"] == "https://portal.example.org"
    assert values["EMAIL_URL"]["EMAIL_USE_TLS"] is True
    assert values["CACHE_URL"] is values["SEARCH_URL"] is None
    assert values["TRUST_FORWARDED_PROTO"] is False


@pytest.mark.parametrize("name", REQUIRED)
@pytest.mark.parametrize("text", [None, "", "  "])
def test_read_when_a_required_variable_is_missing_then_one_sentence_names_it(name, text):
    variables = {**GOOD, name: text} if text is not None else {key: GOOD[key] for key in GOOD if key != name}

    with pytest.raises(SystemExit) as stop:
        environment.read(variables)

    assert str(stop.value).startswith(f"{name} is missing: ")
    assert "\n" not in str(stop.value)


ODD = [
    ("DATABASE_URL", "sqlite:///odd.db"),
    ("DATABASE_URL", "postgresql://odd@db/"),
    ("SECRET_KEY", "odd"),
    ("SECRET_KEY", "odd" * 30),
    ("SECRET_KEY", "development-only-not-a-secret-" + "0123456789" * 4),
    ("SECRET_KEY", "django-insecure-" + "abcdefghijklmnopqrstuvwxyz0123456789" * 2),
    ("ALLOWED_HOSTS", "*"),
    ("ALLOWED_HOSTS", "https://portal.example.org"),
    ("ALLOWED_HOSTS", "portal.example.org:8000"),
    ("BASE_URL", "http://portal.example.org"),
    ("BASE_URL", "https://portal.example.org/odd/"),
    ("BASE_URL", "https://elsewhere.example.net"),
    ("EMAIL_URL", "consolemail://"),
    ("EMAIL_URL", "mail.example.org"),
    ("MAIL_FROM", "OOBC Portal"),
    ("SMS_URL", "console"),
    ("SMS_URL", "odd://host/{to}"),
    ("SMS_URL", "jsons://odd.example.org/path"),
    ("CACHE_URL", "memcached://odd"),
    ("MEDIA_URL_S3", "https://odd.example.org"),
    ("MEDIA_URL_S3", "s3://bucket?odd=1"),
    ("PRIVATE_MEDIA_URL_S3", "odd"),
    ("VIRUS_SCANNER", "odd"),
    ("VIRUS_SCANNER", "clamav"),
    ("VIRUS_SCANNER", "clamav://"),
    ("VIRUS_SCANNER", "clamav://odd"),
    ("VIRUS_SCANNER", "clamav://odd:port"),
    ("VIRUS_SCANNER", "clamav://odd:99999"),
    ("VIRUS_SCANNER", "clamav://odd:word@host:3310"),
    ("VIRUS_SCANNER", "clamav://host:3310/odd"),
    ("VIRUS_SCANNER", "http://odd:3310"),
    ("SEARCH_URL", "https://odd.example.org:9200"),
    ("SEARCH_URL", "opensearch+ftp://odd"),
    ("SEARCH_URL", "opensearch+https:///odd"),
    ("SEARCH_URL", "opensearch+https://host:odd/prefix"),
    ("SEARCH_URL", "opensearch+https://[odd"),
    ("SEARCH_URL", "opensearch+https://host/Odd"),
    ("SEARCH_URL", "opensearch+https://host/odd/odd"),
    ("SEARCH_URL", "opensearch+https://host/?odd=1"),
    ("SEARCH_URL", "opensearch+https://host/?ca=/odd.pem"),
    ("TRUST_FORWARDED_PROTO", "perhaps"),
    ("LOG_LEVEL", "DEBUG"),
    ("DEBUG", "true"),
    ("DEBUG", "odd"),
]


@pytest.mark.parametrize(("name", "text"), ODD)
def test_read_when_a_variable_is_odd_then_one_sentence_names_it_and_hides_its_value(name, text):
    with pytest.raises(SystemExit) as stop:
        environment.read({**GOOD, name: text})

    sentence = str(stop.value)
    assert sentence.startswith((f"{name} must", f"{name} cannot"))
    assert sentence.endswith(".")
    assert "\n" not in sentence
    assert "odd" not in sentence.lower()


def test_read_when_private_files_would_lie_in_the_public_bucket_then_refused():
    bucket = "s3://files?region=ap-southeast-1"

    with pytest.raises(SystemExit, match="PRIVATE_MEDIA_URL_S3 must name another bucket"):
        environment.read({**GOOD, "MEDIA_URL_S3": bucket, "PRIVATE_MEDIA_URL_S3": bucket})


def test_read_when_several_variables_are_odd_then_a_sentence_each():
    with pytest.raises(SystemExit) as stop:
        environment.read({**GOOD, "SECRET_KEY": "", "LOG_LEVEL": "loud"})

    assert [line.split()[0] for line in str(stop.value).splitlines()] == ["SECRET_KEY", "LOG_LEVEL"]


def test_read_when_optional_variables_are_set_then_returns_them():
    values = environment.read(
        {
            **GOOD,
            "CACHE_URL": "redis://cache:6379/0",
            "MEDIA_URL_S3": "s3://bucket?region=ap-southeast-1&endpoint=https://s3.example.org",
            "TRUST_FORWARDED_PROTO": "true",
            "LOG_LEVEL": "warning",
        }
    )

    assert values["CACHE_URL"] == "redis://cache:6379/0"
    assert values["MEDIA_URL_S3"] == {
        "bucket": "bucket",
        "region": "ap-southeast-1",
        "endpoint": "https://s3.example.org",
    }
    assert values["TRUST_FORWARDED_PROTO"] is True
    assert values["LOG_LEVEL"] == "WARNING"


def test_read_when_a_search_server_is_named_then_all_its_parts_are_read(tmp_path):
    ca = tmp_path / "ca.pem"
    ca.touch()

    values = environment.read({**GOOD, "SEARCH_URL": f"elasticsearch+https://portal:w%40rd@[::1]/oobc?ca={ca}"})

    assert values["SEARCH_URL"] == {
        "kind": "elasticsearch",
        "url": "https://[::1]:9200",
        "user": "portal",
        "password": "w@rd",
        "prefix": "oobc",
        "ca": str(ca),
    }


def test_read_when_a_search_server_is_named_shortly_then_the_rest_is_as_usual():
    values = environment.read({**GOOD, "SEARCH_URL": "opensearch+http://search.example.org"})

    assert values["SEARCH_URL"] == {
        "kind": "opensearch",
        "url": "http://search.example.org:9200",
        "user": "",
        "password": "",
        "prefix": "oobc-portal",
        "ca": "",
    }


def test_read_when_the_client_of_the_search_server_is_not_installed_then_said(monkeypatch):
    monkeypatch.setattr(environment, "find_spec", lambda name: None)

    with pytest.raises(SystemExit, match="SEARCH_URL needs a package that is not installed"):
        environment.read({**GOOD, "SEARCH_URL": "opensearch+http://search.example.org"})


def test_readme_when_read_then_its_table_has_every_variable():
    readme = Path("README.md").read_text()

    for variable in environment.TABLE:
        assert f"| `{variable.name}` |" in readme, variable.name
