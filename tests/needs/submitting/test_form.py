"""Sending a need on the page: who may, what is asked, and that nothing typed is lost."""

import re
import uuid

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image

from portal.core.models import NeedCategory, PrivateFile
from portal.needs.enums import NeedChannel
from portal.needs.models import Need, NeedFile, NeedFollower
from tests.accounts.factories import UserFactory
from tests.communities.factories import CommunityFactory, RepresentativeFactory
from tests.core.factories import NeedCategoryFactory
from tests.core.test_uploads import GPS_TAG, PDF, picture, picture_with_place, png_header_of
from tests.needs.factories import NeedFactory
from tests.weight import Budget, weigh

pytestmark = pytest.mark.django_db

SUBMIT = "/community-needs/submit/"
NEED_FORM = Budget(html=12, total=60, requests=5)
NAMES = [
    "title",
    "description",
    "category",
    "community",
    "suggested_urgency",
    "affected_population",
    "geographic_scope",
    "evidence_sources",
    "estimated_cost",
    "client_key",
    "written_at",
    "files",
]


@pytest.fixture
def leader(client, pages):
    NeedCategoryFactory()
    leader = RepresentativeFactory(community__name="Maguindanaon of Calumpang").user
    client.force_login(leader)
    return leader


@pytest.fixture
def staff(client, pages):
    NeedCategoryFactory()
    staff = UserFactory(role="oobc_staff")
    client.force_login(staff)
    return staff


def filled(community, **fields):
    return {
        "community": community.pk,
        "title": "A second well",
        "description": "The well is dry from March on.",
        "category": NeedCategory.objects.get().pk,
        "client_key": str(uuid.uuid4()),
        **fields,
    }


def own(leader, **fields):
    return filled(leader.community_representations.get().community, **fields)


def photo(name="well.jpg", content=None):
    return SimpleUploadedFile(name, content or picture("JPEG"), "image/jpeg")


def value_of(text, name):
    return re.search(rf'name="{name}" value="([^"]*)"', text)[1]


# ---- Who may ---------------------------------------------------------------------------------------------------------


def test_form_when_nobody_is_signed_in_then_leads_to_the_sign_in(client, pages):
    assert client.get(SUBMIT).url.startswith("/accounts/login/")


@pytest.mark.parametrize("role", ["mao_editor", "oobc_planner", "administrator", "ocm_leadership"])
def test_form_when_opened_by_another_role_then_is_refused(client, pages, role):
    client.force_login(UserFactory(role=role))

    assert (client.get(SUBMIT).status_code, client.post(SUBMIT, {}).status_code) == (403, 403)


def test_form_when_the_term_has_ended_then_is_refused(client, pages):
    client.force_login(RepresentativeFactory(ended=True).user)

    assert client.get(SUBMIT).status_code == 403


def test_need_when_sent_for_a_community_of_others_then_is_refused(client, leader):
    response = client.post(SUBMIT, filled(CommunityFactory()))

    assert response.status_code == 400
    assert "communities that you represent" in response.text
    assert not Need.objects.exists()


# ---- The page --------------------------------------------------------------------------------------------------------


def test_form_when_opened_then_has_the_agreed_names_and_light_weight(client, leader):
    text = client.get(SUBMIT).text

    assert [name for name in NAMES if f'name="{name}"' not in text] == []
    assert "urgency_level" not in text
    assert weigh(SUBMIT, client).over(NEED_FORM) == []


def test_form_when_opened_then_is_kept_nowhere_and_has_no_script_of_its_own_text(client, leader):
    response = client.get(SUBMIT)

    assert "no-store" in response["Cache-Control"]
    assert '<meta name="robots" content="noindex">' in response.text
    scripts = re.findall(r"<script\b[^>]*>", response.text)
    assert [tag for tag in scripts if "src=" not in tag and 'type="application/json"' not in tag] == []


