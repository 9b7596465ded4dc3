"""Who may do what with a forwarded need: every role against every act; and two offices that never see each other's."""

import io

import pytest
from django.urls import reverse
from openpyxl import load_workbook

from portal.accounts.roles import Role
from portal.core.models import PrivateFile
from portal.needs.enums import ForwardingState, NeedStatus
from portal.needs.models import Forwarding, Need, NeedFile, NeedNote, NeedScoring, NeedSubmitter
from portal.needs.permissions import can_answer, can_forward, offices_counted_for
from tests.accounts.factories import UserFactory
from tests.core.factories import PrivateFileFactory
from tests.needs.factories import (
    NeedFileFactory,
    NeedNoteFactory,
    NeedScoringFactory,
    NeedSubmitterFactory,
)

ACTS = ["accept", "return", "reroute", "recall"]
SECRETS = ["Sitio Lomboy", "dry from March"]


def page(row, act="inspect"):
    return reverse(f"needs_forwarded:{act}", args=[row.pk])


def new(need):
    return reverse("needs_forwarded:new", args=[need.pk])


def status(client, address, *, post=None):
    answer = client.get(address) if post is None else client.post(address, post)
    return (
        "home"
        if answer.status_code == 302 and answer["Location"] == reverse("wagtailadmin_home")
        else answer.status_code
    )


ROLES = {  # list, page of one, accept, return, reroute, recall, forward form, rates
    "focal": (200, 200, 200, 200, 200, "home", "home", 200),
    "alternate": (200, 200, 200, 200, 200, "home", "home", 200),
    "editor": (200, 200, "home", "home", "home", "home", "home", 200),
    "other focal": (200, 404, 404, 404, 404, 404, "home", 200),
    "oobc_staff": (200, 200, "home", "home", 200, 200, 200, 200),
    "oobc_planner": (200, 200, "home", "home", "home", "home", "home", 200),
    "budget_officer": (200, 200, "home", "home", "home", "home", "home", 200),
    "me_officer": (200, 200, "home", "home", "home", "home", "home", 200),
    "ocm_leadership": (200, 200, "home", "home", "home", "home", "home", 200),
    "administrator": ("home", 404, 404, 404, 404, 404, "home", "home"),
    "community_representative": ("away",) * 8,
}


@pytest.mark.parametrize("who", ROLES)
def test_screens_when_a_role_opens_each_then_it_gets_what_the_table_says(offices, signed_in, who):
    row = offices.asked()
    people = {
        "focal": offices.a.focal,
        "alternate": offices.a.alternate,
        "editor": offices.a.editor,
        "other focal": offices.b.focal,
        "community_representative": offices.leader,
    }
    client = signed_in(people[who] if who in people else UserFactory(role=who))
    addresses = [
        reverse("needs_forwarded:index"),
        page(row),
        *[page(row, act) for act in ACTS],
        new(offices.need),
        reverse("needs_answers:index"),
    ]

    found = tuple(status(client, address) for address in addresses)

    if ROLES[who][0] == "away":
        assert 200 not in found
    else:
        assert found == ROLES[who]


@pytest.mark.parametrize("role", [role for role in Role.values if role not in ("oobc_staff", "mao_focal")])
def test_rights_when_a_role_is_neither_oobc_nor_focal_then_it_neither_forwards_nor_answers(offices, role):
    person = UserFactory(role=role)

    assert not can_forward(person, offices.need)
    assert not can_answer(person, offices.asked())


@pytest.mark.parametrize("role", ["oobc_staff", "oobc_planner", "budget_officer", "me_officer", "ocm_leadership"])
def test_rates_when_somebody_watches_all_offices_then_all_are_counted(offices, role):
    assert offices.a.itself in offices_counted_for(UserFactory(role=role))


def test_rates_when_somebody_serves_an_office_then_only_that_one_is_counted(offices):
    assert list(offices_counted_for(offices.a.editor)) == [offices.a.itself]
    assert list(offices_counted_for(offices.leader)) == []


# ---- While the office has the need in hand ---------------------------------------------------------------------------

READ = {
    ForwardingState.SENT: True,
    ForwardingState.ACCEPTED: True,
    ForwardingState.RETURNED: False,
    ForwardingState.REROUTED: False,
    ForwardingState.RECALLED: False,
}


def in_state(offices, state):
    traits = {} if state == ForwardingState.SENT else {"accepted": True, "state": state}
    return offices.asked(**traits)


@pytest.mark.parametrize("state", ForwardingState)
def test_office_when_the_forwarding_is_in_a_state_then_need_row_page_and_file_agree(offices, signed_in, state):
    row, file = in_state(offices, state), NeedFileFactory(need=offices.need)
    client = signed_in(offices.a.focal)

    found = {
        Need.objects.visible_to(offices.a.focal).exists(),
        Forwarding.objects.visible_to(offices.a.focal).exists(),
        NeedFile.objects.visible_to(offices.a.focal).exists(),
        PrivateFile.objects.visible_to(offices.a.focal).exists(),
        status(client, page(row)) == 200,
        status(client, reverse("files:download", args=[file.file_id])) == 200,
    }

    assert found == {READ[state]}


