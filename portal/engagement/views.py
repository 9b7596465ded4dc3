"""The views of the staff screens: lists, profiles, and one page an act."""

from functools import cached_property
from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format, number_format
from django.utils.text import Truncator
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from wagtail.admin.ui.tables import BaseColumn, Column
from wagtail.admin.widgets.button import Button, HeaderButton

from portal.core.registers import (
    ASIDE,
    ActView,
    DayColumn,
    RegisterCreateView,
    RegisterEditView,
    RegisterIndexView,
    RegisterProfileView,
)
from portal.core.sections import Section
from portal.core.text import whole_number
from portal.needs.models import Need

from . import figures, forms
from .actions import hearing, keeping, moving
from .attaching import evidence_section
from .enums import EngagementStatus, FacilitatorRole, FeedbackType, Measure, ParticipantSector, Sex
from .models import ConsultationFeedback, EngagementFacilitator, NeedRaised, StakeholderEngagement
from .permissions import can_keep, can_read_all
from .querysets import EngagementQuerySet, FeedbackQuerySet
from .tables import engagement_table, feedback_table

FACTS = "portal/core/_facts.html"
DONE = {  # acts by status, the most likely first
    EngagementStatus.PLANNED: ["schedule", "begin", "postpone", "cancel"],
    EngagementStatus.SCHEDULED: ["begin", "schedule", "postpone", "cancel"],
    EngagementStatus.POSTPONED: ["schedule", "cancel"],
    EngagementStatus.IN_PROGRESS: ["complete"],
    EngagementStatus.COMPLETED: ["hear"],
}
ANYTIME = ["people", "count", "hear", "link_need"]
LABELS = {
    "schedule": gettext_lazy("Set its days"),
    "begin": gettext_lazy("Begin"),
    "complete": gettext_lazy("Complete"),
    "postpone": gettext_lazy("Postpone"),
    "cancel": gettext_lazy("Cancel"),
    "people": gettext_lazy("Who came"),
    "count": gettext_lazy("Other number"),
    "hear": gettext_lazy("Write down feedback"),
    "link_need": gettext_lazy("Link a need"),
    "unlink_need": gettext_lazy("Unlink a need"),
    "facilitator": gettext_lazy("Name a facilitator"),
    "leave_out": gettext_lazy("Leave out a facilitator"),
}


class EngagementIndexView(RegisterIndexView):
    results_template_name = "portal/core/card_results.html"
    export_table = staticmethod(engagement_table)

    def listed(self, rows: EngagementQuerySet) -> EngagementQuerySet:
        return rows.with_place().with_people()

    @cached_property
    def columns(self) -> list[BaseColumn]:
        return [
            self.profile_column("title", gettext_lazy("Title"), "title"),
            Column("engagement_type", label=gettext_lazy("Type"), accessor="get_engagement_type_display"),
            Column(
                "participation_level",
                label=gettext_lazy("IAP2 level"),
                accessor="get_participation_level_display",
                sort_key="participation_level",
                classname=ASIDE,
            ),
            Column("place", label=gettext_lazy("Place")),
            DayColumn("starts_on", label=gettext_lazy("On"), sort_key="actual_start"),
            Column("status", label=gettext_lazy("Status"), accessor="get_status_display", sort_key="status"),
            Column(
                "people",
                label=gettext_lazy("People"),
                accessor=_people,
                sort_key="people",
                classname=f"portal-number {ASIDE}",
            ),
        ]

    @cached_property
    def add_item_label(self) -> str:
        return _("Plan an engagement")

    @cached_property
    def header_more_buttons(self) -> list[Button]:
        buttons = list(super().header_more_buttons)
        if can_read_all(self.request.user):
            url = reverse("engagement_figures")
            buttons.append(Button(_("In figures"), url=url, icon_name="table", priority=60))
        return buttons

    @cached_property
    def no_results_message(self) -> str:
        if self.is_searching or self.is_filtering:
            return _("No engagement is like that.")
        return _("There are no engagements yet.")


class PlanView(RegisterCreateView):
    page_title = gettext_lazy("Plan an engagement")
    success_message = gettext_lazy("%(object)s is planned.")

    def save_instance(self) -> StakeholderEngagement:
        return keeping.plan(**self.form.cleaned_data, by=self.request.user)


