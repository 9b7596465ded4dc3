import pytest
from django.contrib.auth.models import Group
from wagtail.models import GroupPagePermission, Page, Site

from cms import initial_pages
from cms.models import ContentPage, HomePage, Navigation

PATHS = ["/", "/help/", "/about/", "/contact/", "/privacy/", "/sources/"]
FILIPINO_PATHS = [
    "/fil/",
    "/fil/tulong/",
    "/fil/tungkol/",
    "/fil/makipag-ugnayan/",
    "/fil/privacy/",
    "/fil/sanggunian/",
]


@pytest.mark.parametrize("path", [*PATHS, *FILIPINO_PATHS])
def test_page_when_loaded_then_answers_in_its_language(client, pages, path):
    response = client.get(path)

    assert response.status_code == 200
    assert f'<html lang="{"fil" if path.startswith("/fil/") else "en"}">' in response.text


def test_load_when_repeated_then_makes_nothing_new(pages):
    before = list(Page.objects.values_list("pk", "latest_revision_id").order_by("pk"))

    initial_pages.load()

    assert list(Page.objects.values_list("pk", "latest_revision_id").order_by("pk")) == before
    assert Navigation.objects.count() == 1


def test_load_when_an_editor_changed_and_deleted_pages_then_leaves_them_so(pages):
    page = ContentPage.objects.get(slug="help")
    page.title = "How to use this site"
    page.save_revision().publish()
    ContentPage.objects.get(slug="sources").delete()

    initial_pages.load()

    assert ContentPage.objects.get(slug="help").title == "How to use this site"
    assert not ContentPage.objects.filter(slug="sources").exists()


def test_load_when_wagtails_welcome_page_is_there_then_it_goes(pages):
    site = Site.objects.get(is_default_site=True)

    assert isinstance(site.root_page.specific, HomePage)
    assert not Page.objects.filter(slug="home").exists()


def test_every_page_when_loaded_then_has_a_translation(pages):
    for page in [*HomePage.objects.all(), *ContentPage.objects.all()]:
        assert page.get_translations().count() == 1


def test_load_when_groups_exist_then_only_two_of_them_edit_pages(db):
    for name in ("administrator", "oobc_staff", "mao_editor"):
        Group.objects.get_or_create(name=name)

    initial_pages.load()

    homes = HomePage.objects.values_list("pk", flat=True)
    granted = GroupPagePermission.objects.filter(page__in=homes).values_list("group__name", flat=True)
    assert set(granted) == {"administrator", "oobc_staff"}
