"""Evidence is attached to needs and assessments: by whom, with which record, and seen by whom."""

import pytest
from django.urls import reverse
from wagtail.models import ModelLogEntry

from portal.core.actions import ActionRefused
from portal.needs.actions.attaching import attach, detach
from portal.needs.attaching.section import evidence_section
from tests.accounts.factories import UserFactory
from tests.at_once import together
from tests.communities.factories import RepresentativeFactory
from tests.evidence.factories import EvidenceItemFactory
from tests.organizations.factories import FocalPersonFactory, OrganizationFactory

from .factories import AssessmentFactory, ForwardingFactory, NeedFactory

pytestmark = pytest.mark.django_db
OWNERS = {"need": NeedFactory, "assessment": AssessmentFactory}


@pytest.fixture(autouse=True)
def _no_second_factor(settings):
    settings.STAFF_SECOND_FACTOR = "optional"


@pytest.fixture
def staff():
    return UserFactory(role="oobc_staff")


@pytest.fixture(params=list(OWNERS))
def owner(request):
    return OWNERS[request.param]()


def entries(owner):
    return list(ModelLogEntry.objects.filter(object_id=str(owner.pk), action__contains="evidence").order_by("pk"))


def page_of(owner):
    return reverse(f"needs_evidence:of_{owner._meta.model_name}", args=[owner.pk])


def test_attach_and_detach_when_done_then_there_and_gone_and_recorded_by_key(owner, staff):
    item = EvidenceItemFactory(title="A telling title")

    attach(owner, item=item, by=staff)
    attached = list(owner.evidence.all())
    detach(owner, item=item, by=staff)

    assert attached == [item]
    assert not owner.evidence.exists()
    assert [(entry.action, entry.data) for entry in entries(owner)] == [
        ("needs.attach_evidence", {"item": str(item.pk)}),
        ("needs.detach_evidence", {"item": str(item.pk)}),
    ]


def test_attach_when_it_may_not_be_then_refused(owner, staff):
    attached, hidden = EvidenceItemFactory(), EvidenceItemFactory(own_office=True)
    owner.evidence.add(attached)
    planner = UserFactory(role="oobc_planner")

    for item, by, message in [
        (attached, staff, "attached already"),
        (EvidenceItemFactory(withdrawn=True), staff, "was withdrawn"),
        (hidden, planner, "There is no such evidence"),
        (EvidenceItemFactory(), UserFactory(role="budget_officer"), "You may not change"),
        (EvidenceItemFactory(), UserFactory(role="ocm_leadership"), "You may not change"),
    ]:
        with pytest.raises(ActionRefused, match=message):
            attach(owner, item=item, by=by)

    assert list(owner.evidence.all()) == [attached]


def test_attach_when_somebody_represents_the_community_or_answers_for_an_office_then_refused():
    need, focal = NeedFactory(), FocalPersonFactory()
    ForwardingFactory(need=need, mao=focal.membership.organization)
    leader = RepresentativeFactory(community=need.community).user

    for by in (focal.membership.user, leader):
        with pytest.raises(ActionRefused, match="You may not change"):
            attach(need, item=EvidenceItemFactory(public=True), by=by)


def test_detach_when_it_is_not_attached_or_not_seen_then_refused(owner, staff):
    hidden = EvidenceItemFactory(own_office=True)
    owner.evidence.add(hidden)

    with pytest.raises(ActionRefused, match="is not attached"):
        detach(owner, item=EvidenceItemFactory(), by=staff)
    with pytest.raises(ActionRefused, match="There is no such evidence"):
        detach(owner, item=hidden, by=UserFactory(role="oobc_planner"))


def test_section_when_some_are_hidden_then_counted_and_not_named(owner):
    shown = EvidenceItemFactory(title="Seen")
    hidden = EvidenceItemFactory(own_office=True, title="Hidden")
    owner.evidence.add(shown, hidden, EvidenceItemFactory(withdrawn=True, title="Old"))

    section = evidence_section(owner, UserFactory(role="budget_officer"))
    page = section.render_html()

    assert section.context["items"] == [shown]
    assert "1 more that you may not open." in page
    assert "Hidden" not in page
    assert "Old" not in page
    assert "Attach evidence" not in page


