from django.utils.translation import gettext_lazy as _
from wagtail import hooks

from portal.activity import register_actions

from .importing import IMPORT_SCREEN
from .representing.staff import request_viewset
from .viewsets import barangay_chooser, community_chooser, community_viewset, representative_viewset

register_actions(
    {
        "communities.add": _("Community added"),
        "communities.change": _("Community changed"),
        "communities.deactivate": _("Community deactivated"),
        "communities.activate": _("Community activated"),
        "communities.record": _("Figures or access recorded"),
        "communities.remove_statement": _("Entry removed: %(subject)s, %(as_of)s"),
        "communities.appoint": _("Representative appointed"),
        "communities.end": _("Representation ended"),
        "communities.request": _("Request received"),
        "communities.release_request": _("Request taken from the held ones"),
        "communities.verify_request": _("Request verified"),
        "communities.refuse_request": _("Request refused"),
        "communities.person_exported": _("Handed out to the person it is about"),
        "communities.forget_request": _("Personal data erased"),
        "communities.account_exported": _("Account handed out to the person it is of"),
        "communities.account_erased": _("Account emptied of who it was of"),
    }
)


@hooks.register("register_admin_viewset")
def staff_screens() -> list[object]:
    return [community_viewset, community_chooser, representative_viewset, request_viewset, barangay_chooser]


hooks.register("register_admin_urls", IMPORT_SCREEN.urls)
