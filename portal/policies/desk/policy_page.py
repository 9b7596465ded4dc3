"""The page of one recommendation: what to do, what it says, what it rests on, its money, its steps, and the record."""

from collections.abc import Iterator
from functools import cached_property
from typing import Any

from django.http import HttpRequest
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from wagtail.admin.views.generic import InspectView
from wagtail.admin.widgets.button import HeaderButton
from wagtail.models import Revision, WorkflowState

from portal.accounts.models import StaffRequest
from portal.core.registers import RegisterProfileView
from portal.core.sections import Section, sections
from portal.needs.desk.words import count_in_words, pesos_in_words
from portal.policies.comments import staff_section
from portal.policies.contents import AT_A_GLANCE, READ, budget_of, label_of, sides_of, words_of
from portal.policies.enums import PolicyStatus
from portal.policies.figures import progress_of
from portal.policies.history import decisions_of, readable_versions, reads_drafts, steps_of, version_url
from portal.policies.models import PolicyRecommendation
from portal.policies.permissions import can

from .acts import ACTS, at_a_glance
from .words import decision_in_words, text_state, turn

FOLDER = "portal/policies/desk"


class PolicyProfileView(RegisterProfileView):
    request: StaffRequest
    page_title = gettext_lazy("Recommendation")
    is_dense = has_contents = True

    def get_queryset(self) -> Any:
        return PolicyRecommendation.objects.with_editorial_state().select_related("live_revision", "created_by")

    @property
    def policy(self) -> Any:
        return self.object

    @cached_property
    def header_buttons(self) -> list[HeaderButton]:
        buttons = []
        if can(self.request.user, "change") and self.policy.status not in PolicyStatus.ended():
            url = reverse("policies_register:edit", args=[self.policy.pk])
            buttons.append(HeaderButton(_("Write the text"), url=url, icon_name="edit"))
        if self.policy.is_public:
            buttons.append(HeaderButton(_("Public page"), url=self.policy.get_absolute_url(), icon_name="view"))
        return buttons

    def get_sections(self) -> list[Section]:
        return list(self._sections())

    def _sections(self) -> Iterator[Section]:
        policy, user = self.policy, self.request.user
        yield Section(_("What to do"), f"{FOLDER}/_now.html", **self._now())
        yield Section(_("What it says"), f"{FOLDER}/_text.html", **self._text())
        yield from sections("POLICY_SECTIONS", policy, user)
        yield Section(_("Decisions"), f"{FOLDER}/_decisions.html", decisions=self.decisions)
        if comments := staff_section(policy, user):
            yield comments
        yield Section(_("Record"), f"{FOLDER}/_record.html", steps=list(steps_of(policy)))

    @cached_property
    def decisions(self) -> list[Any]:
        return decisions_of(self.policy, self.request.user)

    # ---- What to do --------------------------------------------------------------------------------------------------

    def _now(self) -> dict[str, Any]:
        policy, user = self.policy, self.request.user
        offered = [
            (view, reverse(f"policies_register:{name}", args=[policy.pk]))
            for name, view in ACTS.items()
            if view.is_for(user, policy)
        ]
        changed = self._changed_since()
        offices = ", ".join(office.short_name for office in policy.lead_organizations.all())
        return {
            "policy": policy,
            "turn": turn(policy),
            "offices": offices,
            "note": self._note(),
            "changed_since": decision_in_words(changed.decision) if changed else "",
            "changed_url": f"{changed.version_url}#changes" if changed else "",
            "short": list(self._short()),
            "main": [*self._writing(), *((view.page_title, url) for view, url in offered if view.is_main)],
            "more": [(view, url) for view, url in offered if not view.is_main and not view.is_serious],
            "serious": [(view, url) for view, url in offered if view.is_serious],
        }

    def _writing(self) -> Iterator[tuple[str, str]]:
        """Of who writes: the text comes first while it is theirs to write."""
        policy = self.policy
        if policy.status == PolicyStatus.NEEDS_REVISION and can(self.request.user, "change"):
            yield _("Mend the text"), reverse("policies_register:edit", args=[policy.pk])

    def _changed_since(self) -> Any:
        """The last binding decision, where the text says something else now; while it is written anew, none binds."""
        if self.policy.status in (*PolicyStatus.being_written(), PolicyStatus.UNDER_REVIEW):
            return None
        last = next((row for row in self.decisions if row.version_url), None)
        return last if last and last.is_changed else None

    def _note(self) -> str:
        """What a colleague wrote when the text came back."""
        state = self.policy.current_workflow_state
        if state and state.status == WorkflowState.STATUS_NEEDS_CHANGES:
            return str(state.current_task_state.comment)
        if self.policy.status != PolicyStatus.NEEDS_REVISION:
            return ""
        return next((row.decision.reason for row in self.decisions if row.decision.reason), "")

    def _short(self) -> Iterator[tuple[str, str]]:
        """What somebody in a hurry asks for; what nobody knows is left out."""
        policy = self.policy
        budget = budget_of(policy)
        yield _("It would cost (₱)"), _("not costed") if budget is None else pesos_in_words(budget)
        if policy.expected_beneficiaries is not None:
            yield _("People it should reach"), count_in_words(policy.expected_beneficiaries)
        if policy.ends_on:
            yield _("Should be done by"), date_format(policy.ends_on, "DATE_FORMAT")
        progress = progress_of(PolicyRecommendation.objects.filter(pk=policy.pk))[policy.pk]
        if progress.milestones:
            done = _("%(done)d of %(of)d") % {"done": progress.done, "of": progress.milestones}
            yield _("Milestones done"), done
        if progress.late:
            yield _("Milestones late"), str(progress.late)

    # ---- What it says ------------------------------------------------------------------------------------------------

    def _text(self) -> dict[str, Any]:
        policy = self.policy
        waits = policy.live and policy.has_unpublished_changes and reads_drafts(self.request.user)
        return {
            "policy": policy,
            "state": text_state(policy),
            "newest_url": version_url(policy, policy.latest_revision) if waits else "",
            "read": [(label_of(name), words) for name in READ if (words := words_of(policy, name))],
            "glance": list(at_a_glance(policy)),
            "unsaid": [label_of(name) for name in (*READ, *AT_A_GLANCE) if not words_of(policy, name)],
        }