class ChangeView(RegisterEditView):
    success_message = gettext_lazy("%(object)s is changed.")

    def save_instance(self) -> StakeholderEngagement:
        return keeping.change(self.object, **self.form.cleaned_data, by=self.request.user)


class EngagementProfileView(RegisterProfileView):
    @cached_property
    def header_buttons(self) -> list[HeaderButton]:
        buttons = list(super().header_buttons)
        if can_keep(self.request.user):
            steps = DONE.get(EngagementStatus(self.object.status), [])
            buttons += [HeaderButton(LABELS[act], url=self._act_url(act), icon_name="arrow-right") for act in steps[:1]]
        return buttons

    @cached_property
    def header_more_buttons(self) -> list[Button]:
        buttons = list(super().header_more_buttons)
        if not can_keep(self.request.user):
            return buttons
        steps = DONE.get(EngagementStatus(self.object.status), [])
        acts = [*steps[1:], *(act for act in ANYTIME if act not in steps)]
        if self.object.raised.exists():
            acts.append("unlink_need")
        acts.append("facilitator")
        if self.object.facilitators.exists():
            acts.append("leave_out")
        return [
            *buttons,
            *(Button(LABELS[act], url=self._act_url(act), priority=10 + n) for n, act in enumerate(acts)),
        ]

    def _act_url(self, act: str) -> str:
        return reverse(f"engagement_register:{act}", args=[self.object.pk])

    def get_sections(self) -> list[Section]:
        engagement, user = self.object, self.request.user
        reads_all = can_read_all(user)
        found = [
            Section(_("Facts"), FACTS, rows=_facts(engagement, reads_all)),
            Section(_("What it was about"), FACTS, rows=_texts(engagement, reads_all)),
            Section(_("Who came"), "portal/engagement/admin/people_table.html", **_people_table(engagement)),
            Section(_("Needs raised"), "portal/engagement/admin/needs.html", **_needs(engagement, user)),
        ]
        if reads_all:
            feedback = list(ConsultationFeedback.objects.visible_to(user).filter(engagement=engagement))
            said = figures.satisfaction(ConsultationFeedback.objects.filter(engagement=engagement))
            found.append(Section(_("Feedback"), "portal/engagement/admin/feedback.html", feedback=feedback, said=said))
        return [*found, evidence_section(engagement, user)]


def _facts(engagement: StakeholderEngagement, reads_all: bool) -> list[tuple[Any, Any]]:
    led_by = [f"{one.who} ({one.get_role_display()})" for one in engagement.facilitators.all()]
    rows = [
        (_("Title"), engagement.title),  # a long one does not fit the head of the page
        (_("Type"), engagement.get_engagement_type_display()),
        (_("IAP2 level"), engagement.get_participation_level_display()),
        (_("Status"), engagement.get_status_display()),
        (_("Why"), engagement.status_reason),
        (_("Place"), engagement.place),
        (_("Venue"), engagement.venue),
        (_("Planned"), _days(engagement.planned_start, engagement.planned_end)),
        (_("Held"), _days(engagement.actual_start, engagement.actual_end)),
        (_("Communities"), "\n".join(str(one) for one in engagement.communities.all())),
        (_("Organizations"), "\n".join(str(one) for one in engagement.organizations.all())),
        (_("Led by"), "\n".join(led_by)),
    ]
    if reads_all:
        rows += [(_("Budget (₱)"), _money(engagement.budget)), (_("Cost (₱)"), _money(engagement.cost))]
        other = engagement.trackings.exclude(measure=Measure.PARTICIPANTS)
        rows += [
            (one.get_measure_display(), _("not known") if one.value is None else f"{one.value} {one.unit}")
            for one in other
        ]
    return [row for row in rows if row[1] or row[0] != _("Why")]


def _texts(engagement: StakeholderEngagement, reads_all: bool) -> list[tuple[Any, Any]]:
    rows = [
        (_("What it is for"), engagement.objectives),
        (_("Agenda"), engagement.agenda),
        (_("Outcome"), engagement.outcome),
    ]
    return [*rows, (_("Minutes"), engagement.minutes)] if reads_all else rows


