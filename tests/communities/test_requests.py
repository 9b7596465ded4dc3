"""“I speak for this community”: asked without an account, verified or refused by staff, forgotten in time."""

import datetime

import pytest
from django.core import mail
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from django.utils import timezone

from portal.communities import actions
from portal.communities.models import CommunityRepresentative, OBCCommunity, RepresentationRequest
from portal.communities.models.request import PERSONAL
from portal.communities.representing.forms import USUAL
from portal.communities.representing.retention import forget_old_requests
from portal.core.actions import ActionRefused
from portal.core.models import PrivateFile
from portal.notifications.models import InboxMessage, OutboxMessage
from tests.accounts.factories import UserFactory
from tests.geography.factories import BarangayFactory, MunicipalityFactory, ProvinceFactory, RegionFactory
from tests.organizations.factories import in_days

from .factories import CommunityFactory, RepresentationRequestFactory

pytestmark = pytest.mark.django_db

URL = "/community-needs/represent/"
PDF = b"%PDF-1.4\n1 0 obj<</Type/Catalog>>endobj\ntrailer<</Root 1 0 R>>\n%%EOF"


@pytest.fixture
def barangay():
    return BarangayFactory(name="Calumpang")


@pytest.fixture
def answers(barangay, monkeypatch):
    monkeypatch.setattr("portal.core.abuse.FASTEST_SECONDS", 0)
    return {
        "opened": USUAL.stamp(str(barangay.pk)),
        "community_name": "Sitio Lumintang",
        "name": "Bai Norma Ali",
        "email": "Norma@example.org",
        "phone": "0917 123 4567",
        "reason": "The elders chose me.",
        "consent": "on",
    }


def address(barangay):
    return f"{URL}?barangay={barangay.psgc}"


def mails(kind=""):
    return list(OutboxMessage.objects.filter(kind__contains=f"communities.{kind}").values_list("kind", "address"))


# ---- Choosing the place ----------------------------------------------------------------------------------------------


def test_place_when_chosen_step_by_step_then_leads_to_the_form(client):
    region = RegionFactory(code="X")
    province = ProvinceFactory(region=region, name="Bukidnon")
    towns = [MunicipalityFactory(province=province, psgc=f"10000{n}", name=f"Town {n}") for n in (1, 2)]
    barangay = BarangayFactory(municipality=towns[0], name="Poblacion")
    BarangayFactory(municipality=towns[1])
    ProvinceFactory(region=region, name="Without barangays")

    pages = [client.get(URL + query).content.decode() for query in (
        "", f"?region={region.psgc}", f"?province={province.psgc}", f"?municipality={towns[0].psgc}"
    )]  # fmt: skip

    assert f'<option value="{region.psgc}">' in pages[0]
    assert (f'<option value="{province.psgc}">' in pages[1], "Without barangays" in pages[1]) == (True, False)
    assert f'<option value="{towns[1].psgc}">' in pages[2]
    assert f'<option value="{barangay.psgc}">' in pages[3]
    assert "Your full name" in client.get(address(barangay)).content.decode()


def test_place_when_city_is_independent_then_goes_on_to_its_barangays(client, barangay):
    BarangayFactory(name="Labangal")
    province = barangay.municipality.province

    text = client.get(f"{URL}?province={province.psgc}").content.decode()

    assert 'name="barangay"' in text
    assert "Labangal" in text


@pytest.mark.parametrize("query", ["?region=", "?region=none", "?barangay=%00", "?province=1'"])
def test_place_when_unknown_then_asks_for_the_region(client, barangay, query):
    answer = client.get(URL + query)

    assert answer.status_code == 200
    assert 'name="region"' in answer.content.decode()
    assert ("Choose from the list." in answer.content.decode()) == (query == "?region=")


# ---- The form --------------------------------------------------------------------------------------------------------