def test_form_when_somebody_speaks_for_two_communities_then_asks_for_which(client, leader):
    RepresentativeFactory(user=leader, community__name="Iranun of Lebak")

    text = client.get(SUBMIT).text

    assert '<select name="community"' in text
    assert "Iranun of Lebak" in text


def test_form_when_opened_then_asks_as_often_for_two_communities_as_for_many(client, leader, count_queries):
    RepresentativeFactory(user=leader)
    two = count_queries(client, SUBMIT)
    RepresentativeFactory.create_batch(3, user=leader)

    assert count_queries(client, SUBMIT) == two
    assert two <= 20


# ---- Sending ---------------------------------------------------------------------------------------------------------


def test_need_when_sent_then_leads_to_the_receipt_with_number_and_day(client, leader):
    response = client.post(
        SUBMIT,
        own(
            leader,
            suggested_urgency="immediate",
            affected_population="1,200",
            estimated_cost="₱ 150,000.50",
            geographic_scope="Sitio Riverside",
            evidence_sources="A meeting.",
        ),
    )

    need = Need.objects.get()
    receipt = client.get(response.url)
    assert response.status_code == 302
    assert (need.channel, need.suggested_urgency, need.urgency_level) == (NeedChannel.ONLINE, "immediate", "")
    assert (need.affected_population, str(need.estimated_cost)) == (1200, "150000.50")
    assert need.spoken_reference in receipt.text
    assert "OOBC answers by" in receipt.text
    assert "no-store" in receipt["Cache-Control"]


def test_need_when_its_rating_is_sent_along_then_it_is_not_taken(client, leader):
    client.post(
        SUBMIT, own(leader, urgency_level="immediate", impact_severity=5, priority_score="5", status="validated")
    )

    need = Need.objects.get()
    assert (need.urgency_level, need.impact_severity, need.priority_score, need.status) == (
        "",
        None,
        None,
        "identified",
    )


def test_need_when_sent_twice_then_both_lead_to_the_same_receipt(client, leader):
    form = own(leader)

    addresses = {client.post(SUBMIT, form).url for _press in range(2)}

    assert addresses == {f"/community-needs/receipt/{Need.objects.get().pk}/"}


def test_key_when_somebody_else_used_it_then_the_form_stays_with_a_new_one(client, leader):
    key = NeedFactory(client_key=uuid.uuid4(), title="Quetzal").client_key

    response = client.post(SUBMIT, own(leader, client_key=str(key)))

    assert response.status_code == 409
    assert "The well is dry from March on." in response.text
    assert "Quetzal" not in response.text
    assert value_of(response.text, "client_key") != str(key)
    assert Need.objects.count() == 1


@pytest.mark.parametrize("key", ["", "x", "0" * 200, "\0"])
def test_key_when_it_is_none_then_the_need_arrives_all_the_same(client, leader, key):
    client.post(SUBMIT, own(leader, client_key=key))

    assert Need.objects.get().client_key


@pytest.mark.parametrize(
    ("written_at", "channel"),
    [
        ("2026-01-05T08:00:00+08:00", NeedChannel.PHONE_QUEUE),
        ("", NeedChannel.ONLINE),
        ("yesterday", NeedChannel.ONLINE),
        ("9999-12-31T23:59:59-12:00", NeedChannel.ONLINE),
    ],
)
def test_need_when_written_without_signal_then_keeps_the_time_and_counts_from_today(
    client, leader, written_at, channel
):
    client.post(SUBMIT, own(leader, written_at=written_at))

    need = Need.objects.get()
    assert need.channel == channel
    assert bool(need.written_at) == (channel == NeedChannel.PHONE_QUEUE)


def test_form_when_a_program_fills_it_then_nothing_is_kept(client, leader):
    response = client.post(SUBMIT, own(leader, website="x"))

    assert response.status_code == 302
    assert not Need.objects.exists()


# ---- What is wrong ---------------------------------------------------------------------------------------------------