def test_section_when_there_is_none_then_says_so_and_leads_on_who_may(owner, staff):
    page = evidence_section(owner, staff).render_html()

    assert "No evidence is attached." in page
    assert page_of(owner) in page


def test_page_when_used_then_attaches_and_detaches(client, owner, staff):
    item = EvidenceItemFactory(title="Survey of wells")
    client.force_login(staff)

    client.post(page_of(owner), {"item": item.pk})
    attached = client.get(page_of(owner)).content.decode()
    client.post(page_of(owner), {"item": item.pk, "act": "detach"})

    assert "Survey of wells" in attached
    assert not owner.evidence.exists()


def test_page_when_nothing_or_what_is_hidden_is_sent_then_says_so(client, owner):
    client.force_login(UserFactory(role="oobc_planner"))

    nothing = client.post(page_of(owner), {}).content.decode()
    hidden = client.post(page_of(owner), {"item": EvidenceItemFactory(own_office=True).pk}).content.decode()

    assert "This field is required." in nothing
    assert "Select a valid choice." in hidden
    assert not owner.evidence.exists()


def test_page_when_somebody_may_only_read_then_no_form_and_no_post(client, owner):
    item = EvidenceItemFactory()
    client.force_login(UserFactory(role="budget_officer"))

    page = client.get(page_of(owner)).content.decode()
    client.post(page_of(owner), {"item": item.pk})

    assert "Detach" not in page
    assert 'name="item"' not in page
    assert not owner.evidence.exists()


def test_page_when_the_need_is_not_theirs_then_does_not_exist(client):
    need = NeedFactory()
    client.force_login(FocalPersonFactory(membership__organization=OrganizationFactory()).membership.user)

    assert client.get(page_of(need)).status_code == 404
    assert client.post(page_of(need), {}).status_code == 404


def test_page_when_more_is_attached_then_the_same_queries(client, owner, staff, count_queries):
    client.force_login(staff)
    owner.evidence.add(EvidenceItemFactory(own_office=True))
    one = count_queries(client, page_of(owner))
    owner.evidence.add(*(EvidenceItemFactory(own_office=True) for _ in range(3)))

    assert count_queries(client, page_of(owner)) == one


@pytest.mark.django_db(transaction=True)
def test_attach_when_two_do_it_at_once_then_one_record():
    owner, item, staff = AssessmentFactory(), EvidenceItemFactory(), UserFactory(role="oobc_staff")

    answers = together(*[lambda: attach(owner, item=item, by=staff)] * 3)

    refusals = [str(answer) for answer in answers if isinstance(answer, ActionRefused)]
    assert refusals == ["This evidence is attached already."] * 2
    assert len(entries(owner)) == 1


def test_used_by_when_an_item_is_opened_then_what_rests_on_it_and_the_rest_as_a_number(client):
    item, need, assessment = EvidenceItemFactory(), NeedFactory(title="Deeper wells"), AssessmentFactory(title="Survey")
    need.evidence.add(item)
    assessment.evidence.add(item)
    address = reverse("evidence_register:inspect", args=[item.pk])
    focal = FocalPersonFactory()

    client.force_login(UserFactory(role="oobc_staff"))
    staff = client.get(address).content.decode()
    client.force_login(focal.membership.user)
    office = client.get(address).content.decode()

    assert "Deeper wells" in staff
    assert "Survey" in staff
    assert "Deeper wells" not in office
    assert "2 more that you may not open." in office


def test_used_by_when_an_office_has_the_need_in_hand_then_names_it_without_a_link_that_leads_nowhere(client):
    item, need, focal = EvidenceItemFactory(), NeedFactory(title="Deeper wells"), FocalPersonFactory()
    need.evidence.add(item)
    ForwardingFactory(need=need, mao=focal.membership.organization)
    client.force_login(focal.membership.user)

    page = client.get(reverse("evidence_register:inspect", args=[item.pk])).content.decode()

    assert "Deeper wells" in page
    assert page_of(need) not in page
    assert client.get(page_of(need)).status_code == 404


def test_page_when_opened_then_leads_back_to_the_need_or_assessment(client, owner, staff):
    client.force_login(staff)
    register = "needs_register" if owner._meta.model_name == "need" else "needs_assessments"

    page = client.get(page_of(owner)).content.decode()

    assert page.count(f'href="{reverse(f"{register}:inspect", args=[owner.pk])}"') == 2
