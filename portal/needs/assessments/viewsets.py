"""The register of assessments in the back office; it stands in the menu “Needs”."""

from django.forms import CheckboxSelectMultiple
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel, FieldRowPanel, MultiFieldPanel, ObjectList

from portal.core.registers import RegisterViewSet
from portal.needs.menu import NEEDS_MENU
from portal.needs.models import Assessment

from . import views
from .filters import AssessmentFilterSet
from .forms import AssessmentForm


class AssessmentViewSet(RegisterViewSet):
    model = Assessment
    name = "needs_assessments"
    url_prefix = "needs/assessments"
    menu_label = _("Assessments")
    menu_name = "assessments"
    menu_hook = NEEDS_MENU
    menu_order = 50
    icon = "glasses"
    ordering = "-created_at"
    filterset_class = AssessmentFilterSet
    export_filename = "assessments"
    index_view_class = views.AssessmentIndexView
    add_view_class = views.AddAssessmentView
    edit_view_class = views.EditAssessmentView
    inspect_view_class = views.AssessmentProfileView
    acts = {
        "team": views.TeamView,
        "go_on": views.GoOnView,
        "complete": views.CompleteView,
        "cancel": views.CancelView,
        "enter_needs": views.EnterNeedsView,
        "export_needs": views.ExportNeedsView,
    }
    edit_handler = ObjectList(
        [
            MultiFieldPanel(
                [
                    FieldPanel("title"),
                    FieldRowPanel([FieldPanel("assessment_type"), FieldPanel("priority")]),
                    FieldPanel("objectives"),
                    FieldPanel("methods", widget=CheckboxSelectMultiple),
                ],
                heading=_("What it is"),
            ),
            MultiFieldPanel(
                [
                    FieldPanel("level"),
                    FieldPanel("region"),
                    FieldPanel("province"),
                    FieldPanel("municipality"),
                    FieldPanel("barangay"),
                    FieldPanel("community"),
                ],
                heading=_("Where"),
                help_text=_("Choose the level, and then only the place of that level."),
            ),
            MultiFieldPanel(
                [
                    FieldRowPanel([FieldPanel("planned_start"), FieldPanel("planned_end")]),
                    FieldRowPanel([FieldPanel("actual_start"), FieldPanel("actual_end")]),
                ],
                heading=_("When"),
            ),
            MultiFieldPanel(
                [FieldPanel("people_reached"), FieldPanel("findings"), FieldPanel("recommendations")],
                heading=_("What it found"),
            ),
        ],
        base_form_class=AssessmentForm,
    )


assessment_viewset = AssessmentViewSet()
