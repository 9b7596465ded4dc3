from wagtail import hooks

from portal.activity import register_actions

from .desk.brief import brief_urls
from .enums import DecisionKind
from .viewsets import PoliciesGroup

register_actions({**{f"policies.{kind.value}": kind.label for kind in DecisionKind}})


@hooks.register("register_admin_viewset")
def staff_screens() -> list[object]:
    return [PoliciesGroup()]


hooks.register("register_admin_urls", brief_urls)
