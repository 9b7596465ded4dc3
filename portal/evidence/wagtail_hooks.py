from django.utils.translation import gettext_lazy as _
from wagtail import hooks

from portal.activity import register_actions

from .viewsets import evidence_chooser, evidence_viewset

register_actions(
    {
        "evidence.add": _("Evidence added"),
        "evidence.change": _("Evidence changed"),
        "evidence.change_texts": _("Evidence changed (text: %(texts)s)"),
        "evidence.withdraw": _("Evidence withdrawn"),
        "evidence.restore": _("Evidence taken back into use"),
        "evidence.read_again": _("Text to be read again"),
    }
)


@hooks.register("register_admin_viewset")
def staff_screens() -> list[object]:
    return [evidence_viewset, evidence_chooser]
