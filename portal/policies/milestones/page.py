"""One milestone: where it stands, what it waits for and what waits for it, and a button for each act possible now."""

from collections.abc import Iterator
from typing import Any

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from wagtail.admin.widgets.button import Button

from portal.core.registers import RegisterProfileView
from portal.core.sections import Section
from portal.policies.desk.beneath import page_of

from .acts import MILESTONE_ACTS
from .words import due_in_words, is_late, who_in_words


class MilestoneView(RegisterProfileView):
    page_title = gettext_lazy("Milestone")
    is_dense = True

    def get_queryset(self) -> Any:
        related = ("policy", "responsible_organization", "responsible_person", "created_by")
        return super().get_queryset().select_related(*related)

    @property
    def header_more_buttons(self) -> list[Button]:
        return []

    def get_edit_url(self) -> None:
        return None

    def get_sections(self) -> list[Section]:
        row, today = self.object, timezone.localdate()
        offered = [
            (view, reverse(f"policies_milestones:{name}", args=[row.pk]))
            for name, view in MILESTONE_ACTS.items()
            if view.is_offered(self.request.user, row)
        ]
        standing = Section(
            _("Where it stands"),
            "portal/policies/milestones/_now.html",
            row=row,
            policy_url=page_of(row.policy, "milestones"),
            facts=list(self._facts()),
            due=due_in_words(row, today),
            is_late=is_late(row, today),
            awaited=list(row.depends_on.open()),
            main=[act for act in offered if act[0].is_main],
            more=[act for act in offered if not act[0].is_main and not act[0].is_serious],
            serious=[act for act in offered if act[0].is_serious],
        )
        return [
            standing,
            self._linked(_("Must be done before"), row.depends_on, _("It waits for no other milestone.")),
            self._linked(_("Comes after it"), row.followed_by, _("No other milestone waits for it.")),
        ]

    def _linked(self, title: str, milestones: Any, nothing: str) -> Section:
        today = timezone.localdate()
        rows = milestones.select_related("policy")
        lines = [(row, due_in_words(row, today), is_late(row, today)) for row in rows]
        return Section(title, "portal/policies/milestones/_linked.html", lines=lines, nothing=nothing)

    def _facts(self) -> Iterator[tuple[str, Any]]:
        row = self.object
        yield _("State"), row.get_state_display()
        yield _("Due on"), row.target_date
        if row.actual_completion_date:
            yield _("Completed on"), row.actual_completion_date
        yield _("Who answers for it"), who_in_words(row)
        yield _("What will be there then"), row.description
        yield _("Newest report"), row.notes
        yield _("Added by"), row.created_by