def test_form_when_sent_then_request_is_kept_and_both_are_told(client, barangay, answers, staff):
    paper = SimpleUploadedFile("letter.pdf", PDF, "application/pdf")

    answer = client.post(address(barangay), {**answers, "paper": paper})

    request = RepresentationRequest.objects.get()
    assert answer["Location"] == reverse("communities:represent_thanks")
    assert (request.email, request.community_name, request.status) == (
        "norma@example.org",
        "Sitio Lumintang",
        "received",
    )
    assert str(request.phone) == "+639171234567"
    assert request.paper.attached_at
    assert mails("request_received") == [("communities.request_received", "norma@example.org")]
    assert list(InboxMessage.objects.values_list("user__username", "kind")) == [("staff", "communities.request_waits")]
    assert "Norma" not in InboxMessage.objects.get().subject + InboxMessage.objects.get().body


def test_form_when_something_lacks_then_keeps_what_was_typed(client, barangay, answers):
    answer = client.post(address(barangay), {**answers, "consent": "", "email": "no"})

    text = answer.content.decode()
    assert answer.status_code == 400
    assert "Without this we cannot keep your request." in text
    assert "The elders chose me." in text
    assert not RepresentationRequest.objects.exists()


def test_form_when_community_is_named_in_public_then_offers_it_and_no_other(client, barangay, answers):
    named = CommunityFactory(barangay=barangay, name="Known to all", named=True)
    CommunityFactory(barangay=barangay, name="Quiet one")
    CommunityFactory(barangay=barangay, name="Hidden one", hidden=True)

    text = client.get(address(barangay)).content.decode()
    client.post(address(barangay), {**answers, "community": named.pk})

    assert ("Known to all" in text, "Quiet one" in text, "Hidden one" in text) == (True, False, False)
    assert RepresentationRequest.objects.get().community == named


def test_form_when_not_in_the_list_then_asks_for_the_name(client, barangay, answers):
    CommunityFactory(barangay=barangay, named=True)

    answer = client.post(address(barangay), {**answers, "community": "other", "community_name": ""})

    assert "Write the name of the community." in answer.content.decode()


def test_form_when_community_of_another_barangay_is_sent_then_is_refused(client, barangay, answers):
    CommunityFactory(barangay=barangay, named=True)
    elsewhere = CommunityFactory(named=True)

    answer = client.post(address(barangay), {**answers, "community": elsewhere.pk})

    assert answer.status_code == 400
    assert not RepresentationRequest.objects.exists()


def test_form_when_sent_twice_then_one_request_and_the_same_answer(client, barangay, answers):
    first = client.post(address(barangay), answers)
    second = client.post(address(barangay), {**answers, "community_name": "SITIO  lumintang"})

    assert RepresentationRequest.objects.count() == 1
    assert (first.status_code, first["Location"]) == (second.status_code, second["Location"])
    assert len(mails("request_received")) == 1


def test_form_when_a_program_fills_it_then_nothing_is_kept(client, barangay, answers):
    answer = client.post(address(barangay), {**answers, "website": "http://spam.example"})

    assert answer["Location"] == reverse("communities:represent_thanks")
    assert not RepresentationRequest.objects.exists()


def test_form_when_200_come_at_once_then_are_held_not_lost_and_block_nobody(client, barangay, answers):
    for number in range(200):
        client.post(address(barangay), {**answers, "email": f"a{number}@example.org"})
    client.post(address(barangay), {**answers, "email": "real@example.org"}, REMOTE_ADDR="203.0.113.9")

    states = RepresentationRequest.objects.values_list("status", flat=True)
    assert (len(states), list(states).count("held")) == (201, 190)
    assert RepresentationRequest.objects.get(email="real@example.org").status == "received"
    assert len(mails("request_received")) == 11


def test_form_when_far_too_many_come_then_says_so_and_keeps_the_text(client, barangay, answers, monkeypatch):
    monkeypatch.setattr("portal.communities.representing.forms.MOST", type(USUAL)("tests.most", "1/d/ip"))
    client.post(address(barangay), answers)

    answer = client.post(address(barangay), {**answers, "email": "second@example.org"})

    assert answer.status_code == 429
    assert "The elders chose me." in answer.content.decode()


