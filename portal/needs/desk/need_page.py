"""One need with everything a reviewer needs, and a button for each act that is possible now."""

from collections.abc import Iterator
from functools import cached_property
from typing import Any

from django.urls import reverse
from django.utils import timezone
from django.utils.html import format_html
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from portal.accounts.models import StaffRequest
from portal.core.registers import RegisterHistoryView, RegisterProfileView
from portal.core.sections import Section, sections
from portal.needs import clock, telling
from portal.needs.actions.rows import version_of
from portal.needs.models import Assessment, Need, NeedSubmitter
from portal.needs.permissions import can_review, can_review_any, has_interest
from portal.needs.scoring import VERSION

from .acts import ACTS
from .beside import community_facts, profile_url, side_by_side, similar_needs
from .scores import breakdown, earlier_scorings
from .words import count_in_words, due_in_words, is_at_risk, is_late, pesos_in_words, place_of, state_of

FACTS = "portal/core/_facts.html"
FOLDER = "portal/needs/desk"


class NeedView(RegisterProfileView):
    request: StaffRequest
    page_title = gettext_lazy("Need")

    def get_queryset(self) -> Any:
        people = ("submitted_by_user", "identified_by", "assigned_to", "rated_by")
        return super().get_queryset().with_place().select_related("category", "assessment", "duplicate_of", *people)

    def get_page_subtitle(self) -> str:
        return self.need.spoken_reference  # a title stays in the browser's history, and people name others in it

    @property
    def need(self) -> Need:
        return self.object

    @cached_property
    def may_review(self) -> bool:
        return can_review(self.request.user, self.need)

    def get_sections(self) -> list[Section]:
        return list(self._sections())

    def _sections(self) -> Iterator[Section]:
        need, user = self.need, self.request.user
        yield Section(_("What to do"), f"{FOLDER}/_now.html", **self._now())
        yield Section(_("The need"), FACTS, rows=list(self._facts()))
        yield Section(_("Rating and score"), f"{FOLDER}/_rating.html", **self._rating())
        yield from sections("NEED_SECTIONS", need, user)
        if requests := list(need.information_requests.select_related("asked_by", "answered_by")):
            yield Section(_("Asked and answered"), f"{FOLDER}/_requests.html", requests=requests)
        files = list(need.files.select_related("file", "published_by"))
        yield Section(_("Photos and papers"), f"{FOLDER}/_files.html", files=files)
        if need.community:
            rows = community_facts(need, user)
            yield Section(_("The community"), f"{FOLDER}/_community.html", rows=rows, url=profile_url(need, user))
        yield Section(_("Similar needs nearby"), f"{FOLDER}/_beside.html", **self._beside())
        notes = need.notes.select_related("written_by")
        yield Section(_("Notes"), "portal/core/_notes.html", notes=notes)
        yield Section(_("Steps"), f"{FOLDER}/_steps.html", steps=telling.timeline(need, for_staff=True))

    def _now(self) -> dict[str, Any]:
        need, today = self.need, clock.today()
        offered = [(view, self._address(name)) for name, view in ACTS.items() if view.is_offered(need)]
        if not self.may_review:
            offered = []
        return {
            "need": need,
            "state": state_of(need),
            "due": due_in_words(need, today),
            "is_late": is_late(need, today),
            "is_at_risk": is_at_risk(need, today),
            "awaited": telling.awaited(need),
            "asked_offices": [row.mao for row in need.forwardings.waiting().select_related("mao")],
            "is_own_cause": can_review_any(self.request.user) and has_interest(self.request.user, need),
            "main": [(view, url) for view, url in offered if view.is_main and not view.is_serious],
            "more": [(view, url) for view, url in offered if not view.is_main and not view.is_serious],
            "serious": [(view, url) for view, url in offered if view.is_serious],
            "duplicates": list(need.duplicates.all()),
        }

    def _address(self, act: str) -> str:
        return f"{reverse(f'needs_register:{act}', args=[self.need.pk])}?shown={self.version}"

    @cached_property
    def version(self) -> str:
        return version_of(self.need)

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
        yield _("Pathway"), need.get_submission_type_display()
        if need.is_community_submitted:
            yield from self._sent()
        else:
            yield _("Entered by"), need.identified_by
            yield _("Entered on"), timezone.localtime(need.created_at).date()
        yield _("Assessment"), self._assessment()

    def _assessment(self) -> Any:
        """Its name, which leads to it for whoever may see it."""
        found = self.need.assessment
        if found is None or not Assessment.objects.visible_to(self.request.user).filter(pk=found.pk).exists():
            return found
        return format_html('<a href="{}">{}</a>', reverse("needs_assessments:inspect", args=[found.pk]), found)

    def _sent(self) -> Iterator[tuple[str, Any]]:
        need = self.need
        yield _("How soon, in the community's view"), need.get_suggested_urgency_display()
        yield _("Received on"), need.submission_date
        if need.written_at:
            yield _("Written, by the phone's clock"), timezone.localtime(need.written_at)
        yield _("How it arrived"), need.get_channel_display()
        yield _("Sent by"), need.submitted_by_user
        if can_review_any(self.request.user) and (person := NeedSubmitter.objects.filter(need=need).first()):
            yield from self._person(person)
        yield _("Answer due on"), need.due_on
        if need.paused_days or need.paused_on:
            yield _("Days for which the clock stood"), str(need.paused_days)
        if need.reviewed_at:
            yield _("First decided on"), timezone.localtime(need.reviewed_at).date()

    def _person(self, person: NeedSubmitter) -> Iterator[tuple[str, Any]]:
        if person.erased_at:
            yield _("Speaks behind it"), _("Personal data erased")
            return
        name = _("somebody under 18, without a name") if person.is_minor else person.name
        yield _("Speaks behind it"), ", ".join(filter(None, [name, person.phone, person.email]))

    def _rating(self) -> dict[str, Any]:
        need = self.need
        is_scored = need.priority_score is not None
        return {
            "need": need,
            "breakdown": breakdown(need) if is_scored and need.weights_version == VERSION else None,
            "is_old": is_scored and need.weights_version != VERSION,
            "version_now": VERSION,
            "earlier": earlier_scorings(need),
        }

    def _beside(self) -> dict[str, Any]:
        others = similar_needs(self.need, self.request.user)
        may_join = self.may_review and ACTS["duplicate"].is_offered(self.need)
        join = self._address("duplicate") if may_join else ""
        return {
            "need": self.need,
            "others": [(other, f"{join}&of={other.reference}" if join and other.is_open else "") for other in others],
            "facts": side_by_side([self.need, *others]) if others else [],
        }


class NeedHistoryView(RegisterHistoryView):
    def get_page_subtitle(self) -> str:
        return str(self.object.spoken_reference)
