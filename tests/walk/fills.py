"""What stands in an address for each of its parameters; one that nobody fills fails the walk."""

import uuid
from typing import Any

from wagtail.models import Task, Workflow

from .routes import Route
from .world import Side, World

Values = dict[str, Any]

# Registers whose rows belong to a side, by namespace.
OWNED = {
    "organization_register": "organization",
    "organization_chooser": "organization",
    "memberships": "editor",
    "community_register": "community",
    "community_chooser": "community",
    "community_representatives": "representative",
    "representation_requests": "request",
    "communities": "community",
    "catalog_reports": "report",
    "catalog_overlaps": "overlap",
    "catalog_applications": "application",
    "monitoring_ppas": "ppa",
    "monitoring_outcomes": "outcome",
    "monitoring_results": "period",
    "monitoring_linking": "ppa",
    "monitoring_tagging": "ppa",
    "monitoring_import": "import_run",
    "monitoring_justification": "ppa",
    "monitoring_evidence": "ppa",
    "monitoring_stages": "stage",
    "monitoring_updates": "update",
    "policies_register": "policy",
    "policies_milestones": "milestone",
    "policies_impacts": "impact",
    "policies_evidence": "policy_evidence",
    "policies_beside": "policy",
    "programs": "ppa",
    "policies_brief": "policy",
    "policies": "policy",
    "evidence": "evidence",
    "evidence_register": "evidence",
    "evidence_chooser": "evidence",
    "needs_register": "need",
    "needs_forwarded": "forwarding",
    "needs_answers": "organization",
    "needs": "need",
    "catalog": "offering",
    "applications": "application",
    "comments": "comment",
    "comments_register": "comment",
    "engagement": "engagement",
    "engagement_register": "engagement",
    "engagement_feedback": "feedback",
    "files": "file",
    "notices": "notice",
    "admin_notices": "notice",
}
# Registers whose rows are nobody's own.
COMMON = {
    "needs_assessments": "assessment",
    "monitoring_ceilings": "ceiling",
    "monitoring_indicators": "indicator",
    "monitoring_calendar": "calendar",
    "municipality_chooser": "municipality",
    "searches": "search",
    "synonyms": "synonyms",
    "promoted_results": "promotion",
}
MODEL_OF = {
    "sector": "sector",
    "fundingsource": None,
    "needcategory": None,
    "servicecategory": "category",
    "developmentgoal": None,
    "refusalreason": None,
    "ethnolinguisticgroup": None,
    "holiday": "holiday",
    "barangay": "barangay",
    "region": "region",
    "province": "province",
    "municipality": "municipality",
}


def fills(route: Route, world: World, side: Side) -> list[Values]:
    """The ways to fill this address with what is this side's; KeyError names the parameter nobody knows."""
    if not route.parameters:
        return [{}]
    special = _special(route, world, side)
    if special is not None:
        return special
    if route.namespace in COMMON:
        return [{"pk": world.common[COMMON[route.namespace]].pk}]
    if route.namespace in OWNED:
        return [{"pk": side.rows[OWNED[route.namespace]].pk}]
    if route.namespace == "focal_persons":
        return [{"pk": side.rows["focal"].pk}]
    if route.namespace in ("catalog_offerings", "catalog_offering_chooser"):
        return [_text(side, name, waiting="waiting") for name in ("offering", "draft", "waiting")]
    if route.namespace in ("catalog_forms", "catalog_form_chooser"):
        return [_text(side, name, waiting="form_waiting") for name in ("form", "form_draft", "form_waiting")]
    raise KeyError(f"{route.template}: nobody fills {', '.join(route.parameters)}")


def _text(side: Side, name: str, *, waiting: str) -> Values:
    """A service or a form; what is done to a case of moderation is tried on the one that waits."""
    text = side.rows[name]
    state = side.rows[waiting].current_workflow_state
    return {
        "pk": text.pk,
        "revision_id": (side.rows["revision"] if name == "offering" else text.latest_revision).pk,
        "revision_id_a": "earliest",
        "revision_id_b": "latest",
        "action_name": "reject",
        "task_state_id": state.current_task_state_id,
        "task_id": state.current_task_state.task_id,
        "workflow_state_id": state.pk,
    }


