from django.utils.translation import gettext_lazy as _
from wagtail import hooks

from portal.activity import register_actions

from .assessments.choosers import municipality_chooser
from .assessments.importing import IMPORT_SCREEN
from .assessments.viewsets import assessment_viewset
from .attaching.urls import attaching_urls
from .boards.viewsets import boards_viewset
from .desk.viewsets import need_viewset
from .enums import EventKind
from .forwarding.rates import answers_viewset
from .forwarding.viewsets import forwarding_viewset
from .history import AUDIT_PREFIX
from .menu import needs_menu
from .summaries.screens import summary_viewset

register_actions(
    {
        "needs.summary_written": _("Public text drafted"),
        "needs.summary_handed_in": _("Public text handed in"),
        "needs.summary_sent_back": _("Public text sent back"),
        "needs.summary_changed": _("Change of the public text published"),
        "needs.file_shown": _("Picture shown to the public"),
        "needs.file_hidden": _("Picture kept private"),
        **{f"{AUDIT_PREFIX}{kind.value}": kind.label for kind in EventKind},
        "needs.write_note": _("Note written"),
        "needs.export": _("Taken out in a list of needs"),
        "needs.export_forwarded": _("Taken out in a list of forwarded needs"),
        "needs.followed": _("Need followed"),
        "needs.person_exported": _("Handed out to the person it is about"),
        "needs.submitter_erased": _("Erased who speaks behind the need"),
        "needs.sender_erased": _("Erased who sent the need"),
        "needs.files_erased": _("Private files erased (%(files)s)"),
        "needs.follower_erased": _("Erased who follows the need"),
        "needs.attach_evidence": _("Evidence attached"),
        "needs.detach_evidence": _("Evidence detached"),
        "needs.demonstrate": _("Made up for the demonstration"),
        "assessments.add": _("Assessment added"),
        "assessments.change": _("Assessment changed"),
        "assessments.change_texts": _("Assessment changed (text: %(texts)s)"),
        "assessments.go_on": _("Next step"),
        "assessments.complete": _("Assessment completed"),
        "assessments.cancel": _("Assessment cancelled"),
        "assessments.set_team": _("Team changed"),
        "assessments.export_needs": _("List of needs exported"),
        "assessments.demonstrate": _("Made up for the demonstration"),
    }
)

hooks.register("register_admin_menu_item", needs_menu)
hooks.register("register_admin_urls", attaching_urls)
hooks.register("register_admin_urls", IMPORT_SCREEN.urls)


@hooks.register("register_admin_viewset")
def staff_screens() -> list[object]:
    return [
        need_viewset,
        summary_viewset,
        forwarding_viewset,
        answers_viewset,
        boards_viewset,
        assessment_viewset,
        municipality_chooser,
    ]
