"""Who sees and keeps what: every kind of person against every kind of item."""

import pytest

from portal.core.models import PrivateFile
from portal.evidence.enums import Confidentiality
from portal.evidence.models import EvidenceItem, EvidenceText
from portal.evidence.permissions import levels_for
from portal.evidence.policies import EvidencePolicy

pytestmark = pytest.mark.django_db

SEES = {
    "oobc_staff": {"public", "internal", "office", "withdrawn"},
    "administrator": {"public", "internal", "office", "withdrawn"},
    "oobc_planner": {"public", "internal"},
    "me_officer": {"public", "internal"},
    "budget_officer": {"public", "internal"},
    "ocm_leadership": {"public", "internal"},
    "editor": {"public", "internal", "office", "withdrawn"},
    "focal": {"public", "internal", "office", "withdrawn"},
    "other office": {"public", "internal"},
    "leader": {"public"},
    "nobody": {"public"},
    "public": {"public"},
}
CHANGES = {
    "oobc_staff": {"public", "internal", "office", "withdrawn"},
    "administrator": {"public", "internal", "office", "withdrawn"},
    "oobc_planner": {"public", "internal"},
    "me_officer": {"public", "internal"},
    "editor": {"office", "withdrawn"},
    "focal": {"office", "withdrawn"},
}
KINDS = list(SEES)


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("action", ["view", "change"])
def test_permitted_when_asked_for_a_person_then_the_rows_of_the_table(people, items, kind, action):
    expected = (SEES if action == "view" else CHANGES).get(kind, set())

    found = EvidenceItem.objects.permitted(people[kind], action)

    assert {word for word, item in items.items() if item in found} == expected


@pytest.mark.parametrize("kind", [kind for kind in KINDS if kind != "public"])
@pytest.mark.parametrize("action", ["view", "change"])
def test_policy_when_asked_for_a_row_then_says_the_same_without_a_query(
    people, items, kind, action, django_assert_num_queries
):
    user, policy = people[kind], EvidencePolicy(EvidenceItem)
    expected = set(EvidenceItem.objects.permitted(user, action))
    policy.user_has_permission_for_instance(user, action, items["public"])

    with django_assert_num_queries(0):
        allowed = {item for item in items.values() if policy.user_has_permission_for_instance(user, action, item)}

    assert allowed == expected


@pytest.mark.parametrize("kind", KINDS)
def test_text_and_file_when_the_item_is_not_seen_then_neither_are_they(people, items, kind):
    item = items["office"]

    sees_text = EvidenceText.objects.visible_to(people[kind]).filter(item=item).exists()
    sees_file = PrivateFile.objects.visible_to(people[kind]).filter(pk=item.file_id).exists()

    assert (sees_text, sees_file) == (("office" in SEES[kind]), ("office" in SEES[kind]))


def test_membership_when_it_ends_then_the_office_is_closed_at_once(people, items, editor):
    editor.organization_memberships.update(end_date="2026-01-01", start_date="2025-01-01")
    again = type(editor).objects.get(pk=editor.pk)

    assert items["office"] not in EvidenceItem.objects.visible_to(again)


def test_levels_when_offered_then_only_keepers_publish_and_only_offices_keep_to_themselves(people):
    offered = {kind: set(levels_for(people[kind])) for kind in ("oobc_staff", "editor", "oobc_planner")}

    assert offered == {
        "oobc_staff": set(Confidentiality),
        "editor": {Confidentiality.INTERNAL, Confidentiality.OWN_OFFICE},
        "oobc_planner": {Confidentiality.INTERNAL},
    }
