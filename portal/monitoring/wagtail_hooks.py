from django.utils.translation import gettext_lazy as _
from wagtail import hooks

from portal.activity import register_actions

from .gap.viewsets import gap_viewset
from .justification.views import justification_urls
from .linking.views import linking_urls
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
        "monitoring.link_need": _("Need linked"),
        "monitoring.unlink_need": _("Need no longer linked"),
        "monitoring.share_need": _("Share of a need changed"),
        "monitoring.draft_for_need": _("Drafted for a need"),
        "monitoring.justify": _("Budget justification written"),
        "monitoring.attach_document": _("Document of the justification attached"),
        "monitoring.detach_document": _("Document of the justification detached"),
        "monitoring.override_ceiling": _("Let above the ceiling"),
        "monitoring.cross_ceiling": _("Ceiling crossed"),
        "monitoring.load": _("Loaded from a published act"),
        "monitoring.demonstrate": _("Made up for the demonstration"),
    }
)

hooks.register("register_admin_urls", linking_urls)
hooks.register("register_admin_urls", justification_urls)


@hooks.register("register_admin_viewset")
def staff_screens() -> list[object]:
    return [ProgramsGroup(), gap_viewset]