def test_form_when_something_is_missing_then_says_so_and_keeps_what_was_typed(client, leader):
    form = own(leader, title="", affected_population="many", geographic_scope="Sitio Riverside")

    response = client.post(SUBMIT, form)

    assert response.status_code == 400
    assert "<title>Error:" in response.text
    for words in ("Write in a few words what is missing.", "Write a number in digits", "Sitio Riverside", "many"):
        assert words in response.text
    assert value_of(response.text, "client_key") == form["client_key"]


NASTY = [
    "\0",
    "a\0b",
    "x" * 10_000,
    "🚰" * 300,
    "\u202egnp.exe",
    "نحتاج إلى بئر",
    '=HYPERLINK("http://x")',
    "+1-1",
    "-2+3",
    "@SUM(A1)",
    "<script>alert(1)</script>",
    "{{ 7*7 }}",
    "%(x)s",
    "'; DROP TABLE needs_need; --",
    "\r\n\r\nSet-Cookie: x=1",
]


TYPED = ["title", "description", "geographic_scope", "evidence_sources"]
CHOSEN = [
    "category",
    "community",
    "suggested_urgency",
    "affected_population",
    "estimated_cost",
    "client_key",
    "written_at",
    "kept",
    "leave_out",
]


@pytest.mark.parametrize("text", NASTY, ids=range(len(NASTY)))
def test_form_when_anything_at_all_is_typed_then_is_answered_and_shown_as_text(client, leader, text):
    typed = client.post(SUBMIT, {**own(leader), **dict.fromkeys(TYPED, text)})
    chosen = [client.post(SUBMIT, {**own(leader), name: text, "anyway": "1"}).status_code for name in CHOSEN]
    followed = client.post(SUBMIT, own(leader, follow=text)).status_code

    assert typed.status_code in (302, 400)
    assert set(chosen) <= {302, 400}
    assert followed == 404
    if typed.status_code == 302:
        need = Need.objects.earliest("created_at")
        page = client.get(f"/community-needs/case/{need.pk}/")
        assert (client.get(typed.url).status_code, page.status_code) == (200, 200)
        assert "<script>alert" not in page.text
    assert "<script>alert" not in typed.text


def test_numbers_when_out_of_reason_then_are_refused_in_words(client, leader):
    response = client.post(SUBMIT, own(leader, affected_population="99999999999", estimated_cost="1e9"))

    assert response.status_code == 400
    assert "at most 10,000,000" in response.text
    assert "Write an amount in pesos" in response.text


# ---- Files -----------------------------------------------------------------------------------------------------------


def test_photo_when_sent_then_is_drawn_anew_without_the_place_where_it_was_taken(client, leader):
    client.post(SUBMIT, own(leader, files=[photo(content=picture_with_place("JPEG"))], shows_children="on"))

    kept = NeedFile.objects.get()
    with Image.open(kept.file.file) as drawn:
        assert not drawn.getexif().get_ifd(GPS_TAG)
        assert not drawn.getexif()
    assert kept.shows_children
    assert kept.published_at is None


@pytest.mark.parametrize(
    ("name", "content", "words"),
    [
        ("shell.php.jpg", b"<?php echo 1; ?>", "We cannot take this kind of file"),
        ("picture.svg", b"<svg onload='alert(1)'/>", "We cannot take this kind of file"),
        ("page.pdf", picture("JPEG"), "the file is a JPG"),
        ("huge.png", png_header_of(20_000, 20_000), "too many pixels"),
        ("large.pdf", PDF + b"0" * (5 * 1024 * 1024), "A PDF may have 5 MB at most"),
    ],
)
def test_file_when_it_is_not_what_it_says_or_too_large_then_is_refused_by_name(client, leader, name, content, words):
    response = client.post(SUBMIT, own(leader, files=[SimpleUploadedFile(name, content)]))

    assert response.status_code == 400
    assert f"{name}: " in response.text
    assert words in response.text
    assert not Need.objects.exists()


