"""The rules that hold in every test do hold."""

import contextlib
import socket
import warnings

import pytest
from django.core.cache import cache
from django.db import transaction
from django.http import HttpResponse
from django.template import Context, Origin, Template, engines

from portal.accounts.models import User
from tests.conftest import OWN_TEMPLATES


def rendered(text: str, *, template: str = f"{OWN_TEMPLATES}/page.html", **context: object) -> str:
    return Template(text, origin=Origin(template), engine=engines["django"].engine).render(Context(context))


@pytest.mark.parametrize("text", ["{{ nmae }}", "{{ office.nmae }}", "{{ nmae|upper }}", "{% firstof a %}{{ nmae }}"])
def test_own_template_when_it_prints_an_unknown_name_then_the_test_fails(text):
    with pytest.raises(pytest.fail.Exception, match=r"Undefined variable '.*nmae.*' in templates/page.html"):
        rendered(text, office={"name": "MSSD"})


@pytest.mark.parametrize(
    "text", ["{% if nmae %}x{% endif %}", "{{ nmae|default:'' }}", "{% for x in nmae %}{% endfor %}"]
)
def test_own_template_when_it_says_a_name_is_optional_then_it_is_empty(text):
    assert rendered(text) == ""


def test_foreign_template_when_it_prints_an_unknown_name_then_it_is_empty():
    assert rendered("{{ nmae }}", template="/elsewhere/wagtailadmin/base.html") == ""


@pytest.mark.django_db
def test_on_commit_when_the_outermost_block_ends_then_runs_once():
    ran = []

    with transaction.atomic():
        with transaction.atomic():
            transaction.on_commit(lambda: ran.append("inner"))
        assert ran == []

    assert ran == ["inner"]


@pytest.mark.django_db
def test_on_commit_when_the_block_is_rolled_back_then_never_runs():
    ran = []

    with contextlib.suppress(ZeroDivisionError), transaction.atomic():
        transaction.on_commit(lambda: ran.append("never"))
        raise ZeroDivisionError
    transaction.on_commit(lambda: ran.append("outside"))

    assert ran == ["outside"]


@pytest.mark.parametrize("run", [1, 2])
def test_cache_when_a_test_begins_then_is_empty(run):
    assert cache.get("kept") is None
    cache.set("kept", run)


def test_network_when_opened_then_refused():
    with pytest.raises(Exception, match="A test tried to use socket"):
        socket.create_connection(("192.0.2.1", 80), timeout=1)


def test_warning_when_given_then_is_an_error():
    with pytest.raises(DeprecationWarning):
        warnings.warn("old", DeprecationWarning, stacklevel=1)


@pytest.mark.django_db
def test_connection_when_a_test_closes_a_response_then_stays():
    HttpResponse().close()

    assert User.objects.count() == 0
