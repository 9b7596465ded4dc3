"""A person's notices: a page of the site for everybody with an account, and the same in the back office."""

from typing import Any

from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse_lazy
from django.utils.decorators import method_decorator
from django.utils.translation import gettext_lazy as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST
from django.views.generic import ListView
from wagtail.admin.views.generic import WagtailAdminTemplateMixin

from portal.accounts.models import StaffRequest

from . import actions
from .models import InboxMessage
from .querysets import InboxQuerySet


@method_decorator([never_cache, login_required], name="dispatch")
class NoticeList(ListView):
    template_name = "portal/notifications/notice_list.html"
    context_object_name = "notices"
    paginate_by = 20
    list_url_name = "notices:list"

    def get_queryset(self) -> InboxQuerySet:
        return InboxMessage.objects.visible_to(self.request.user)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(**kwargs, unread=self.get_queryset().unread().count())


class AdminNoticeList(WagtailAdminTemplateMixin, NoticeList):
    template_name = "portal/notifications/admin/notice_list.html"
    page_title = _("Notices")
    header_icon = "mail"
    _show_breadcrumbs = True
    breadcrumbs_items = [
        {"url": reverse_lazy("wagtailadmin_home"), "label": _("Home")},
        {"url": "", "label": _("Notices")},
    ]


@require_POST
@login_required
def read(request: StaffRequest, pk: int, *, list_url_name: str) -> HttpResponse:
    """The person has read this notice; on to what it is about, if they asked for that."""
    notice = get_object_or_404(InboxMessage.objects.visible_to(request.user), pk=pk)
    actions.mark_read(notice=notice, by=request.user)
    return redirect(notice.path if "open" in request.POST and notice.path else list_url_name)


@require_POST
@login_required
def read_all(request: StaffRequest, *, list_url_name: str) -> HttpResponse:
    actions.mark_all_read(by=request.user)
    return redirect(list_url_name)
