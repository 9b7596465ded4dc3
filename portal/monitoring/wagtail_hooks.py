from django.utils.translation import gettext_lazy as _
from wagtail import hooks

from portal.activity import register_actions
from portal.policies.menu import POLICIES_MENU

from .attaching import evidence_urls
from .boards.viewsets import dashboard_viewset
from .gap.viewsets import gap_viewset
from .importing.viewsets import import_viewset
from .justification.views import justification_urls
from .linking.views import linking_urls
from .policy_budget.viewsets import policy_budget_viewset, tagging_menu_item
from .recommended.viewsets import overview_viewset
from .tagging.many import tagging_urls
from .viewsets import ProgramsGroup

register_actions(
    {
        "monitoring.add": _("Made"),
        "monitoring.change": _("Changed"),
        "monitoring.change_texts": _("Changed. Written anew: %(texts)s"),
        "monitoring.set_team": _("Team set"),
        "monitoring.report_reached": _("People reached, reported"),
        "monitoring.ask_change": _("Change asked for: %(fields)s"),
        "monitoring.approve_change": _("Change approved"),
        "monitoring.refuse_change": _("Change not approved: %(fields)s"),
        "monitoring.withdraw_change": _("Request for a change taken back"),
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
        "monitoring.set_line": _("Money line of %(year)s, %(expense_class)s, set (₱)"),
        "monitoring.remove_line": _("Money line of %(year)s, %(expense_class)s, removed (₱)"),
        "monitoring.record_flow": _("Money moved, %(type)s of %(on)s: ₱%(amount)s"),
        "monitoring.reverse_flow": _("Money moved back, %(type)s, on %(on)s: ₱%(amount)s"),
        "monitoring.make_contract": _("Contract over several years made: ₱%(cost)s"),
        "monitoring.change_contract": _("Contract over several years changed"),
        "monitoring.add_ceiling": _("Ceiling set"),
        "monitoring.change_ceiling": _("Ceiling changed"),
        "monitoring.attach_evidence": _("Evidence attached"),
        "monitoring.detach_evidence": _("Evidence detached"),
        "monitoring.link_need": _("Need linked"),
        "monitoring.unlink_need": _("Need no longer linked"),
        "monitoring.share_need": _("Share of a need changed"),
        "monitoring.tag_policy": _("Recommendation named that it implements"),
        "monitoring.untag_policy": _("Recommendation no longer named"),
        "monitoring.share_policy": _("Share of a recommendation changed"),
        "monitoring.draft_for_need": _("Drafted for a need"),
        "monitoring.justify": _("Budget justification written"),
        "monitoring.attach_document": _("Document of the justification attached"),
        "monitoring.detach_document": _("Document of the justification detached"),
        "monitoring.override_ceiling": _("Let above the ceiling"),
        "monitoring.cross_ceiling": _("Ceiling crossed"),
        "monitoring.add_outcome": _("Result promised: %(indicator)s"),
        "monitoring.change_outcome": _("Result described otherwise"),
        "monitoring.remove_outcome": _("Result taken away: %(indicator)s"),
        "monitoring.set_target": _("Target of %(period)s set"),
        "monitoring.revise_target": _("Target of %(period)s revised"),
        "monitoring.remove_period": _("Period %(period)s of a result taken away"),
        "monitoring.report_actual": _("Value of %(period)s reported"),
        "monitoring.approve_actual": _("Value of %(period)s approved: %(actual)s"),
        "monitoring.send_back_actual": _("Value of %(period)s sent back"),
        "monitoring.write_lessons": _("Lessons written down"),
        "monitoring.add_indicator": _("Put into the library"),
        "monitoring.change_indicator": _("Changed in the library"),
        "monitoring.activate_indicator": _("Offered again"),
        "monitoring.deactivate_indicator": _("No longer offered"),
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
        "monitoring.import_ppa": _("Imported from a file, row %(row)s"),
        "monitoring.undo_import": _("Its import taken back, row %(row)s"),
        "monitoring.load": _("Loaded from a published act"),
        "monitoring.demonstrate": _("Made up for the demonstration"),
    }
)

hooks.register("register_admin_urls", linking_urls)
hooks.register("register_admin_urls", justification_urls)
hooks.register("register_admin_urls", evidence_urls)
hooks.register("register_admin_urls", tagging_urls)
hooks.register(POLICIES_MENU, tagging_menu_item)


@hooks.register("register_admin_viewset")
def staff_screens() -> list[object]:
    return [dashboard_viewset, ProgramsGroup(), gap_viewset, import_viewset, policy_budget_viewset, overview_viewset]
