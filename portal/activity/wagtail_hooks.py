from django.utils.translation import gettext_lazy as _
from wagtail import hooks

from . import register_actions
from .comments.viewsets import CommentViewSet, comment_viewset

register_actions(
    {
        "activity.comment_write": _("Comment written"),
        "activity.comment_edit": _("Comment changed by its author"),
        "activity.comment_remove_own": _("Comment removed by its author"),
        "activity.comment_report": _("Comment reported"),
        "activity.comment_release": _("Comment released"),
        "activity.comment_remove": _("Comment removed by the office"),
        "activity.comment_keep": _("Comment kept after a report"),
        "activity.comment_restore": _("Comment shown again"),
        "activity.comment_exported": _("Comment handed out to its author"),
        "activity.comment_erase": _("Words and author of a comment erased"),
    }
)


@hooks.register("register_admin_viewset")
def staff_screens() -> CommentViewSet:
    return comment_viewset