def _special(route: Route, world: World, side: Side) -> list[Values] | None:
    template, common = route.template, world.common
    if route.name in ("needs_forwarded:new", "monitoring_gap:propose"):
        return [{"need": side.rows["forwarding"].need_id}]
    page, revision = common["page"], common["page_revision"]
    if template.startswith(("applications/open/", "community-needs/open/")):
        return [{"token": "none"}]
    if route.name in ("community_register:remove_figure", "community_register:remove_access"):
        statement = side.rows[route.name.rpartition("_")[2]]
        return [{"pk": side.rows["community"].pk, "statement": statement.pk}]
    if route.name == "catalog:go":
        return [{"token": common["search"].token, "pk": side.rows["offering"].pk}]
    if route.name in ("needs:detail", "needs:file"):
        return [{"pk": side.rows["summary"].pk, "file": side.rows["public_file"].pk}]
    if route.name == "policies_register:version":
        policy = side.rows["policy"]
        return [{"pk": policy.pk, "revision": policy.latest_revision_id}]
    if route.name == "needs_summaries:write":
        return [{"need": side.rows["need"].pk}]
    if template.startswith("applications/submit/"):
        return [{"pk": side.rows["offering"].pk, "page": "about"}]
    if template.startswith(("applications/receipt/", "applications/resume/", "admin/catalog/applications/new/")):
        return [{"pk": uuid.uuid4(), "code": "7K3MXQ4P9BNT", "page": "about"}]
    if template.startswith("comments/about/"):
        return [{"kind": "needs.need", "key": side.rows["commented_need"].pk}]
    if "modeladmin_" in route.name:
        model = route.name.split("_")[1]
        return [{"instance_pk": common[MODEL_OF[model]].pk if MODEL_OF[model] else 999999}]
    if template.startswith("admin/bulk/accounts"):
        return [{"action": "delete"}]
    if route.name in ("catalog:menu_progress", "catalog:menu_made"):
        return [{"pk": common["menu"].pk}]
    if route.name == "wagtail_serve":
        return [{"_0": "help/"}]
    if route.name == "wagtail_bulk_action":
        actions = ["submit", "publish", "check"]
        services = [{"app_label": "catalog", "model_name": "serviceoffering", "action": action} for action in actions]
        forms = [{**service, "model_name": "applicationform"} for service in services if service["action"] != "check"]
        return [*services, *forms]
    if template.startswith("admin/editing-sessions"):
        model = {"app_label": "catalog", "model_name": "serviceoffering", "session_id": 0}
        return [{**model, "object_id": side.rows["draft"].pk}]
    if template.startswith("admin/policies/tagging/"):
        return [{"policy": side.rows["policy"].pk}]
    if route.name in ("monitoring_import:workbook", "monitoring_import:export"):
        return [{"kind": kind} for kind in ("ppas", "lines", "flows")]
    if "/import/<uuid:key>" in template:
        return [{"key": uuid.uuid4()}]
    if template.startswith("admin/needs/assessments/import-needs/"):
        return [{"pk": common["assessment"].pk, "key": uuid.uuid4()}]
    if template.startswith("admin/translation"):
        names = {"app_label": "catalog", "model_name": "serviceoffering", "pk": side.rows["draft"].pk}
        return [{**names, "page_id": page.pk}]
    if template.startswith("admin/settings"):
        return [{"app_name": "cms", "model_name": "navigation", "pk": common["navigation"].pk}]
    if template.startswith("admin/notice-texts"):
        return [{"kind": "catalog.application_received", "language": "fil"}]
    if route.namespace in ("privacy", "privacy_notices"):
        return [{"number": 1, "pk": common["privacy_notice"].pk}]
    if template.startswith("admin/workflows"):
        workflow, task = Workflow.objects.first(), Task.objects.first()
        pk = task.pk if "task" in template else workflow.pk
        names = {"app_label": "catalog", "model_name": "catalogmoderationtask"}
        return [{**names, "pk": pk, "task_id": task.pk, "page_pk": page.pk, "workflow_pk": workflow.pk}]
    if template.startswith("admin/users/"):
        return [{"pk": person.pk} for person in side.people.values()]
    if route.namespace == "barangay_chooser":
        return [{"pk": common["barangay"].pk}]
    if template.startswith("admin/reports/outgoing"):
        return [{"pk": 999999}]
    if route.namespace == "needs_evidence":
        return [{"pk": (side.rows["need"] if route.name.endswith("of_need") else common["assessment"]).pk}]
    if route.name == "engagement_evidence":
        return [{"pk": side.rows["engagement"].pk}]
    if template.startswith("dev/mail"):
        return [{"name": "none"}]
    if template.startswith("documents/"):
        return [{"_0": common["document"].pk, "_1": common["document"].filename, "restriction_id": 1}]
    if template.startswith(("accounts/", "admin/password_reset", "_util/")):
        names = {"uidb64": "MQ", "uidb36": "1", "token": "none", "key": "none", "pk": 1}
        return [{**names, "page_view_restriction_id": 1, "page_id": page.pk}]
    if template.startswith(("admin/documents", "admin/images", "admin/collections", "admin/redirects")):
        names = dict.fromkeys(route.parameters, 999999)
        names |= {"document_id": common["document"].pk, "doc_id": common["document"].pk, "filter_spec": "max-10x10"}
        return [{**names, "collection_id": common["collection"].pk}]
    if template.startswith(("admin/sites", "admin/locales")):
        return [{"pk": common["site"].pk if "sites" in template else page.locale_id}]
    if template.startswith(("admin/pages", "admin/api/main", "admin/choose-page", "admin/tag-autocomplete")):
        names = {
            "content_type_app_name": "cms",
            "content_type_model_name": "contentpage",
            "app_label": "cms",
            "model_name": "contentpage",
            "app_name": "taggit",
            "action_name": "copy",
            "parent_page_id": page.get_parent().pk,
            "page_to_move_id": page.pk,
            "destination_id": page.get_parent().pk,
            "revision_id": revision.pk,
            "revision_id_a": "earliest",
            "revision_id_b": "latest",
            "task_state_id": 999999,
            "task_id": 999999,
            "workflow_state_id": 999999,
            "page_id": page.pk,
            "pk": page.pk if "pages" in template else common["document"].pk,
        }
        return [{**names, **({"model_name": "tag"} if "tag-" in template else {})}]
    return None
