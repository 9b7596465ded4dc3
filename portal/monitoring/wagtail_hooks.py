from wagtail import hooks

from .viewsets import ProgramsGroup


@hooks.register("register_admin_viewset")
def staff_screens() -> ProgramsGroup:
    return ProgramsGroup()