def test_thanks_when_opened_then_tells_nothing_of_anybody(client):
    answer = client.get(reverse("communities:represent_thanks"))

    assert answer.status_code == 200
    assert "noindex" in answer.content.decode()


# ---- The desk --------------------------------------------------------------------------------------------------------


def verify(request, by, **changes):
    term = {"first_name": "Norma", "last_name": "Ali", "start_date": in_days(0), "end_date": None, **changes}
    return actions.verify_request(request, by=by, **term)


def test_verify_when_new_person_then_account_term_group_and_mail(staff, community, audit):
    request = RepresentationRequestFactory(barangay=community.barangay)

    term = verify(request, staff, community=community)

    request.refresh_from_db()
    person = term.user
    assert (request.status, request.representation, request.decided_by) == ("verified", term, staff)
    assert (person.email, person.has_usable_password()) == (request.email, False)
    assert list(OBCCommunity.objects.represented_by(person)) == [community]
    assert person.groups.get().name == "community_representative"
    assert mails("representative_appointed") == [("communities.representative_appointed", person.email)]
    assert audit("communities.verify_request") == [{"term": term.pk}]


def test_verify_when_account_exists_then_gets_the_term_and_no_second_account(staff, community):
    known = UserFactory(email="norma@example.org")
    request = RepresentationRequestFactory(email="Norma@Example.org")

    term = verify(request, staff, community=community)

    assert term.user == known


def test_verify_when_term_does_not_fit_then_nothing_happens(staff):
    request = RepresentationRequestFactory()

    with pytest.raises(ActionRefused, match="is deactivated"):
        verify(request, staff, community=CommunityFactory(deactivated=True))

    request.refresh_from_db()
    assert (request.status, CommunityRepresentative.objects.count()) == ("received", 0)
    assert not UserFactory._meta.model.objects.filter(email=request.email).exists()


def test_decide_when_done_already_or_own_then_is_refused(staff, community):
    done = RepresentationRequestFactory(refused=True)
    own = RepresentationRequestFactory(email=staff.email.upper())

    with pytest.raises(ActionRefused, match="already decided"):
        verify(done, staff, community=community)
    with pytest.raises(ActionRefused, match="your own request"):
        verify(own, staff, community=community)
    with pytest.raises(ActionRefused, match="your own request"):
        actions.refuse_request(own, reason="No", by=staff)


@pytest.mark.parametrize("role", ["oobc_planner", "mao_focal", "community_representative", "ocm_leadership"])
def test_every_act_when_role_does_not_decide_then_is_refused(role, community):
    person = UserFactory(role=role)
    request = RepresentationRequestFactory()

    for act in (
        lambda: verify(request, person, community=community),
        lambda: actions.refuse_request(request, reason="No", by=person),
        lambda: actions.release_request(request, by=person),
        lambda: actions.forget_request(request, by=person),
    ):
        with pytest.raises(ActionRefused, match="may not"):
            act()


def test_refuse_when_staff_then_person_is_told_the_reason(staff):
    request = RepresentationRequestFactory(email="norma@example.org", language="fil")

    actions.refuse_request(request, reason="Nobody there knows you.", by=staff)

    request.refresh_from_db()
    queued = OutboxMessage.objects.get(kind="communities.request_refused")
    assert (request.status, queued.address, queued.language) == ("refused", "norma@example.org", "fil")
    assert "Nobody there knows you." in mail.outbox[-1].body
    assert queued.body == ""  # forgotten once it is sent


def test_refuse_when_held_then_nobody_is_mailed(staff):
    request = RepresentationRequestFactory(held=True)

    actions.refuse_request(request, reason="A burst", by=staff)

    assert mails() == []


def test_release_when_held_then_stands_with_the_others(staff):
    request = RepresentationRequestFactory(held=True)

    actions.release_request(request, by=staff)

    request.refresh_from_db()
    assert request.status == "received"
    assert len(mails("request_received")) == 1
    with pytest.raises(ActionRefused, match="not held"):
        actions.release_request(request, by=staff)


