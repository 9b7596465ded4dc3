from django.utils.translation import gettext_lazy as _
from wagtail import hooks

from portal.activity import register_actions

from .viewsets import ProgramsGroup

register_actions(
    {
        "monitoring.propose": _("Proposed"),
        "monitoring.take_back": _("Taken back by the office"),
        "monitoring.review": _("Reviewed"),
        "monitoring.send_back": _("Sent back to be mended"),
        "monitoring.approve": _("Approved"),
        "monitoring.refuse": _("Refused"),
        "monitoring.enact": _("Enacted"),
        "monitoring.start": _("Begun"),
        "monitoring.complete": _("Completed"),
        "monitoring.hold": _("Put on hold"),
        "monitoring.resume": _("Gone on"),
        "monitoring.cancel": _("Cancelled"),
        "monitoring.set_line": _("Money line set"),
        "monitoring.remove_line": _("Money line removed"),
        "monitoring.record_flow": _("Money moved"),
        "monitoring.reverse_flow": _("Flow of money reversed"),
        "monitoring.override_ceiling": _("Let above the ceiling"),
        "monitoring.cross_ceiling": _("Ceiling crossed"),
        "monitoring.lay_out_stages": _("Stages laid out"),
        "monitoring.begin_stage": _("Stage begun"),
        "monitoring.complete_stage": _("Stage completed"),
        "monitoring.reopen_stage": _("Stage opened again"),
        "monitoring.block_stage": _("Stage blocked"),
        "monitoring.unblock_stage": _("Stage no longer blocked"),
        "monitoring.assign_stage": _("Stage given to somebody"),
        "monitoring.set_stage_due": _("Stage given another day"),
        "monitoring.add_stage_document": _("Paper added to a stage"),
        "monitoring.set_calendar": _("Days of the budget calendar set"),
        "monitoring.report_progress": _("Quarter reported"),
        "monitoring.correct_progress": _("Report of a quarter corrected"),
        "monitoring.load": _("Loaded from a published act"),
        "monitoring.demonstrate": _("Made up for the demonstration"),
    }
)


@hooks.register("register_admin_viewset")
def staff_screens() -> ProgramsGroup:
    return ProgramsGroup()
