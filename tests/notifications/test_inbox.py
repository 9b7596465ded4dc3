import pytest
from django.contrib.auth.models import AnonymousUser, Group, Permission
from django.db import connection
from django.test.utils import CaptureQueriesContext

from portal.notifications import actions
from portal.notifications.models import InboxMessage

pytestmark = pytest.mark.django_db

PAGES = ["/notices/", "/admin/notices/"]


@pytest.fixture
def notice(amina):
    def make(user=amina, **fields):
        number = InboxMessage.objects.count()
        defaults = {"kind": "tests.told", "key": str(number), "subject": f"Notice {number}", "body": "Text <b>"}
        return InboxMessage.objects.create(user=user, **{**defaults, **fields})

    return make


@pytest.fixture
def staff(amina, basit):
    group = Group.objects.create(name="people who open the back office")
    group.permissions.add(Permission.objects.get(codename="access_admin"))
    for user in (amina, basit):
        user.groups.add(group)


@pytest.fixture
def amina_signed_in(client, amina):
    client.force_login(amina)
    return client


def test_visible_to_when_asked_by_anybody_then_gives_their_own_only(notice, amina, basit):
    own, _other = notice(amina), notice(basit)

    assert list(InboxMessage.objects.visible_to(amina)) == [own]
    assert list(InboxMessage.objects.visible_to(AnonymousUser())) == []


@pytest.mark.usefixtures("staff")
@pytest.mark.parametrize("address", PAGES)
def test_list_when_opened_then_shows_own_notices_only(address, notice, amina_signed_in, basit):
    notice(subject="For Amina")
    notice(basit, subject="For Basit")

    html = amina_signed_in.get(address).content.decode()

    assert "For Amina" in html
    assert "Text &lt;b&gt;" in html
    assert "For Basit" not in html


@pytest.mark.parametrize("address", PAGES)
def test_list_when_nobody_is_signed_in_then_asks_to(address, client):
    response = client.get(address)

    assert response.status_code == 302
    assert "/accounts/login/" in response.url


@pytest.mark.usefixtures("staff")
@pytest.mark.parametrize("address", PAGES)
def test_list_when_empty_then_says_what_will_come(address, amina_signed_in):
    assert b"told here and by e-mail" in amina_signed_in.get(address).content


@pytest.mark.usefixtures("staff")
@pytest.mark.parametrize("address", PAGES)
def test_list_when_it_grows_then_queries_do_not(address, notice, amina_signed_in, django_assert_num_queries):
    notice()
    amina_signed_in.get(address)
    with CaptureQueriesContext(connection) as one:
        amina_signed_in.get(address)
    for _ in range(3):
        notice()

    with django_assert_num_queries(len(one)):
        amina_signed_in.get(address)


@pytest.mark.usefixtures("staff")
@pytest.mark.parametrize("address", PAGES)
def test_read_when_own_then_marks_and_returns_to_the_list(address, notice, amina_signed_in):
    row = notice(path="/catalog/")

    response = amina_signed_in.post(f"{address}{row.pk}/read/")

    row.refresh_from_db()
    assert (response.status_code, response.url) == (302, address)
    assert row.read_at is not None


def test_read_when_opened_then_goes_to_what_it_is_about(notice, amina_signed_in):
    row = notice(path="/catalog/")

    assert amina_signed_in.post(f"/notices/{row.pk}/read/", {"open": "1"}).url == "/catalog/"


@pytest.mark.usefixtures("staff")
@pytest.mark.parametrize("address", PAGES)
def test_read_when_it_is_anothers_then_does_not_exist(address, notice, amina_signed_in, basit):
    row = notice(basit)

    response = amina_signed_in.post(f"{address}{row.pk}/read/")

    row.refresh_from_db()
    assert response.status_code == 404
    assert row.is_unread


@pytest.mark.usefixtures("staff")
@pytest.mark.parametrize("address", PAGES)
def test_read_all_when_asked_then_marks_own_only(address, notice, amina_signed_in, basit):
    notice()
    notice()
    other = notice(basit)

    amina_signed_in.post(f"{address}read/")

    assert list(InboxMessage.objects.unread()) == [other]


@pytest.mark.parametrize("path", ["1/read/", "read/"])
def test_read_when_asked_by_get_then_refuses(path, amina_signed_in):
    assert amina_signed_in.get(f"/notices/{path}").status_code == 405


def test_mark_read_when_done_twice_then_keeps_the_first_moment(notice, amina):
    row = notice()
    actions.mark_read(notice=row, by=amina)
    first = InboxMessage.objects.get().read_at

    actions.mark_read(notice=row, by=amina)

    assert InboxMessage.objects.get().read_at == first


@pytest.mark.usefixtures("staff")
def test_menu_when_notices_are_unread_then_says_how_many(notice, amina_signed_in):
    notice()
    notice()

    assert b"Notices (2)" in amina_signed_in.get("/admin/notices/").content