class VersionView(InspectView):
    """One version of the text, and what differs between it and the text as it stands now."""

    any_permission_required = ["view"]
    page_title = gettext_lazy("A version of the text")
    template_name = f"{FOLDER}/version.html"

    def setup(self, request: HttpRequest, *args: Any, **kwargs: Any) -> None:
        super().setup(request, *args, **kwargs)
        found = readable_versions(self.object, self.request.user).select_related("user")
        self.revision: Revision = get_object_or_404(found, pk=kwargs["revision"])

    def get_breadcrumbs_items(self) -> list[dict[str, Any]]:
        policy = self.object
        return [
            *self.breadcrumbs_items,
            {"url": reverse(self.index_url_name), "label": _("Recommendations")},
            {"url": reverse("policies_register:inspect", args=[policy.pk]), "label": str(policy)},
            {"url": "", "label": str(self.page_title)},
        ]

    @cached_property
    def header_more_buttons(self) -> list[Any]:
        return []

    def get_fields_context(self) -> list[dict[str, Any]]:
        return []

    def get_header_title(self) -> str:
        return str(self.object)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        policy, text = self.object, self.revision.as_object()
        is_newer = self.revision.pk > (policy.live_revision_id or 0)
        sides = sides_of(policy, text) if is_newer and policy.live else sides_of(text, policy)
        return {
            **super().get_context_data(**kwargs),
            "revision": self.revision,
            "decided": [decision_in_words(row) for row in policy.decisions.filter(revision=self.revision)],
            "heading": _("What it changes") if is_newer and policy.live else _("What has changed since"),
            "sides": sides,
            "text_title": text.title,
            "read": [(label_of(name), words) for name in READ if (words := words_of(text, name))],
            "glance": list(at_a_glance(text)),
            "back_url": reverse("policies_register:inspect", args=[policy.pk]),
        }