def _people_table(engagement: StakeholderEngagement) -> dict[str, Any]:
    """Numbers by group and sex, as of the day of the newest; a number that nobody knows is left open."""
    rows = list(engagement.trackings.filter(measure=Measure.PARTICIPANTS))
    values = {(row.sector, row.sex): row.value for row in rows}
    groups = [("", _("Everybody who came")), *ParticipantSector.choices]
    lines = [
        (label, [values.get((sector, sex.value)) for sex in Sex])
        for sector, label in groups
        if any(row.sector == sector for row in rows)
    ]
    total = [row.value for row in rows if not row.sector and row.value is not None]
    return {
        "lines": lines,
        "sexes": [sex.label for sex in Sex],
        "total": sum(total) if total else None,
        "as_of": max((row.as_of for row in rows), default=None),
    }


def _needs(engagement: StakeholderEngagement, user: Any) -> dict[str, Any]:
    seen = Need.objects.visible_to(user).filter(pk__in=engagement.raised.values("need"))
    needs = list(seen.order_by("created_at"))
    return {"needs": needs, "others": engagement.raised.count() - len(needs)}


def _days(start: Any, end: Any) -> str:
    shown = [date_format(day, "DATE_FORMAT") for day in (start, end) if day]
    return " – ".join(dict.fromkeys(shown))


def _money(amount: Any) -> str:
    return "" if amount is None else number_format(amount, decimal_pos=2, use_l10n=True, force_grouping=True)


def _people(engagement: Any) -> str:
    return "" if engagement.people is None else number_format(engagement.people, force_grouping=True)


# ---- Acts ------------------------------------------------------------------------------------------------------------


class _KeepView(ActView):
    """An act of those who keep engagements."""

    def is_allowed(self) -> bool:
        return can_keep(self.request.user)


class _OfEngagementView(_KeepView):
    """Whose form looks at the engagement."""

    def get_form_kwargs(self) -> dict[str, Any]:
        return {**super().get_form_kwargs(), "engagement": self.object}


class ScheduleView(_KeepView):
    form_class = forms.ScheduleForm
    page_title = LABELS["schedule"]
    button_label = gettext_lazy("Save the days")
    success_message = gettext_lazy("%(object)s is scheduled.")

    def get_initial(self) -> dict[str, Any]:
        return {"start": self.object.planned_start, "end": self.object.planned_end}

    def act(self, form: Any) -> None:
        moving.schedule(self.object, **form.cleaned_data, by=self.actor)


class BeginView(_KeepView):
    form_class = forms.OnForm
    page_title = LABELS["begin"]
    button_label = gettext_lazy("It began")
    success_message = gettext_lazy("%(object)s has begun.")

    def act(self, form: Any) -> None:
        moving.begin(self.object, **form.cleaned_data, by=self.actor)


class CompleteView(_KeepView):
    form_class = forms.CompleteForm
    page_title = LABELS["complete"]
    button_label = gettext_lazy("It is over")
    success_message = gettext_lazy("%(object)s is completed.")

    def get_initial(self) -> dict[str, Any]:
        day = self.object.planned_end or self.object.actual_start
        return {"on": day, "outcome": self.object.outcome, "cost": self.object.cost}

    def explanation(self) -> list[Any]:
        return [_("Representatives of its communities read the outcome, and may say how it was.")]

    def act(self, form: Any) -> None:
        moving.complete(self.object, **form.cleaned_data, by=self.actor)


class PostponeView(_KeepView):
    form_class = forms.ReasonForm
    page_title = LABELS["postpone"]
    button_label = gettext_lazy("Postpone it")
    success_message = gettext_lazy("%(object)s is postponed.")

    def act(self, form: Any) -> None:
        moving.postpone(self.object, **form.cleaned_data, by=self.actor)


class CancelView(_KeepView):
    form_class = forms.ReasonForm
    page_title = LABELS["cancel"]
    button_label = gettext_lazy("Yes, cancel it")
    success_message = gettext_lazy("%(object)s is cancelled.")
    is_serious = True

    def act(self, form: Any) -> None:
        moving.cancel(self.object, **form.cleaned_data, by=self.actor)