def test_office_when_the_community_took_the_need_back_then_it_no_longer_reads_it(offices):
    offices.asked()
    Need.objects.update(status=NeedStatus.WITHDRAWN)

    assert not Need.objects.visible_to(offices.a.focal).exists()
    assert not Forwarding.objects.visible_to(offices.a.focal).exists()


def test_office_when_children_can_be_recognised_then_it_does_not_open_the_picture(offices, signed_in):
    offices.asked()
    file = NeedFileFactory(need=offices.need, shows_children=True)

    assert status(signed_in(offices.a.focal), reverse("files:download", args=[file.file_id])) == 404
    assert status(signed_in(offices.staff), reverse("files:download", args=[file.file_id])) == 200


def test_office_when_it_asks_for_what_only_oobc_sees_then_gets_none(offices):
    offices.asked()
    NeedNoteFactory(need=offices.need)
    NeedSubmitterFactory(need=offices.need)
    NeedScoringFactory(need=offices.need)

    for model in (NeedNote, NeedSubmitter, NeedScoring):
        assert not model.objects.visible_to(offices.a.focal).exists()
        assert not model.objects.visible_to(offices.leader).exists()
        assert model.objects.visible_to(offices.staff).exists()


def test_page_when_an_office_reads_it_then_it_shows_the_need_and_nobody_behind_it(offices, signed_in):
    row = offices.asked(message="Please look at the pump.")
    leader = offices.leader
    leader.first_name, leader.last_name = "Zubaida", "Macapantar"
    leader.save()
    NeedSubmitterFactory(need=offices.need, name="Norhata Guiling", phone="+639179990000")
    NeedNoteFactory(need=offices.need, text="Ask the water district first.")

    words = signed_in(offices.a.focal).get(page(row)).content.decode()

    for shown in [*SECRETS, "Please look at the pump.", str(offices.need.community), offices.need.spoken_reference]:
        assert shown in words
    for hidden in ["Zubaida", "Macapantar", "Norhata", "9990000", "water district", leader.email, "needs/register"]:
        assert hidden not in words


def test_register_when_an_office_opens_the_staff_page_then_is_sent_away(offices, signed_in):
    offices.asked()

    assert status(signed_in(offices.a.focal), offices.need.get_absolute_url()) in ("home", 404)


# ---- Two offices -----------------------------------------------------------------------------------------------------


def words_of(response):
    content = b"".join(response.streaming_content) if response.streaming else response.content
    if "spreadsheet" in response.get("Content-Type", ""):
        sheet = load_workbook(io.BytesIO(content)).active
        return " ".join(str(cell) for line in sheet.iter_rows(values_only=True) for cell in line)
    return content.decode()


@pytest.mark.parametrize("address", ["", "?q=Lomboy", "?state=waiting", "?export=csv", "?export=xlsx"])
def test_list_when_the_other_office_opens_it_then_it_holds_nothing_of_the_need(offices, signed_in, address):
    row = offices.asked(message="Please look at the pump.")
    index = f"{reverse('needs_forwarded:index')}{address}"

    own, other = (words_of(signed_in(office.focal).get(index)) for office in (offices.a, offices.b))

    assert "Sitio Lomboy" in own
    for word in ["Sitio Lomboy", row.need.spoken_reference, "pump"]:
        assert word not in other.replace("Lomboy&quot;", "").replace('value="Lomboy"', "")


def test_rates_when_the_other_office_opens_them_then_they_name_only_itself(offices, signed_in):
    offices.asked(returned=True)
    client = signed_in(offices.b.focal)

    for address in ("", "?export=csv", "?export=xlsx"):
        assert "Ministry of Health" not in words_of(client.get(f"{reverse('needs_answers:index')}{address}"))
    assert status(client, reverse("needs_answers:office", args=[offices.a.itself.pk])) == 404


@pytest.mark.parametrize("act", ACTS)
def test_act_when_the_other_office_posts_it_then_nothing_happens(offices, signed_in, act):
    row = offices.asked()

    answer = status(
        signed_in(offices.b.focal),
        page(row, act),
        post={"feasibility": "high", "reason": "Mine.", "to": offices.b.itself.pk},
    )

    assert answer == 404
    assert Forwarding.objects.get().state == ForwardingState.SENT


def test_file_when_the_other_office_asks_for_it_then_there_is_none(offices, signed_in):
    offices.asked()
    file = NeedFileFactory(need=offices.need, file=PrivateFileFactory())

    assert status(signed_in(offices.a.focal), reverse("files:download", args=[file.file_id])) == 200
    assert status(signed_in(offices.b.focal), reverse("files:download", args=[file.file_id])) == 404


def test_page_when_two_offices_have_the_need_then_neither_reads_what_the_other_was_told_or_said(offices, signed_in):
    row = offices.asked(message="Only for Health")
    other = offices.asked(offices.b, accepted=True, reason="Our pumps come in May.")

    words = signed_in(offices.a.focal).get(page(row)).content.decode()

    assert "Our pumps" not in words
    assert status(signed_in(offices.a.focal), page(other)) == 404
    assert "Only for Health" not in signed_in(offices.b.focal).get(page(other)).content.decode()
