"""What a recommendation rests on: evidence that somebody else verifies, papers, needs and assessments."""

import pytest
from django.core.exceptions import ValidationError
from wagtail.models import ModelLogEntry

from portal.core.actions import ActionRefused
from portal.policies.actions import resting
from portal.policies.models import PolicyDocument, PolicyEvidence
from portal.policies.resting.sections import recommendations_of
from tests.evidence.factories import EvidenceItemFactory
from tests.needs.factories import AssessmentFactory, NeedFactory
from tests.policies.factories import PolicyDocumentFactory, PolicyEvidenceFactory


@pytest.fixture
def policy(desk):
    return desk.policy()


@pytest.fixture
def item(db):
    return EvidenceItemFactory(title="Landing survey", confidentiality="internal")


def link(policy, item, *, by, type="research_study", finding="Four of ten throw fish away."):
    return resting.link_evidence(policy, item=item, type=type, finding=finding, by=by)


def acts(policy):
    rows = ModelLogEntry.objects.for_instance(policy).filter(action__startswith="policies.").order_by("pk")
    return [row.action.removeprefix("policies.") for row in rows]


def test_link_when_done_then_waits_to_be_verified_and_is_on_record(desk, policy, item):
    row = link(policy, item, by=desk.analyst)

    assert (row.reliability, row.verified_at, row.added_by) == ("unverified", None, desk.analyst)
    assert list(PolicyEvidence.objects.to_verify()) == [row]
    assert acts(policy) == ["link_evidence"]


def test_link_when_it_is_named_already_withdrawn_or_not_seen_then_is_refused(desk, policy, item):
    link(policy, item, by=desk.analyst)
    hidden = EvidenceItemFactory(own_office=True)
    gone = EvidenceItemFactory(withdrawn=True)

    with pytest.raises(ValidationError):
        link(policy, item, by=desk.staff)
    with pytest.raises(ActionRefused):
        link(policy, gone, by=desk.staff)
    with pytest.raises(ActionRefused):
        link(policy, hidden, by=desk.analyst)
    assert policy.evidence_links.count() == 1


MAY = {"analyst": {"link", "unlink", "add"}, "staff": {"link", "unlink", "add", "verify", "doubt"}}
RUN = {
    "link": lambda policy, row, user: link(policy, EvidenceItemFactory(confidentiality="internal"), by=user),
    "unlink": lambda policy, row, user: resting.unlink_evidence(row, by=user),
    "verify": lambda policy, row, user: resting.verify_evidence(row, reliability="high", by=user),
    "doubt": lambda policy, row, user: resting.doubt_evidence(row, by=user),
    "add": lambda policy, row, user: resting.add_document(
        policy, item=EvidenceItemFactory(confidentiality="internal"), type="brief", by=user
    ),
}


@pytest.mark.parametrize("who", ["analyst", "staff", "me_officer", "leader", "focal", "stranger"])
@pytest.mark.parametrize("act", RUN)
def test_act_when_done_by_each_role_then_goes_or_is_refused(desk, policy, item, who, act):
    row = PolicyEvidenceFactory(policy=policy, item=item, verified=act == "doubt")
    user = getattr(desk, who)

    if act in MAY.get(who, ()):
        RUN[act](policy, row, user)
        assert len(acts(policy)) == 1
    else:
        with pytest.raises(ActionRefused):
            RUN[act](policy, row, user)
        assert acts(policy) == []


def test_verify_when_it_is_ones_own_then_is_refused_and_by_another_stands_once(desk, policy, item):
    row = link(policy, item, by=desk.staff)

    with pytest.raises(ActionRefused, match="what they added"):
        resting.verify_evidence(row, reliability="high", by=desk.staff)
    row = resting.verify_evidence(row, reliability="high", by=desk.second_staff)
    resting.verify_evidence(row, reliability="high", by=desk.second_staff)

    assert (row.reliability, row.verified_by) == ("high", desk.second_staff)
    assert acts(policy) == ["link_evidence", "verify_evidence"]
    assert not PolicyEvidence.objects.to_verify().exists()


def test_verify_when_no_reliability_is_said_then_is_refused(desk, policy, item):
    row = link(policy, item, by=desk.analyst)

    for reliability in ("unverified", "splendid"):
        with pytest.raises(ActionRefused, match="how reliable"):
            resting.verify_evidence(row, reliability=reliability, by=desk.staff)


def test_doubt_when_it_was_verified_then_waits_again(desk, policy, item):
    row = PolicyEvidenceFactory(policy=policy, item=item, verified=True)

    row = resting.doubt_evidence(row, by=desk.staff)

    assert (row.reliability, row.verified_at, row.verified_by) == ("unverified", None, None)


@pytest.mark.parametrize("state", ["rejected", "withdrawn"])
def test_link_when_the_recommendation_was_given_up_then_is_refused(desk, item, state):
    with pytest.raises(ActionRefused, match="given up"):
        link(desk.policy(**{state: True}), item, by=desk.analyst)


def test_visible_when_the_item_is_hidden_then_the_finding_is_too(desk, policy):
    hidden = EvidenceItemFactory(own_office=True)
    PolicyEvidenceFactory(policy=policy, item=hidden)
    PolicyDocumentFactory(policy=policy, item=hidden)

    assert not PolicyEvidence.objects.visible_to(desk.focal).exists()
    assert not PolicyDocument.objects.visible_to(desk.focal).exists()
    assert PolicyEvidence.objects.visible_to(desk.staff).count() == 1


def test_document_when_added_and_removed_then_the_item_stays(desk, policy, item):
    row = resting.add_document(policy, item=item, type="act", by=desk.analyst)
    resting.remove_document(row, by=desk.analyst)
    resting.remove_document(row, by=desk.analyst)

    item.refresh_from_db()
    assert not policy.documents.exists()
    assert acts(policy) == ["add_document", "remove_document"]


@pytest.mark.parametrize(
    ("make", "relation"), [(NeedFactory, "related_needs"), (AssessmentFactory, "related_assessments")]
)
def test_relate_when_done_and_undone_then_there_and_gone_and_on_record(desk, policy, make, relation):
    row = make()

    resting.relate(policy, row, by=desk.analyst)
    with pytest.raises(ActionRefused, match="already"):
        resting.relate(policy, row, by=desk.analyst)
    assert list(getattr(policy, relation).all()) == [row]
    assert recommendations_of(row, desk.staff).context["rows"][0][0] == policy
    assert recommendations_of(row, desk.stranger).context["rows"][0][0] == policy  # it is public
    resting.unrelate(policy, row, by=desk.analyst)
    resting.unrelate(policy, row, by=desk.analyst)

    name = row._meta.model_name
    assert acts(policy) == [f"relate_{name}", f"unrelate_{name}"]
    assert recommendations_of(row, desk.staff) is None


def test_relate_when_a_text_is_published_anew_then_the_links_stay(desk, policy):
    need = NeedFactory()
    resting.relate(policy, need, by=desk.analyst)

    policy.refresh_from_db()
    policy.title = "Fishing ports everywhere"
    policy.save_revision(user=desk.analyst).publish()

    assert list(policy.related_needs.all()) == [need]


def test_relate_when_who_does_it_writes_no_recommendations_then_is_refused(desk, policy):
    for user in (desk.focal, desk.leader, desk.me_officer):
        with pytest.raises(ActionRefused):
            resting.relate(policy, NeedFactory(), by=user)