def test_polyglot_when_it_is_a_picture_and_a_page_then_only_the_picture_is_kept(client, leader):
    both = picture("JPEG") + b"<script>alert(1)</script><?php echo 1; ?>"

    client.post(SUBMIT, own(leader, files=[photo(content=both)]))

    stored = NeedFile.objects.get().file.file.read()
    assert b"script" not in stored
    assert b"php" not in stored


def test_files_when_the_form_comes_back_then_are_still_there_and_sent_with_the_next_try(client, leader):
    bad = SimpleUploadedFile("x.svg", b"<svg/>")
    back = client.post(SUBMIT, own(leader, title="", files=[photo("one.jpg"), photo("two.jpg"), bad]))
    kept = re.findall(r'name="kept" value="([^"]*)"', back.text)

    client.post(SUBMIT, own(leader, kept=kept, leave_out=[kept[0]], files=[photo("three.jpg")]))

    assert back.status_code == 400
    assert "one.jpg" in back.text
    assert sorted(Need.objects.get().files.values_list("file__name", flat=True)) == ["three.jpg", "two.jpg"]


def test_files_when_they_are_somebody_elses_then_are_not_taken(client, leader):
    other = PrivateFile.objects.create(
        file="x", name="theirs.pdf", content_type="application/pdf", size=1, sha256="0" * 64, uploaded_by=UserFactory()
    )

    client.post(SUBMIT, own(leader, kept=[str(other.pk)]))

    assert Need.objects.get().files.count() == 0


def test_files_when_more_than_five_then_the_first_are_kept_and_it_is_said(client, leader):
    response = client.post(SUBMIT, own(leader, files=[photo(f"{number}.jpg") for number in range(7)]))

    assert response.status_code == 400
    assert "Send at most 5 files." in response.text
    assert len(re.findall(r'name="kept"', response.text)) == 5


# ---- Similar needs ---------------------------------------------------------------------------------------------------


def test_need_when_a_like_one_is_open_then_is_offered_first_with_all_that_was_typed(client, leader):
    form = own(leader, geographic_scope="Sitio Riverside", files=[photo()])
    there = NeedFactory(title="Second well", community_id=form["community"])

    response = client.post(SUBMIT, form)

    assert Need.objects.get() == there
    for words in ("Is it one of these?", there.spoken_reference, "Sitio Riverside", "well.jpg", "Send mine anyway"):
        assert words in response.text


def test_need_when_sent_anyway_then_arrives_with_the_files_kept(client, leader):
    form = own(leader)
    NeedFactory(title="Second well", community_id=form["community"])
    kept = value_of(client.post(SUBMIT, {**form, "files": [photo()]}).text, "kept")

    response = client.post(SUBMIT, {**form, "kept": kept, "anyway": "1"})

    assert response.status_code == 302
    assert Need.objects.get(title="A second well").files.count() == 1


def test_need_when_followed_instead_then_nothing_is_sent_and_the_person_is_told_of_it(client, leader):
    form = own(leader)
    there = NeedFactory(title="Second well", community_id=form["community"])

    response = client.post(SUBMIT, {**form, "follow": str(there.pk)}, follow=True)
    client.post(SUBMIT, {**form, "follow": str(there.pk)})

    assert f"You follow need {there.spoken_reference} now" in response.text
    assert NeedFollower.objects.filter(need=there, user=leader).count() == 1
    assert Need.objects.count() == 1


def test_need_when_the_one_followed_was_found_by_an_assessment_then_leads_to_a_page_that_opens(client, leader):
    form = own(leader)
    there = NeedFactory(found=True, title="Second well", community_id=form["community"], province=None)

    response = client.post(SUBMIT, {**form, "follow": str(there.pk)}, follow=True)

    assert response.status_code == 200
    assert f"You follow need {there.spoken_reference} now" in response.text