def test_screens_when_opened_by_staff_then_answer_and_act(client, staff, community):
    client.force_login(staff)
    asked, refused = RepresentationRequestFactory.create_batch(2, barangay=community.barangay)
    held = RepresentationRequestFactory(held=True)
    pages = [
        reverse("representation_requests:index"),
        *(reverse(f"representation_requests:{name}", args=[asked.pk]) for name in ("inspect", "verify", "refuse")),
        reverse("representation_requests:history", args=[asked.pk]),
        reverse("representation_requests:release", args=[held.pk]),
        reverse("representation_requests:forget", args=[asked.pk]),
    ]

    assert [client.get(page).status_code for page in pages] == [200] * len(pages)
    client.post(
        reverse("representation_requests:verify", args=[asked.pk]),
        {"community": community.pk, "first_name": "Norma", "last_name": "Ali", "start_date": in_days(0)},
    )
    client.post(reverse("representation_requests:refuse", args=[refused.pk]), {"reason": "No"})
    states = RepresentationRequest.objects.values_list("status", flat=True)
    assert sorted(states) == ["held", "refused", "verified"]


def test_home_when_requests_wait_then_leads_to_them(client, staff):
    RepresentationRequestFactory()
    client.force_login(staff)

    assert "Requests to represent a community" in client.get("/admin/").content.decode()


def test_list_when_it_grows_then_queries_stay_the_same(client, staff, count_queries):
    client.force_login(staff)
    url = reverse("representation_requests:index")
    RepresentationRequestFactory()
    one = count_queries(client, url)
    for number in range(9):
        RepresentationRequestFactory(community=CommunityFactory() if number % 2 else None)

    assert count_queries(client, url) == one <= 20


def test_paper_when_asked_for_then_only_who_sees_requests_reads_it(staff):
    file = PrivateFile.objects.create(file="ab/cd", name="letter.pdf", size=1, attached_at=timezone.now())
    RepresentationRequestFactory(paper=file)

    def reads(person):
        return PrivateFile.objects.visible_to(person).filter(pk=file.pk).exists()

    assert reads(staff)
    assert not reads(UserFactory(role="oobc_planner"))
    assert not reads(UserFactory(role="mao_focal"))


# ---- Forgetting ------------------------------------------------------------------------------------------------------


def test_forget_when_decided_then_nothing_personal_is_left(staff):
    file = PrivateFile.objects.create(file="ab/cd", name="letter.pdf", size=1, attached_at=timezone.now())
    request = RepresentationRequestFactory(paper=file)
    actions.refuse_request(request, reason="Nobody there knows you.", by=staff)

    actions.forget_request(request, by=staff)

    request.refresh_from_db()
    assert {name: str(getattr(request, name) or "") for name in PERSONAL} == dict.fromkeys(PERSONAL, "")
    assert request.paper is None
    assert not PrivateFile.objects.filter(name="letter.pdf").exists()
    assert mails("request") == []
    assert request.forgotten_at


def test_forget_when_open_then_is_refused(staff):
    with pytest.raises(ActionRefused, match="first"):
        actions.forget_request(RepresentationRequestFactory(), by=staff)


def test_sweep_when_time_is_over_then_forgets_and_what_nobody_answered_lapses(settings):
    settings.RETENTION = {**settings.RETENTION, "representation_requests": datetime.timedelta(days=10)}
    long_ago = timezone.now() - datetime.timedelta(days=11)
    old, kept, fresh = (
        RepresentationRequestFactory(refused=True, decided_at=long_ago),
        RepresentationRequestFactory(refused=True),
        RepresentationRequestFactory(),
    )
    unanswered = RepresentationRequestFactory()
    for row in (old, kept, unanswered):
        RepresentationRequest.objects.filter(pk=row.pk).update(received_at=long_ago)

    done = [forget_old_requests() for _night in range(2)]

    assert done == [2, 0]
    rows = {row.pk: row for row in RepresentationRequest.objects.all()}
    assert [rows[row.pk].name for row in (old, unanswered)] == ["", ""]
    assert [rows[row.pk].name for row in (kept, fresh)] == ["Bai Norma Ali"] * 2
    assert rows[unanswered.pk].status == "lapsed"
