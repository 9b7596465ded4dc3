from pathlib import Path

import pytest
from django.contrib.auth.models import Group, Permission
from django.urls import reverse

from cms import initial_pages
from portal.accounts.models import User


def _staff(group_name):
    group, _made = Group.objects.get_or_create(name=group_name)
    group.permissions.add(Permission.objects.get(codename="access_admin"))
    user = User.objects.create(username=group_name, email=f"{group_name}@example.org")
    user.groups.add(group)
    initial_pages.load()
    return user


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("group", "sees"), [("administrator", True), ("oobc_staff", True), ("mao_editor", False), ("budget_officer", False)]
)
def test_page_tree_when_opened_then_only_those_who_write_pages_see_it(client, group, sees):
    client.force_login(_staff(group))

    response = client.get(reverse("wagtailadmin_explore_root"))

    assert (response.status_code == 200 and "/admin/pages/" in response.text) is sees


@pytest.mark.django_db
@pytest.mark.parametrize("group", ["administrator", "oobc_staff"])
@pytest.mark.parametrize("screen", ["navigation", "image", "document"])
def test_website_screen_when_opened_by_those_who_write_pages_then_answers(client, group, screen):
    client.force_login(_staff(group))
    address = {
        "navigation": reverse("wagtailsettings:edit", args=["cms", "navigation"]),
        "image": reverse("wagtailimages:add"),
        "document": reverse("wagtaildocs:add"),
    }[screen]

    response = client.get(address, follow=True)

    assert response.status_code == 200
    assert not any(target == reverse("wagtailadmin_home") for target, _status in response.redirect_chain)


@pytest.mark.django_db
def test_navigation_when_opened_by_an_editor_of_an_office_then_is_closed(client):
    client.force_login(_staff("mao_editor"))

    response = client.get(reverse("wagtailsettings:edit", args=["cms", "navigation"]))

    assert response.status_code == 404


@pytest.mark.django_db
def test_menu_when_staff_sign_in_then_has_no_list_of_models_and_our_name(client):
    client.force_login(User.objects.create_superuser("root", "root@example.org", "x"))

    html = client.get(reverse("wagtailadmin_home")).text

    assert '"snippets"' not in html
    assert "OOBC Portal" in html
    assert "/static/css/admin.css" in html


@pytest.mark.django_db
def test_gallery_when_staff_open_it_then_shows_every_component(client):
    client.force_login(_staff("oobc_staff"))

    html = client.get(reverse("components_gallery")).text

    source = Path("templates/cms/gallery.html").read_text() + Path("templates/cms/base.html").read_text()
    nested = {"emblem", "print_hint", "facts", "results"}
    for component in Path("templates/components").glob("*.html"):
        name = component.stem
        assert name in nested or f"<c-{name.replace('_', '-')}" in source, name
    assert "<h1>Components</h1>" in html


@pytest.mark.django_db
def test_gallery_when_a_stranger_opens_it_then_asks_to_sign_in(client):
    response = client.get(reverse("components_gallery"))

    assert response.status_code == 302


@pytest.mark.django_db
def test_account_page_when_opened_then_offers_second_factor_password_notices_and_the_public_site(client):
    client.force_login(_staff("oobc_staff"))

    html = client.get(reverse("wagtailadmin_account")).text

    for words in ("Second factor", "Change password", "Notices", "Public site"):
        assert words in html


@pytest.mark.django_db
def test_address_when_there_is_none_for_this_person_then_says_so_in_our_words(client):
    client.force_login(_staff("oobc_staff"))

    response = client.get("/admin/nowhere/")

    assert response.status_code == 404
    assert "It does not exist, or it belongs to another office." in response.text
    assert "Wagtail" not in response.text.split("<main")[1]
