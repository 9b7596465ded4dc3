"""The staff screens of PPAs and the menu they stand in."""

from typing import Any

from django.db import models
from django.utils.translation import gettext_lazy
from wagtail.admin.viewsets.model import ModelViewSetGroup

from portal.core.registers import RegisterViewSet

from .actions.rows import lock
from .ceilings.viewsets import CeilingViewSet
from .costs.viewsets import CostsViewSet
from .desk.acts import ACTS
from .desk.drafts import AddPPAView, EditPPAView
from .desk.listing import PPAIndexView
from .desk.ppa_page import PPAProfileView
from .filters import PPAFilterSet
from .forms.draft import DraftForm
from .menu import PROGRAMS_MENU
from .models import MonitoringEntry
from .money.views import MONEY_ACTS
from .results.acts import PPA_ACTS as RESULT_ACTS
from .results.lessons import LessonsViewSet
from .results.library import IndicatorViewSet
from .results.registers import OutcomeViewSet, PeriodViewSet
from .scorecard.views import ScorecardViewSet
from .stages.acts import LayOutView
from .stages.viewsets import CalendarViewSet, StageViewSet
from .updates.acts import ReportView
from .updates.slippage import SlippageViewSet
from .updates.viewsets import UpdateViewSet


class PPAViewSet(RegisterViewSet):
    model = MonitoringEntry
    name = "monitoring_ppas"
    url_prefix = "programs/ppas"
    icon = "tasks"
    menu_label = gettext_lazy("PPAs")
    menu_name = "ppas"
    ordering = "-created_at"
    index_view_class = PPAIndexView
    add_view_class = AddPPAView
    edit_view_class = EditPPAView
    inspect_view_class = PPAProfileView
    filterset_class = PPAFilterSet
    export_filename = "ppas"
    acts = {**ACTS, **MONEY_ACTS, **RESULT_ACTS, "lay_out_stages": LayOutView, "report": ReportView}

    def get_form_class(self, for_update: bool = False) -> type[Any]:
        return DraftForm

    def lock(self, row: models.Model) -> None:
        lock(row)  # type: ignore[arg-type]


class ProgramsGroup(ModelViewSetGroup):
    """The menu “Programs”."""

    items = (
        PPAViewSet,
        CeilingViewSet,
        StageViewSet,
        UpdateViewSet,
        SlippageViewSet,
        ScorecardViewSet,
        OutcomeViewSet,
        PeriodViewSet,
        CostsViewSet,
        LessonsViewSet,
        IndicatorViewSet,
        CalendarViewSet,
    )
    menu_label = gettext_lazy("Programs")
    menu_name = "programs"
    menu_icon = "tasks"
    menu_order = 300
    submenu_hook = PROGRAMS_MENU
