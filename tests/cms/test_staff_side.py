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
def test_menu_when_staff_sign_in_then_has_no_list_of_models_and_our_name(client):
    client.force_login(User.objects.create_superuser("root", "root@example.org", "x"))

    html = client.get(reverse("wagtailadmin_home")).text

    assert '"snippets"' not in html
    assert "OOBC Portal" in html
    assert "/static/css/admin.css" in html


@pytest.mark.django_db
def test_gallery_when_staff_open_it_then_shows_every_component(client):
    from pathlib import Path

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