class PeopleView(_OfEngagementView):
    template_name = "portal/engagement/admin/people.html"
    form_class = forms.PeopleForm
    page_title = LABELS["people"]
    button_label = gettext_lazy("Save the numbers")
    success_message = gettext_lazy("%(object)s: the numbers are kept.")

    def explanation(self) -> list[Any]:
        return [
            _("An empty field means that nobody knows; zero means nobody."),
            _("The first line holds everybody. The lines below say how many of them belong to a group."),
        ]

    def act(self, form: Any) -> None:
        keeping.count_people(self.object, numbers=form.numbers, as_of=form.cleaned_data["as_of"], by=self.actor)


class CountView(_KeepView):
    form_class = forms.CountForm
    page_title = LABELS["count"]
    button_label = gettext_lazy("Save the number")
    success_message = gettext_lazy("%(object)s: the number is kept.")

    def act(self, form: Any) -> None:
        data = {**form.cleaned_data, "measure": Measure(form.cleaned_data["measure"])}
        keeping.count(self.object, **data, by=self.actor)


class HearView(_OfEngagementView):
    form_class = forms.FeedbackForm
    page_title = LABELS["hear"]
    button_label = gettext_lazy("Keep it")
    success_message = gettext_lazy("%(object)s: the feedback is kept.")

    def act(self, form: Any) -> None:
        data = {**form.cleaned_data, "feedback_type": FeedbackType(form.cleaned_data["feedback_type"])}
        hearing.write_down_feedback(self.object, **data, by=self.actor)


class LinkNeedView(_KeepView):
    form_class = forms.LinkNeedForm
    page_title = LABELS["link_need"]
    button_label = gettext_lazy("Link it")
    success_message = gettext_lazy("%(object)s: the need is linked.")

    def act(self, form: Any) -> None:
        keeping.link_need(self.object, **form.cleaned_data, by=self.actor)


class UnlinkNeedView(_OfEngagementView):
    form_class = forms.UnlinkNeedForm
    page_title = LABELS["unlink_need"]
    button_label = gettext_lazy("Unlink it")
    success_message = gettext_lazy("%(object)s: the need is no longer linked.")

    def act(self, form: Any) -> None:
        raised: NeedRaised = form.cleaned_data["raised"]
        keeping.unlink_need(raised, by=self.actor)


class FacilitatorView(_KeepView):
    form_class = forms.FacilitatorForm
    page_title = LABELS["facilitator"]
    button_label = gettext_lazy("Write it down")
    success_message = gettext_lazy("%(object)s: the facilitator is written down.")

    def act(self, form: Any) -> None:
        data = {**form.cleaned_data, "role": FacilitatorRole(form.cleaned_data["role"])}
        keeping.name_facilitator(self.object, **data, by=self.actor)


class LeaveOutView(_OfEngagementView):
    form_class = forms.LeaveOutForm
    page_title = LABELS["leave_out"]
    button_label = gettext_lazy("Leave out")
    success_message = gettext_lazy("%(object)s: the facilitator is left out.")

    def act(self, form: Any) -> None:
        facilitator: EngagementFacilitator = form.cleaned_data["facilitator"]
        keeping.leave_out_facilitator(facilitator, by=self.actor)


# ---- Feedback --------------------------------------------------------------------------------------------------------


class FeedbackIndexView(RegisterIndexView):
    page_title = gettext_lazy("Feedback and follow-ups")
    results_template_name = "portal/core/card_results.html"
    export_table = staticmethod(feedback_table)

    def listed(self, rows: FeedbackQuerySet) -> FeedbackQuerySet:
        return rows.select_related("engagement")

    @cached_property
    def columns(self) -> list[BaseColumn]:
        return [
            self.profile_column("text", gettext_lazy("What was said"), "given_at", accessor=_excerpt),
            Column("engagement", label=gettext_lazy("Engagement"), sort_key="engagement__title"),
            Column("given_by_role", label=gettext_lazy("Who said it")),
            Column("satisfaction", label=gettext_lazy("1 to 5"), sort_key="satisfaction", classname=ASIDE),
            DayColumn("follow_up_due_on", label=gettext_lazy("Follow up by"), sort_key="follow_up_due_on"),
            Column("state", label=gettext_lazy("Follow-up"), accessor=_follow_up_state),
        ]

    def get_edit_url(self, instance: Any) -> None:
        return None

    @cached_property
    def no_results_message(self) -> str:
        if self.is_searching or self.is_filtering:
            return _("No feedback is like that.")
        return _("There is no feedback yet.")


