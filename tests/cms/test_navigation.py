import json
import re

import pytest
from wagtail.blocks import StructBlockValidationError

from cms.blocks import LinkBlock
from cms.models import ContentPage, Navigation
from tests.accounts.factories import UserFactory
from tests.communities.factories import RepresentativeFactory


def _set_header(*links):
    navigation = Navigation.objects.get()
    navigation.header = json.dumps([{"type": "link", "value": link} for link in links])
    navigation.save()


def _menu(client, path):
    html = client.get(path).text
    return html.split('<details class="menu">')[1].split("</details>")[0]


def test_menu_when_empty_then_holds_services_and_pages_of_the_language(client, pages):
    english, filipino = _menu(client, "/"), _menu(client, "/fil/")

    assert [text in english for text in (">Services<", ">Help<", ">About<", ">Contact<", ">Privacy<")] == [
        True,
        True,
        True,
        True,
        False,
    ]
    assert '<a href="/fil/catalog/">Mga serbisyo</a>' in filipino
    assert '<a href="/fil/tulong/">Tulong</a>' in filipino


def test_menu_when_edited_then_the_next_visitor_sees_it_in_both_languages(client, pages):
    client.get("/")
    page = ContentPage.objects.get(slug="privacy", locale__language_code="en")

    _set_header(
        {"label": "Your data", "label_fil": "Ang datos ninyo", "page": page.pk, "path": ""},
        {"label": "List", "label_fil": "", "page": None, "path": "/catalog/"},
        {"label": "Elsewhere", "label_fil": "", "page": None, "path": "https://example.gov.ph/"},
    )

    assert '<a href="/privacy/">Your data</a>' in _menu(client, "/")
    filipino = _menu(client, "/fil/")
    assert '<a href="/fil/privacy/">Ang datos ninyo</a>' in filipino
    assert '<a href="/fil/catalog/">List</a>' in filipino
    assert '<a href="https://example.gov.ph/">Elsewhere</a>' in filipino


def test_menu_when_its_page_is_unpublished_then_leaves_the_link_out(client, pages):
    page = ContentPage.objects.get(slug="privacy", locale__language_code="en")
    _set_header(
        {"label": "Your data", "label_fil": "", "page": page.pk, "path": ""},
        {"label": "List", "label_fil": "", "page": None, "path": "/catalog/"},
    )

    page.unpublish()

    assert "Your data" not in _menu(client, "/")


def test_menu_when_on_a_page_then_marks_it(client, pages):
    assert '<a href="/help/" aria-current="page">Help</a>' in _menu(client, "/help/")
    assert "aria-current" not in _menu(client, "/privacy/")


@pytest.mark.parametrize("path", ["", "javascript:alert(1)", "//elsewhere.example", "catalog"])
def test_link_when_address_is_not_one_then_says_what_is(path):
    block = LinkBlock()

    with pytest.raises(StructBlockValidationError):
        block.clean(block.to_python({"label": "Link", "page": None, "path": path}))


def test_link_when_address_is_ours_or_secure_then_is_kept():
    block = LinkBlock()

    cleaned = [
        block.clean(block.to_python({"label": "Link", "page": None, "path": path}))
        for path in ("/catalog/", "https://example.gov.ph")
    ]

    assert [value["path"] for value in cleaned] == ["/catalog/", "https://example.gov.ph"]


def _own_ways(client, path="/"):
    html = client.get(path).text
    return re.findall(r'<a href="([^"]+)"[^>]*>', html.split('<nav class="head-own"')[1].split("</nav>")[0])


def test_header_when_nobody_is_signed_in_then_has_no_ways_of_ones_own(client, pages):
    assert "head-own" not in client.get("/").text


def test_header_when_a_representative_is_signed_in_then_leads_to_community_notices_and_out(client, pages):
    client.force_login(RepresentativeFactory().user)

    assert _own_ways(client) == ["/community-needs/dashboard/", "/notices/", "/accounts/logout/"]
    assert _own_ways(client, "/fil/")[0] == "/fil/community-needs/dashboard/"


def test_header_when_staff_are_signed_in_then_leads_to_the_back_office_and_out(client, pages):
    client.force_login(UserFactory(role="me_officer"))

    assert _own_ways(client) == ["/admin/", "/accounts/logout/"]
