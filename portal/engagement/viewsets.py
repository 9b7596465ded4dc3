"""The staff screens of engagements; they stand in the menu "Coordination"."""

from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel, FieldRowPanel, MultiFieldPanel, ObjectList

from portal.core.registers import RegisterViewSet

from . import views
from .filters import EngagementFilterSet, FeedbackFilterSet
from .forms import EngagementForm
from .models import ConsultationFeedback, StakeholderEngagement

MENU = "register_coordination_menu_item"
LEVELS = _(
    "Inform: we told them. Consult: we asked. Involve: we worked with what they said. "
    "Collaborate: we decided together. Empower: they decided."
)


class EngagementViewSet(RegisterViewSet):
    model = StakeholderEngagement
    name = "engagement_register"
    url_prefix = "engagements"
    menu_label = _("Engagements")
    menu_name = "engagements"
    menu_hook = MENU
    menu_order = 70
    icon = "comment"
    ordering = "-planned_start"
    filterset_class = EngagementFilterSet
    export_filename = "engagements"
    index_view_class = views.EngagementIndexView
    add_view_class = views.PlanView
    edit_view_class = views.ChangeView
    inspect_view_class = views.EngagementProfileView
    acts = {
        "schedule": views.ScheduleView,
        "begin": views.BeginView,
        "complete": views.CompleteView,
        "postpone": views.PostponeView,
        "cancel": views.CancelView,
        "people": views.PeopleView,
        "count": views.CountView,
        "hear": views.HearView,
        "link_need": views.LinkNeedView,
        "unlink_need": views.UnlinkNeedView,
        "facilitator": views.FacilitatorView,
        "leave_out": views.LeaveOutView,
    }
    edit_handler = ObjectList(
        [
            MultiFieldPanel(
                [
                    FieldPanel("title"),
                    FieldRowPanel([FieldPanel("engagement_type"), FieldPanel("participation_level", help_text=LEVELS)]),
                    FieldRowPanel([FieldPanel("planned_start"), FieldPanel("planned_end")]),
                    FieldPanel("objectives"),
                    FieldPanel("agenda"),
                ],
                heading=_("What it is"),
            ),
            MultiFieldPanel(
                [
                    FieldRowPanel([FieldPanel("region"), FieldPanel("province")]),
                    FieldPanel("municipality"),
                    FieldRowPanel([FieldPanel("barangay"), FieldPanel("community")]),
                    FieldPanel("venue"),
                ],
                heading=_("Where: choose exactly one place, the smallest that holds it"),
            ),
            MultiFieldPanel([FieldPanel("communities"), FieldPanel("organizations")], heading=_("Who takes part")),
            MultiFieldPanel([FieldRowPanel([FieldPanel("budget"), FieldPanel("cost")])], heading=_("Money")),
            MultiFieldPanel([FieldPanel("outcome"), FieldPanel("minutes")], heading=_("What came of it")),
        ],
        base_form_class=EngagementForm,
    )


class FeedbackViewSet(RegisterViewSet):
    model = ConsultationFeedback
    name = "engagement_feedback"
    url_prefix = "consultation-feedback"
    menu_label = _("Follow-ups")
    menu_name = "follow-ups"
    menu_hook = MENU
    menu_order = 75
    icon = "tasks"
    ordering = "-given_at"
    filterset_class = FeedbackFilterSet
    export_filename = "consultation-feedback"
    index_view_class = views.FeedbackIndexView
    inspect_view_class = views.FeedbackProfileView
    form_fields = ["text"]
    acts = {"done": views.FollowUpView, "due": views.DueView}
    left_out = ("add", "edit")  # feedback is given or written down on its engagement, and never rewritten

    @cached_property
    def menu_url(self) -> str:
        """What waits: the open ones."""
        return f"{reverse(self.get_url_name('index'))}?follow_up=open"


engagement_viewset = EngagementViewSet()
feedback_viewset = FeedbackViewSet()