class FeedbackProfileView(RegisterProfileView):
    page_title = gettext_lazy("Feedback")

    def get_edit_url(self) -> None:
        return None

    @cached_property
    def header_buttons(self) -> list[HeaderButton]:
        if not can_keep(self.request.user) or self.object.follow_up_done_at:
            return []
        act, label = ("done", _("Followed up")) if self.object.follow_up_needed else ("due", _("Ask for a follow-up"))
        url = reverse(f"engagement_feedback:{act}", args=[self.object.pk])
        return [HeaderButton(label, url=url, icon_name="check")]

    def get_sections(self) -> list[Section]:
        one = self.object
        said = [
            (_("Engagement"), one.engagement),
            (_("Type"), one.get_feedback_type_display()),
            (_("Tone"), one.get_sentiment_display()),
            (_("Who said it"), one.given_by_role),
            (_("Of the community"), one.community),
            (_("What was said"), one.text),
            (_("Satisfaction"), one.satisfaction and _("%(n)s of 5") % {"n": one.satisfaction}),
            (_("Received on"), timezone.localtime(one.given_at).date()),
        ]
        done_on = one.follow_up_done_at and timezone.localtime(one.follow_up_done_at).date()
        follow_up = [
            (_("State"), _follow_up_state(one)),
            (_("Follow up by"), one.follow_up_due_on),
            (_("Followed up on"), done_on),
            (_("Followed up by"), one.follow_up_done_by),
            (_("What was done"), one.follow_up_words),
        ]
        return [Section(_("What was said"), FACTS, rows=said), Section(_("Follow-up"), FACTS, rows=follow_up)]


class FollowUpView(_KeepView):
    form_class = forms.FollowUpForm
    page_title = gettext_lazy("Followed up")
    button_label = gettext_lazy("It is done")
    success_message = gettext_lazy("%(object)s: followed up.")

    def explanation(self) -> list[Any]:
        return [self.object.text]

    def act(self, form: Any) -> None:
        hearing.follow_up(self.object, **form.cleaned_data, by=self.actor)


class DueView(_KeepView):
    form_class = forms.DueForm
    page_title = gettext_lazy("Ask for a follow-up")
    button_label = gettext_lazy("Set the day")
    success_message = gettext_lazy("%(object)s: it will be followed up.")

    def act(self, form: Any) -> None:
        hearing.ask_for_follow_up(self.object, **form.cleaned_data, by=self.actor)


def _excerpt(feedback: ConsultationFeedback) -> str:
    return Truncator(feedback.text).chars(90) or _("(a number only)")


def _follow_up_state(feedback: ConsultationFeedback) -> str:
    if feedback.follow_up_done_at:
        return _("done")
    if feedback.is_late:
        return _("late")
    return _("open") if feedback.follow_up_needed else _("none needed")


# ---- Figures ---------------------------------------------------------------------------------------------------------


def in_figures(request: HttpRequest) -> HttpResponse:
    """Engagements of one year that were held, in numbers that each lead to their rows."""
    if not can_read_all(request.user):
        raise PermissionDenied
    today = timezone.localdate()
    asked = whole_number(request.GET.get("year"))
    year = asked if asked and 2000 <= asked <= today.year + 1 else today.year
    rows = StakeholderEngagement.objects.visible_to(request.user).in_year(year).completed()
    feedback = figures.feedback_on(rows)
    context = {
        "year": year,
        "years": range(today.year, today.year - 5, -1),
        "levels": [(level, n) for level, n in figures.by_level(rows).items()],
        "people": figures.people_reached(rows),
        "sectors": [(sector.label, n) for sector, n in figures.people_by_sector(rows).items()],
        "cost": figures.cost(rows),
        "said": figures.satisfaction(feedback),
        "follow_ups": figures.follow_ups(feedback, today),
        "register_url": reverse("engagement_register:index"),
        "follow_ups_url": reverse("engagement_feedback:index"),
        "page_title": _("Engagements in figures"),
        "header_icon": "table",
    }
    return render(request, "portal/engagement/admin/in_figures.html", context)
