"""Production as a process of its own: settings of one process cannot be swapped for another's."""

import json
import os
import subprocess
import sys

import pytest

from cms.embedded_database import ROOT

from .test_environment import GOOD

OF_DJANGO_5_ALONE = "The FORMS_URLFIELD_ASSUME_HTTPS transitional setting is deprecated"


def run(*command: str, **variables: str) -> subprocess.CompletedProcess[str]:
    environment = {"PATH": os.environ["PATH"], "DJANGO_SETTINGS_MODULE": "cms.settings.production", **variables}
    return subprocess.run(
        [sys.executable, *command], cwd=ROOT, env=environment, capture_output=True, text=True, timeout=60
    )


def settings_of(*names: str, **variables: str) -> dict[str, object]:
    code = "import json, sys; from django.conf import settings; "
    code += "print(json.dumps({name: getattr(settings, name) for name in sys.argv[1:]}, default=str))"
    return json.loads(run("-c", code, *names, **GOOD, **variables).stdout)


def test_check_deploy_when_production_then_finds_nothing():
    warnings = ["-W", "error::DeprecationWarning", "-W", f"ignore:{OF_DJANGO_5_ALONE}"]

    done = run(*warnings, "manage.py", "check", "--deploy", "--fail-level", "WARNING", **GOOD)

    assert (done.returncode, done.stdout) == (0, "System check identified no issues (1 silenced).\n"), done.stderr


@pytest.mark.parametrize(
    "command", [["manage.py", "check"], ["-m", "gunicorn", "-c", "python:cms.gunicorn_conf", "cms.wsgi"]]
)
def test_start_when_a_variable_is_missing_then_one_sentence_and_no_traceback(command):
    done = run(*command, **{name: GOOD[name] for name in GOOD if name != "SECRET_KEY"})

    assert done.returncode == 1
    assert done.stderr.strip().splitlines() == [
        "SECRET_KEY is missing: a random text of 50 characters or more, the same for all processes."
    ]


def test_settings_when_production_then_cookies_are_bound_to_the_host_and_https_is_demanded():
    found = settings_of(
        "DEBUG", "DEMO_ALLOWED", "SESSION_COOKIE_NAME", "CSRF_COOKIE_NAME", "SESSION_COOKIE_SECURE",
        "CSRF_COOKIE_SECURE", "SECURE_SSL_REDIRECT", "SECURE_HSTS_SECONDS", "SECURE_PROXY_SSL_HEADER", "SET_UP_STEPS",
    )  # fmt: skip

    assert found.pop("SECURE_HSTS_SECONDS") >= 31_536_000
    assert not any("demo" in step for step in found.pop("SET_UP_STEPS"))
    assert found == {
        "DEBUG": False,
        "DEMO_ALLOWED": False,
        "SESSION_COOKIE_NAME": "__Host-sessionid",
        "CSRF_COOKIE_NAME": "__Host-csrftoken",
        "SESSION_COOKIE_SECURE": True,
        "CSRF_COOKIE_SECURE": True,
        "SECURE_SSL_REDIRECT": True,
        "SECURE_PROXY_SSL_HEADER": None,
    }


def test_settings_when_optional_variables_are_set_then_followed():
    found = settings_of(
        "SECURE_PROXY_SSL_HEADER", "CACHES", "STORAGES", "EMAIL_HOST", "DEFAULT_FROM_EMAIL", "SEARCH_SERVER",
        TRUST_FORWARDED_PROTO="true", CACHE_URL="redis://cache/0", MEDIA_URL_S3="s3://files?region=ap-southeast-1",
        PRIVATE_MEDIA_URL_S3="s3://papers?region=ap-southeast-1", SEARCH_URL="opensearch+https://search.example.org",
    )  # fmt: skip

    assert found["SECURE_PROXY_SSL_HEADER"] == ["HTTP_X_FORWARDED_PROTO", "https"]
    assert found["CACHES"]["default"]["LOCATION"] == "redis://cache/0"
    assert found["SEARCH_SERVER"]["url"] == "https://search.example.org:9200"
    assert found["STORAGES"]["default"]["OPTIONS"]["bucket_name"] == "files"
    assert found["STORAGES"]["private"]["OPTIONS"]["bucket_name"] == "papers"
    assert found["EMAIL_HOST"] == "mail.example.org"
    assert found["DEFAULT_FROM_EMAIL"] == "OOBC Portal <portal@example.org>"
