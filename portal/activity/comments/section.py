"""The thread of a row as a part of its page, with a plain form: on the site and in the back office."""

from typing import Any

from django.contrib.auth.models import AnonymousUser
from django.middleware.csrf import get_token
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from portal.core.access import AnyUser
from portal.core.sections import Section

from .forms import CommentForm
from .notifications import thread_path
from .reading import thread_of

SITE, STAFF = "portal/activity/comments/section.html", "portal/activity/comments/admin/section.html"
EVERYBODY = "portal/activity/comments/everybody.html"


class CommentsSection(Section):
    """Needs the request of its page for its form, and leads back to that page."""

    def get_context_data(self, parent_context: Any = None) -> dict[str, Any]:
        context = super().get_context_data(parent_context)
        request = context["request"]
        has_form = request is not None and self.context["thread"].may_write
        # An anonymous page must stay without a token: it is kept and served to everybody.
        return {
            **context,
            "csrf_token": get_token(request) if has_form else "",
            "back": request.get_full_path() if request is not None else "",
        }


def comments_section(row: Any, user: AnyUser, *, for_staff: bool = False) -> CommentsSection | None:
    """The comments about a row for a reader of its page; None for somebody who may not read them.

    Where the page is public, everybody reads what is shown there, with roles and without names.
    """
    thread = thread_of_reader(row, user)
    if thread is None:
        return None
    return CommentsSection(
        _("Comments"),
        STAFF if for_staff else SITE,
        thread=thread,
        form=CommentForm() if thread.may_write else None,
        write_url=reverse("comments:write", args=[row._meta.label_lower, row.pk]),
        thread_url=thread_path(row),
        is_signed_in=user.is_authenticated,
    )


def everybodys_section(row: Any) -> Section | None:
    """The comments on a page that is kept and the same for everybody: roles, no names, and a link to write."""
    thread = thread_of_reader(row, AnonymousUser())
    if thread is None:
        return None
    return Section(_("Comments"), EVERYBODY, thread=thread, thread_url=thread_path(row))


def thread_of_reader(row: Any, user: AnyUser) -> Any:
    from .targets import target_of

    if not target_of(row).visible_to(user).filter(pk=row.pk).exists():
        return None
    return thread_of(row, user)
