from django.utils.translation import gettext_lazy as _
from wagtail import hooks

from portal.activity import register_actions

from .importing import IMPORT_SCREEN
from .viewsets import CoordinationGroup, organization_chooser

register_actions(
    {
        "organizations.add": _("Organization added"),
        "organizations.change": _("Organization changed"),
        "organizations.change_texts": _("Organization changed (text: %(texts)s)"),
        "organizations.deactivate": _("Organization deactivated"),
        "organizations.activate": _("Organization activated"),
        "organizations.grant": _("Role given"),
        "organizations.end": _("Role ended"),
        "organizations.appoint": _("Focal person appointed"),
        "organizations.change_focal_person": _("Focal person changed"),
    }
)


@hooks.register("register_admin_viewset")
def staff_screens() -> list[object]:
    return [CoordinationGroup(), organization_chooser]


hooks.register("register_admin_urls", IMPORT_SCREEN.urls)
