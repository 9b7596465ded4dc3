from django.utils.translation import gettext_lazy as _
from wagtail import hooks

from portal.activity import register_actions

from .enums import DecisionKind
from .viewsets import PoliciesGroup

register_actions(
    {
        "policies.add": _("Made"),
        "policies.write": _("Changed"),
        "policies.write_text": _("Changed. Written anew: %(texts)s"),
        "policies.hand_in": _("Text handed in"),
        "policies.publish": _("Text published"),
        "policies.return_change": _("Change of the text returned"),
        "policies.unpublish": _("Text taken off the public site"),
        **{f"policies.{kind.value}": kind.label for kind in DecisionKind},
    }
)


@hooks.register("register_admin_viewset")
def staff_screens() -> list[object]:
    return [PoliciesGroup()]
