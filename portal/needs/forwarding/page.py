"""One forwarded need: what the office may see of it, what is asked, and the buttons to answer.

Never who sent the need or how to reach them, never notes, ratings or what was asked and answered in the review.
"""

from collections.abc import Iterator
from functools import cached_property
from typing import Any

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from wagtail.admin.widgets.button import Button

from portal.accounts.models import StaffRequest
from portal.core.registers import RegisterProfileView
from portal.core.sections import Section
from portal.needs import clock, telling
from portal.needs.desk.words import count_in_words, pesos_in_words, place_of
from portal.needs.models import Forwarding, Need, NeedFile
from portal.needs.permissions import has_interest, sees_all_forwardings, serves_asked_office
from portal.needs.querysets import PLACE_PATHS

from .acts import ACTS
from .community import community_facts
from .words import due_in_words, is_late, is_waiting, state_of, was_answered

FACTS = "portal/core/_facts.html"
FOLDER = "portal/needs/forwarding"


class ForwardingView(RegisterProfileView):
    request: StaffRequest
    page_title = gettext_lazy("Forwarded need")

    def get_queryset(self) -> Any:
        places = [f"need__{path}" for path in PLACE_PATHS.values()]
        return super().get_queryset().select_related("mao", "need__category", "came_from__mao", *places)

    def get_page_subtitle(self) -> str:
        return self.need.spoken_reference  # a title stays in the browser's history, and people name others in it

    @property
    def row(self) -> Forwarding:
        return self.object

    @property
    def need(self) -> Need:
        return self.row.need

    @cached_property
    def header_more_buttons(self) -> list[Button]:
        return []

    def get_sections(self) -> list[Section]:
        return list(self._sections())

    def _sections(self) -> Iterator[Section]:
        need = self.need
        yield Section(_("What to do"), f"{FOLDER}/_now.html", **self._now())
        if was_answered(self.row):
            yield Section(_("The answer"), FACTS, rows=list(self._answer()))
        yield Section(_("The need"), FACTS, rows=list(self._facts()))
        files = NeedFile.objects.visible_to(self.request.user).filter(need=need).select_related("file")
        yield Section(_("Photos and papers"), f"{FOLDER}/_files.html", files=files)
        if need.community:
            yield Section(_("The community"), FACTS, rows=community_facts(need.community))
        yield Section(_("Steps"), f"{FOLDER}/_steps.html", steps=telling.timeline(need, in_public=True))

    def _now(self) -> dict[str, Any]:
        row, user, today = self.row, self.request.user, clock.today()
        offered = [
            (view, reverse(f"needs_forwarded:{name}", args=[row.pk]))
            for name, view in ACTS.items()
            if view.is_offered(row, user)
        ]
        return {
            "row": row,
            "need_title": self.need.title,
            "state": state_of(row),
            "due": due_in_words(row, today),
            "is_late": is_late(row, today),
            "came_from": row.came_from if row.passed_on_by else None,
            "is_own_cause": is_waiting(row) and serves_asked_office(user, row) and has_interest(user, row.need),
            "main": [(view, url) for view, url in offered if view.is_main],
            "more": [(view, url) for view, url in offered if not view.is_main and not view.is_serious],
            "serious": [(view, url) for view, url in offered if view.is_serious],
            "need_url": self.need.get_absolute_url() if sees_all_forwardings(user) else "",
        }

    def _answer(self) -> Iterator[tuple[str, Any]]:
        row = self.row
        yield _("Answer"), row.get_state_display()
        if row.feasibility:
            yield _("Feasibility"), row.get_feasibility_display()
            yield _("Cost (₱)"), cost_in_words(row)
        yield _("Reason, as the community reads it"), row.reason
        if row.answered_at:
            yield _("Answered on"), timezone.localtime(row.answered_at).date()
            yield _("Answered by"), row.answered_by
        if row.recall_reason:
            yield _("Why it was taken back"), row.recall_reason

    def _facts(self) -> Iterator[tuple[str, Any]]:
        need = self.need
        yield _("Number"), need.spoken_reference
        yield _("Title"), need.title
        yield _("Description"), need.description
        yield _("Category"), need.category
        yield _("Place"), place_of(need)
        yield _("Region"), need.in_region
        yield _("Where exactly"), need.geographic_scope
        yield _("How they know"), need.evidence_sources
        yield _("People affected"), count_in_words(need.affected_population)
        yield _("Estimated cost (₱)"), pesos_in_words(need.estimated_cost)
        if need.is_community_submitted:
            yield _("How soon, in the community's view"), need.get_suggested_urgency_display()
            yield _("Received on"), need.submission_date


def cost_in_words(row: Forwarding) -> str:
    """The range, or the one amount; empty if none was given."""
    if row.cost_low is None or row.cost_high is None:
        return ""
    low, high = pesos_in_words(row.cost_low), pesos_in_words(row.cost_high)
    return low if low == high else _("%(low)s to %(high)s") % {"low": low, "high": high}
