"""The staff screens of the register, through the real client."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from portal.core.models import ContentVersion
from portal.organizations.models import MAOFocalPerson, Organization, OrganizationMembership
from tests.accounts.factories import UserFactory
from tests.core.factories import SectorFactory

from .factories import FocalPersonFactory, OrganizationFactory, OrganizationMembershipFactory, in_days

pytestmark = pytest.mark.django_db

LISTS = ["organization_register", "focal_persons", "memberships"]


def open_as(client, user, name, *args):
    client.force_login(user)
    return client.get(reverse(name, args=args))


@pytest.mark.parametrize("name", LISTS)
@pytest.mark.parametrize("role", ["administrator", "oobc_staff"])
def test_list_and_profile_when_opened_by_keepers_then_answer(client, name, role):
    focal = FocalPersonFactory()
    rows = {
        "organization_register": focal.membership.organization,
        "focal_persons": focal,
        "memberships": focal.membership,
    }
    user = UserFactory(role=role)

    assert open_as(client, user, f"{name}:index").status_code == 200
    assert open_as(client, user, f"{name}:index_results").status_code == 200
    assert open_as(client, user, f"{name}:inspect", rows[name].pk).status_code == 200
    assert open_as(client, user, f"{name}:history", rows[name].pk).status_code == 200


def test_every_form_when_opened_by_an_administrator_then_answers(client, administrator):
    focal = FocalPersonFactory()
    organization = focal.membership.organization

    for name, args in [
        ("organization_register:add", []),
        ("organization_register:edit", [organization.pk]),
        ("organization_register:deactivate", [organization.pk]),
        ("organizations_import", []),
        ("focal_persons:add", []),
        ("focal_persons:edit", [focal.pk]),
        ("focal_persons:end", [focal.pk]),
        ("memberships:add", []),
        ("memberships:end", [focal.membership.pk]),
    ]:
        assert open_as(client, administrator, name, *args).status_code == 200, name


def test_add_form_when_filled_in_then_organization_is_in_the_register(client, staff):
    sector = SectorFactory()
    client.force_login(staff)
    data = {
        "acronym": "MOH",
        "name": "Ministry of Health",
        "organization_type": "bmoa",
        "kind": "ministry",
        "sectors": [sector.pk],
        "contact_phone": "+63 64 421 2373",
    }

    answer = client.post(reverse("organization_register:add"), data)

    organization = Organization.objects.get()
    assert answer.url == reverse("organization_register:index")
    assert (organization.acronym, organization.kind) == ("MOH", "ministry")
    assert list(organization.sectors.all()) == [sector]
    assert str(organization.contact_phone) == "+63644212373"


def test_add_form_when_acronym_is_taken_then_says_so_and_keeps_what_was_typed(client, staff, health):
    client.force_login(staff)

    answer = client.post(
        reverse("organization_register:add"), {"acronym": "moh", "name": "Another", "organization_type": "nga"}
    )

    text = answer.content.decode()
    assert answer.status_code == 200
    assert "Another organization has this acronym." in text
    assert 'value="Another"' in text


def test_edit_form_when_used_by_the_mao_then_only_contacts_change(client, editor, health):
    client.force_login(editor)
    page = client.get(reverse("organization_register:edit", args=[health.pk])).content.decode()
    data = {
        "contact_email": "moh@example.gov.ph",
        "name": "Ministry of Everything",
        "organization_type": "nga",
        "is_active": "",
        "parent": OrganizationFactory().pk,
    }

    client.post(reverse("organization_register:edit", args=[health.pk]), data)

    health.refresh_from_db()
    assert 'name="contact_email"' in page
    assert 'name="name"' not in page
    assert 'name="organization_type"' not in page
    assert health.contact_email == "moh@example.gov.ph"
    assert (health.name, health.organization_type, health.parent, health.is_active) == (
        "Ministry of Health",
        "bmoa",
        None,
        True,
    )


def test_edit_form_when_public_text_changes_then_cached_pages_are_dropped(client, staff, health):
    client.force_login(staff)
    version = ContentVersion.current()

    client.post(
        reverse("organization_register:edit", args=[health.pk]),
        {"acronym": "MOH", "name": "Ministry of Public Health", "organization_type": "bmoa", "kind": "ministry"},
    )

    assert ContentVersion.current() == version + 1


def test_history_when_organization_changed_then_shows_before_and_after(client, staff, health):
    client.force_login(staff)
    client.post(
        reverse("organization_register:edit", args=[health.pk]),
        {
            "acronym": "MOH",
            "name": "Ministry of Public Health",
            "organization_type": "bmoa",
            "kind": "ministry",
            "contact_person": "Dr. Kadil Sinolinding",
        },
    )

    text = client.get(reverse("organization_register:history", args=[health.pk])).content.decode()

    assert "Name: Ministry of Health → Ministry of Public Health" in text
    assert "contact person" in text
    assert "Sinolinding" not in text


@pytest.mark.parametrize(("act", "is_active"), [("deactivate", False), ("activate", True)])
def test_act_page_when_confirmed_then_organization_changes_state(client, staff, act, is_active):
    organization = OrganizationFactory(is_active=not is_active)
    client.force_login(staff)

    answer = client.post(reverse(f"organization_register:{act}", args=[organization.pk]))

    organization.refresh_from_db()
    assert answer.url == reverse("organization_register:inspect", args=[organization.pk])
    assert organization.is_active is is_active


def test_deactivate_page_when_offices_are_active_then_says_why_not(client, staff, health):
    OrganizationFactory(parent=health)
    client.force_login(staff)

    answer = client.post(reverse("organization_register:deactivate", args=[health.pk]))

    health.refresh_from_db()
    assert "1 active office is part of it" in answer.content.decode()
    assert health.is_active


def test_grant_form_when_filled_in_then_person_has_the_role(client, administrator, health):
    person = UserFactory()
    client.force_login(administrator)
    data = {"organization": health.pk, "user": person.pk, "role": "mao_editor", "start_date": in_days(0)}

    client.post(reverse("memberships:add"), data)

    membership = OrganizationMembership.objects.get()
    assert (membership.user, membership.organization, membership.role) == (person, health, "mao_editor")
    assert person.groups.filter(name="mao_editor").exists()


def test_grant_form_when_person_is_oneself_then_is_refused(client, administrator, health):
    client.force_login(administrator)
    data = {"organization": health.pk, "user": administrator.pk, "role": "mao_editor", "start_date": in_days(0)}

    answer = client.post(reverse("memberships:add"), data)

    assert answer.status_code == 200
    assert not OrganizationMembership.objects.exists()


def test_grant_form_when_role_is_not_one_of_ours_then_is_refused(client, administrator, health):
    client.force_login(administrator)
    data = {"organization": health.pk, "user": UserFactory().pk, "role": "administrator", "start_date": in_days(0)}

    client.post(reverse("memberships:add"), data)

    assert not OrganizationMembership.objects.exists()


def appointment(organization, person, **changes):
    return {
        "organization": organization.pk,
        "person": person.pk,
        "focal_role": "primary",
        "designation": "Director",
        "contact_email": "focal@example.gov.ph",
        "contact_phone": "",
        "start_date": in_days(0),
        **changes,
    }


def test_appoint_form_when_filled_in_then_person_is_primary(client, staff, health):
    person = UserFactory()
    client.force_login(staff)

    client.post(reverse("focal_persons:add"), appointment(health, person))

    focal = MAOFocalPerson.objects.get()
    assert (focal.membership.user, focal.membership.focal_role) == (person, "primary")
    assert focal.appointed_date == in_days(0)


def test_appoint_form_when_there_is_a_primary_then_asks_for_hand_over(client, staff, health):
    FocalPersonFactory(membership__organization=health)
    client.force_login(staff)

    answer = client.post(reverse("focal_persons:add"), appointment(health, UserFactory()))

    text = answer.content.decode()
    assert "Tick “hand over”" in text
    assert 'value="focal@example.gov.ph"' in text
    assert MAOFocalPerson.objects.count() == 1


def test_appoint_form_when_organization_is_no_mao_then_it_cannot_be_chosen(client, staff):
    national = OrganizationFactory(national=True)
    client.force_login(staff)

    client.post(reverse("focal_persons:add"), appointment(national, UserFactory()))

    assert not MAOFocalPerson.objects.exists()


def test_appointment_paper_when_kept_then_only_those_who_see_the_person_read_it(client, staff, health):
    paper = (b"%PDF-1.4\n1 0 obj<</Type/Catalog>>endobj\ntrailer<</Root 1 0 R>>\n%%EOF", "order.pdf")
    client.force_login(staff)
    client.post(
        reverse("focal_persons:add"),
        appointment(health, UserFactory(), paper=SimpleUploadedFile(paper[1], paper[0], "application/pdf")),
    )
    url = reverse("files:download", args=[MAOFocalPerson.objects.get().appointment_paper_id])
    own = OrganizationMembershipFactory(organization=health).user
    other = OrganizationMembershipFactory().user

    seen = {}
    for name, user in {"staff": staff, "own": own, "other": other}.items():
        client.force_login(user)
        seen[name] = client.get(url).status_code

    assert seen == {"staff": 200, "own": 200, "other": 404}


def test_focal_person_form_when_changed_then_term_stays(client, staff):
    focal = FocalPersonFactory()
    term = (focal.membership.start_date, focal.membership.end_date)
    client.force_login(staff)

    client.post(
        reverse("focal_persons:edit", args=[focal.pk]),
        {"designation": "Assistant Secretary", "contact_email": "a@example.org", "appointed_date": in_days(-5)},
    )

    focal = MAOFocalPerson.objects.get()
    assert (focal.designation, focal.appointed_date) == ("Assistant Secretary", in_days(-5))
    assert (focal.membership.start_date, focal.membership.end_date) == term


@pytest.mark.parametrize("screen", ["memberships", "focal_persons"])
def test_end_page_when_confirmed_then_rights_stop_today(client, administrator, screen):
    focal = FocalPersonFactory()
    row = focal if screen == "focal_persons" else focal.membership
    client.force_login(administrator)

    answer = client.post(reverse(f"{screen}:end", args=[row.pk]), {"on": in_days(0)})

    focal.membership.refresh_from_db()
    assert answer.url == reverse(f"{screen}:inspect", args=[row.pk])
    assert focal.membership.end_date == in_days(0)


def test_end_page_when_clicked_twice_then_one_effect_and_a_sentence(client, administrator):
    membership = OrganizationMembershipFactory()
    client.force_login(administrator)
    url = reverse("memberships:end", args=[membership.pk])

    client.post(url, {"on": in_days(0)})
    second = client.post(url, {"on": in_days(0)})

    assert "This role has already ended." in second.content.decode()


def test_old_address_of_focal_persons_when_opened_then_leads_to_the_list(client):
    assert client.get("/mao-focal-persons/").url == reverse("focal_persons:index")


FILTERS = [
    ("organization_type=nga", {"TESDA"}),
    ("kind=ministry", {"MOH", "MPW"}),
    ("active=no", {"MPW"}),
    ("active=yes", {"MOH", "TESDA"}),
    ("without_primary=true", {"MOH"}),
    ("q=health", {"MOH"}),
    ("q=TESDA", {"TESDA"}),
    ("q=pre%C3%B1a", set()),
]


@pytest.mark.parametrize(("query", "expected"), FILTERS)
def test_list_when_filtered_or_searched_then_shows_those_rows(client, staff, query, expected):
    OrganizationFactory(acronym="MOH", name="Ministry of Health")
    OrganizationFactory(acronym="MPW", name="Ministry of Public Works", deactivated=True)
    OrganizationFactory(acronym="TESDA", name="Technical Education Authority", national=True)
    client.force_login(staff)

    rows = client.get(reverse("organization_register:index") + f"?{query}").context["object_list"]

    assert {row.acronym for row in rows} == expected


def test_list_when_filtered_by_missing_primary_then_leaves_out_those_who_have_one(client, staff, health, works):
    OrganizationMembershipFactory(organization=health, focal=True)
    OrganizationMembershipFactory(organization=works, focal=True, ended=True)
    client.force_login(staff)

    rows = client.get(reverse("organization_register:index") + "?without_primary=true").context["object_list"]

    assert list(rows) == [works]


@pytest.mark.parametrize(("term", "expected"), [("now", 1), ("later", 1), ("ended", 1), ("", 3)])
@pytest.mark.parametrize("screen", ["memberships", "focal_persons"])
def test_people_lists_when_filtered_by_term_then_show_those_rows(client, staff, screen, term, expected):
    FocalPersonFactory()
    FocalPersonFactory(membership__focal=True, membership__future=True)
    FocalPersonFactory(membership__focal=True, membership__ended=True)
    client.force_login(staff)

    rows = client.get(reverse(f"{screen}:index") + f"?term={term}").context["object_list"]

    assert len(rows) == expected


@pytest.mark.parametrize("screen", LISTS)
def test_list_when_it_grows_then_queries_stay_the_same(client, staff, screen, count_queries):
    client.force_login(staff)
    counts = set()
    for size in (1, 3, 30):
        while MAOFocalPerson.objects.count() < size:
            focal = FocalPersonFactory()
            focal.membership.organization.sectors.add(SectorFactory())
            focal.membership.organization.parent = OrganizationFactory()
            focal.membership.organization.save()
        counts.add(count_queries(client, reverse(f"{screen}:index")))

    assert len(counts) == 1, counts
    assert max(counts) <= 20


def test_profile_when_offices_and_people_grow_then_queries_stay_the_same(client, staff, health):
    client.force_login(staff)
    counts = []
    for more in (1, 3):
        for _number in range(more):
            OrganizationMembershipFactory(organization=health)
            FocalPersonFactory(membership__organization=health, membership__alternate=True)
            OrganizationFactory(parent=health)
        with CaptureQueriesContext(connection) as queries:
            client.get(reverse("organization_register:inspect", args=[health.pk]))
        counts.append(len(queries))

    assert counts[0] == counts[1]
