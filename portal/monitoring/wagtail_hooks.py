from django.utils.translation import gettext_lazy as _
from wagtail import hooks

from portal.activity import register_actions

from .viewsets import ProgramsGroup

register_actions(
    {
        "ppas.load": _("Loaded from a published act"),
        "ppas.demonstrate": _("Made up for the demonstration"),
    }
)


@hooks.register("register_admin_viewset")
def staff_screens() -> ProgramsGroup:
    return ProgramsGroup()
