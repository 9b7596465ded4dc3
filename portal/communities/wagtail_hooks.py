from django.utils.translation import gettext_lazy as _
from wagtail import hooks

from portal.activity import register_actions

from .viewsets import barangay_chooser, community_chooser, community_viewset, representative_viewset

register_actions(
    {
        "communities.add": _("Community added"),
        "communities.change": _("Community changed"),
        "communities.deactivate": _("Community deactivated"),
        "communities.activate": _("Community activated"),
        "communities.appoint": _("Representative appointed"),
        "communities.end": _("Representation ended"),
    }
)


@hooks.register("register_admin_viewset")
def staff_screens() -> list[object]:
    return [community_viewset, community_chooser, representative_viewset, barangay_chooser]