def test_need_of_another_community_when_alike_then_is_not_shown_and_cannot_be_followed(client, leader):
    form = own(leader)
    community = leader.community_representations.get().community
    theirs = NeedFactory(title="A second well", community=CommunityFactory(barangay=community.barangay))

    refused = client.post(SUBMIT, {**form, "follow": str(theirs.pk)})
    sent = client.post(SUBMIT, form)

    assert refused.status_code == 404
    assert sent.status_code == 302
    assert not NeedFollower.objects.exists()


def test_need_when_written_without_signal_then_nobody_is_there_to_be_asked(client, leader):
    form = own(leader, written_at="2026-01-05T08:00:00+08:00")
    NeedFactory(title="A second well", community_id=form["community"])

    assert client.post(SUBMIT, form).status_code == 302


# ---- For somebody ----------------------------------------------------------------------------------------------------


def for_somebody(community, **fields):
    return filled(
        community,
        **{
            "for_somebody": "1",
            "person_name": "Amina Salik",
            "person_phone": "0917 123 4567",
            "person_email": "",
            "consent": "on",
            **fields,
        },
    )


def test_staff_when_they_begin_then_look_up_the_community(client, staff):
    CommunityFactory(name="Iranun of Lebak")
    CommunityFactory(name="Tausug of Sitangkai")

    found = client.get(SUBMIT, {"q": "iranun"}).text

    assert "Iranun of Lebak" in found
    assert "Tausug" not in found


@pytest.mark.parametrize("typed", ["", " ", "\0", "%", "x" * 5000, "' OR 1=1"])
def test_staff_when_they_look_up_anything_then_are_answered(client, staff, typed):
    assert client.get(SUBMIT, {"q": typed}).status_code == 200
    assert client.get(SUBMIT, {"community": typed}).status_code == 200


def test_staff_when_they_enter_for_somebody_then_the_person_follows_it(client, staff):
    community = CommunityFactory(name="Iranun of Lebak")
    page = client.get(SUBMIT, {"community": community.pk}).text

    receipt = client.get(client.post(SUBMIT, for_somebody(community)).url).text

    need = Need.objects.get()
    assert "Iranun of Lebak" in page
    assert (need.channel, need.submitted_by_user) == (NeedChannel.FACILITATOR, staff)
    assert (need.submitter.name, need.submitter.phone) == ("Amina Salik", "+639171234567")
    assert "Give the number to the person" in receipt
    assert "Amina" not in receipt


def test_representative_when_entering_for_somebody_then_own_communities_only(client, leader):
    community = leader.community_representations.get().community

    taken = client.post(SUBMIT, for_somebody(community))
    refused = client.post(SUBMIT, for_somebody(CommunityFactory(), title="Another thing"))

    assert (taken.status_code, refused.status_code) == (302, 400)
    assert Need.objects.get().channel == NeedChannel.FACILITATOR


def test_person_when_they_did_not_agree_then_nothing_is_kept(client, staff):
    response = client.post(SUBMIT, for_somebody(CommunityFactory(), consent=""))

    assert response.status_code == 400
    assert "Without agreement we may keep nothing." in response.text
    assert not Need.objects.exists()


def test_person_when_under_age_then_their_name_is_refused_and_none_is_kept(client, staff):
    community = CommunityFactory()
    named = client.post(SUBMIT, for_somebody(community, is_minor="on"))

    unnamed = client.post(SUBMIT, for_somebody(community, is_minor="on", person_name=""))

    assert (named.status_code, unnamed.status_code) == (400, 302)
    assert "we keep no name" in named.text
    assert (Need.objects.get().submitter.name, Need.objects.get().submitter.is_minor) == ("", True)


def test_staff_when_they_leave_the_person_out_then_are_asked_for_agreement(client, staff):
    response = client.post(SUBMIT, filled(CommunityFactory()))

    assert response.status_code == 400
    assert not Need.objects.exists()
