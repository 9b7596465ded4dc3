"""The page of one PPA: what to do, what it says, its parts, its changes, and the record of its steps."""

from collections.abc import Iterator
from functools import cached_property
from typing import Any

from django.urls import reverse
from django.utils import timezone
from django.utils.html import format_html
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from wagtail.admin.widgets.button import HeaderButton

from portal.accounts.models import StaffRequest
from portal.core.days import short_date
from portal.core.registers import RegisterProfileView
from portal.core.sections import Section, sections
from portal.monitoring.completeness import completeness_of, with_parts
from portal.monitoring.enums import PPAStatus
from portal.monitoring.history import steps_of
from portal.monitoring.models import MonitoringEntry, PPAPlace
from portal.monitoring.permissions import can_add_for, can_edit
from portal.needs.desk.words import count_in_words, pesos_in_words
from portal.needs.models import Assessment
from portal.needs.querysets import PLACE_PATHS

from .acts import ACTS, open_change
from .duties import duties_of, short_of, steps_to_propose
from .words import said_and_not, sides_of

SHOWN_PARTS = 10
"""As many parts stand open; the others unfold."""

FOLDER = "portal/monitoring/desk"


class PPAProfileView(RegisterProfileView):
    request: StaffRequest
    page_title = gettext_lazy("PPA")
    is_dense = has_contents = True

    def get_queryset(self) -> Any:
        people = ("proposed_by", "reviewed_by", "approved_by", "created_by")
        rows = with_parts(MonitoringEntry.objects.with_asked())
        return rows.select_related(
            "lead_organization", "parent", "sector", "submitted_by_community", "related_assessment", *people
        )

    @property
    def ppa(self) -> Any:
        return self.object

    @cached_property
    def header_buttons(self) -> list[HeaderButton]:
        if self.ppa.status in PPAStatus.public():
            url = reverse("programs:detail", args=[self.ppa.pk])
            return [HeaderButton(_("Public page"), url=url, icon_name="view")]
        if not can_edit(self.request.user, self.ppa):
            return []
        url = reverse("monitoring_ppas:edit", args=[self.ppa.pk])
        return [HeaderButton(_("Edit"), url=url, icon_name="edit")]

    def get_sections(self) -> list[Section]:
        return list(self._sections())

    def _sections(self) -> Iterator[Section]:
        """What to do and what it is stand first; then what it rests on, its money, its work, and the record."""
        ppa = self.ppa
        changes = Section(_("Changes after approval"), f"{FOLDER}/_changes.html", changes=self.changes)
        is_asked = open_change(ppa) is not None
        yield Section(_("What to do"), f"{FOLDER}/_now.html", **self._now())
        if is_asked:
            yield changes
        yield Section(_("Facts"), f"{FOLDER}/_facts.html", **said_and_not(self._facts()))
        yield Section(_("For whom and where"), f"{FOLDER}/_for_whom.html", **self._for_whom(), days=self._dates())
        if parts := self._parts():
            yield Section(_("Parts"), f"{FOLDER}/_parts.html", **parts)
        yield from sections("PPA_SECTIONS", ppa, self.request.user)
        if self.changes and not is_asked:
            yield changes
        yield Section(_("The way to approval"), f"{FOLDER}/_facts.html", **said_and_not(self._approval()))
        yield Section(_("Codes and origin"), f"{FOLDER}/_facts.html", **said_and_not(self._codes()))
        yield Section(_("Record"), f"{FOLDER}/_record.html", steps=steps_of(ppa))

    @cached_property
    def changes(self) -> list[Any]:
        """The changes asked for after approval, each with its old and new values."""
        asked = self.ppa.changes.select_related("asked_by", "decided_by")
        return [(change, sides_of(change)) for change in asked]

    # ---- What to do --------------------------------------------------------------------------------------------------

    def _now(self) -> dict[str, Any]:
        ppa, user = self.ppa, self.request.user
        offered = [(view, self._address(name, view)) for name, view in ACTS.items() if view.is_for(user, ppa)]
        steps = steps_to_propose(ppa, user)
        is_ready = all(step.is_done for step in steps)
        main = [(view.page_title, url) for view, url in offered if view.is_main]
        return {
            "ppa": ppa,
            "awaited": self._awaited(),
            "short": list(short_of(ppa)),
            "completeness": completeness_of(ppa),
            "steps": steps,
            "main": (main if is_ready else []) + duties_of(ppa, user),
            "more": [(view, url) for view, url in offered if not view.is_main and not view.is_serious],
            "serious": [(view, url) for view, url in offered if view.is_serious],
        }

    def _address(self, name: str, view: Any) -> str:
        change = open_change(self.ppa)
        shown = change.pk if change and name.endswith("_change") else self.ppa.version
        return f"{reverse(f'monitoring_ppas:{name}', args=[self.ppa.pk])}?shown={shown}"

    def _awaited(self) -> str:
        """Whose turn it is."""
        ppa = self.ppa
        if open_change(ppa):
            return _("A change waits for the decision of OCM.")
        turns = {
            PPAStatus.DRAFT: _("Its office writes it and proposes it."),
            PPAStatus.PROPOSED: _("Waits for a budget officer to review it."),
            PPAStatus.UNDER_REVIEW: _("Waits for the decision of OCM."),
            PPAStatus.APPROVED: _("Waits for the act that grants the money."),
            PPAStatus.ENACTED: _("The money is granted. Waits for the work to begin."),
            PPAStatus.IN_EXECUTION: _("Its office does it and reports each quarter."),
        }
        return str(turns.get(ppa.status, ""))

    # ---- What it says ------------------------------------------------------------------------------------------------

    def _facts(self) -> Iterator[tuple[str, Any]]:
        ppa = self.ppa
        yield _("What it does, and for whom"), ppa.description
        yield _("Office"), ppa.lead_organization
        yield _("Partners"), ", ".join(office.short_name for office in ppa.partner_organizations.all())
        yield _("Team"), "\n".join(str(member) for member in ppa.team.select_related("user"))
        yield _("Sector"), ppa.sector
        yield _("Category"), ppa.get_category_display()
        yield _("Kind of work"), ppa.get_intervention_type_display()
        yield _("Priority"), ppa.get_priority_display()
        yield _("Money lines, all years (₱)"), pesos_in_words(ppa.asked)
        yield _("OBC share of the budget (%)"), "" if ppa.obc_budget_share is None else str(ppa.obc_budget_share)
        yield _("Causes"), "\n".join(self._tags())
        yield _("Goals"), "\n".join(str(goal) for goal in ppa.goals.all())
        yield _("Pillar of moral governance"), ppa.moral_governance_pillar
        yield _("Asked for by the community"), ppa.submitted_by_community
        yield _("Assessment"), self._assessment()

    def _codes(self) -> Iterator[tuple[str, Any]]:
        ppa = self.ppa
        yield _("Planned in the fiscal year"), str(ppa.plan_year or "")
        yield _("Cost structure"), ppa.get_cost_structure_display()
        yield _("Program"), ppa.program
        yield _("Program code"), ppa.program_code
        yield _("Plan reference"), ppa.plan_reference
        yield _("Source"), ppa.source
        yield _("Made on"), timezone.localtime(ppa.created_at).date()
        yield _("Made by"), ppa.created_by or ppa.source

    def _tags(self) -> Iterator[str]:
        for tag in self.ppa.tags.all():
            amount = _("amount not recorded") if tag.amount is None else f"₱{pesos_in_words(tag.amount)}"
            yield ": ".join(filter(None, [f"{tag}, {amount}", tag.note]))

    def _assessment(self) -> Any:
        """Its name, which leads to it for whoever may see it."""
        found = self.ppa.related_assessment
        if found is None or not Assessment.objects.visible_to(self.request.user).filter(pk=found.pk).exists():
            return found
        return format_html('<a href="{}">{}</a>', reverse("needs_assessments:inspect", args=[found.pk]), found)

    def _dates(self) -> list[tuple[str, list[str]]]:
        """Start and end: original, revised, actual."""
        return [
            (label, [_day(getattr(self.ppa, f"{which}_{end}")) for which in ("planned", "revised", "actual")])
            for label, end in ((_("Start"), "start"), (_("End"), "end"))
        ]

    def _for_whom(self) -> dict[str, Any]:
        ppa = self.ppa
        total = (_("All of them"), count_in_words(ppa.target_beneficiaries), count_in_words(ppa.actual_beneficiaries))
        obc = (_("Of them OBC"), count_in_words(ppa.target_obc), count_in_words(ppa.actual_obc))
        groups = [
            (group, count_in_words(group.target), count_in_words(group.actual))
            for group in ppa.beneficiary_groups.all()
        ]
        places = PPAPlace.objects.filter(ppa=ppa).select_related(*PLACE_PATHS.values())
        return {
            "unit": ppa.get_beneficiary_unit_display(),
            "groups": [total, obc, *groups],
            "places": [", ".join(_steps_up(row)) for row in places],
        }

    def _parts(self) -> dict[str, Any] | None:
        """The whole it belongs to, or its parts with their money, and the way to add one."""
        ppa, user = self.ppa, self.request.user
        seen = MonitoringEntry.objects.visible_to(user)
        children = list(seen.filter(parent=ppa).with_asked().order_by("sort_title"))
        may_have_parts = ppa.parent_id is None and ppa.is_open and not ppa.lines.exists()
        may_add = may_have_parts and can_add_for(user, ppa.lead_organization)
        if not (children or ppa.parent or may_add):
            return None
        new = f"{reverse('monitoring_ppas:add')}?parent={ppa.pk}"
        first, rest = children[:SHOWN_PARTS], children[SHOWN_PARTS:]
        return {"ppa": ppa, "children": first, "other_children": rest, "new": new if may_add else ""}

    def _approval(self) -> Iterator[tuple[str, Any]]:
        ppa = self.ppa
        for label, at, by in (
            (_("Proposed"), ppa.proposed_at, ppa.proposed_by),
            (_("Reviewed"), ppa.reviewed_at, ppa.reviewed_by),
            (_("Approved"), ppa.approved_at, ppa.approved_by),
        ):
            yield label, f"{by}, {short_date(timezone.localtime(at).date())}" if at else ""
        if ppa.review_note:
            yield _("What the reviewer found"), ppa.review_note
        yield _("Act"), ppa.enacted_by_act
        yield _("Enacted on"), ppa.enacted_on


def _day(day: Any) -> str:
    return short_date(day) if day else ""


def _steps_up(row: PPAPlace) -> list[str]:
    """The place and what it lies in, up to its province."""
    steps = [row.community, row.in_barangay, row.in_municipality, row.in_province, row.region]
    return list(dict.fromkeys(str(step) for step in steps if step))
