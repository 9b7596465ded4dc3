"""The pages of comments on the site: the thread, and one page an act. All work without JavaScript."""

from typing import Any
from uuid import UUID

from django import forms
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from portal.accounts.models import StaffRequest
from portal.core.abuse import TOO_MANY, Guard
from portal.core.actions import ActionRefused

from . import actions
from .enums import CommentState, Reason
from .forms import CommentForm, ReportForm
from .models import Comment
from .notifications import thread_path
from .section import comments_section
from .targets import CommentTarget, target_named, target_of

WRITING = Guard("activity.comments.writing", "12/h/key,60/d/key")
REPORTING = Guard("activity.comments.reporting", "12/h/key,40/d/key")


@require_safe
@never_cache
@login_required
def thread(request: HttpRequest, kind: str, key: str) -> HttpResponse:
    """All comments about one row, for those who may read them."""
    target, row = _row(request, kind, key)
    section = comments_section(row, request.user)
    context = {"title": target.title_of(row), "section": section}
    return render(request, "portal/activity/comments/thread.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
@login_required
def write(request: StaffRequest, kind: str, key: str) -> HttpResponse:
    """Write a comment, or with ``?to=`` answer one."""
    target, row = _row(request, kind, key)
    if not target.may_write(request.user, row):
        raise Http404
    parent = _parent(request, row)
    form = CommentForm(request.POST or None)
    if request.method == "POST" and form.is_valid() and _may_go_on(request, WRITING, form):
        try:
            comment = actions.write(row, text=form.cleaned_data["text"], parent=parent, by=request.user)
        except ActionRefused as refusal:
            form.add_error(None, str(refusal))
        else:
            _say_what_follows(request, comment)
            return redirect(f"{_back(request, row)}#comment-{comment.pk}")
    return _act(request, row, form, "write.html", parent=parent, title=target.title_of(row))


@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
@login_required
def edit(request: StaffRequest, pk: UUID) -> HttpResponse:
    comment = _comment(request, pk, own=True)
    form = CommentForm(request.POST or None, initial={"text": comment.text})
    if request.method == "POST" and form.is_valid() and _may_go_on(request, WRITING, form):
        try:
            comment = actions.edit(comment, text=form.cleaned_data["text"], by=request.user)
        except ActionRefused as refusal:
            form.add_error(None, str(refusal))
        else:
            _say_what_follows(request, comment)
            return redirect(f"{_back(request, comment.about)}#comment-{comment.pk}")
    return _act(request, comment.about, form, "edit.html", comment=comment)


@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
@login_required
def remove(request: StaffRequest, pk: UUID) -> HttpResponse:
    comment = _comment(request, pk, own=True)
    form = forms.Form(request.POST if request.method == "POST" else None)
    if form.is_valid():
        try:
            actions.remove_own(comment, by=request.user)
        except ActionRefused as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, _("Your comment is removed."))
            return redirect(_back(request, comment.about))
    return _act(request, comment.about, form, "remove.html", comment=comment)


@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
@login_required
def report(request: StaffRequest, pk: UUID) -> HttpResponse:
    comment = _comment(request, pk, own=False)
    form = ReportForm(request.POST if request.method == "POST" else None)
    if form.is_valid() and _may_go_on(request, REPORTING, form):
        try:
            actions.report(comment, reason=Reason(form.cleaned_data["reason"]), by=request.user)
        except ActionRefused as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, _("Thank you. The office will look at this comment."))
            return redirect(_back(request, comment.about))
    return _act(request, comment.about, form, "report.html", comment=comment)


def _row(request: HttpRequest, kind: str, key: str) -> tuple[CommentTarget, Any]:
    target = target_named(kind)
    return target, target.row_for(request.user, key)


def _comment(request: HttpRequest, pk: UUID, *, own: bool) -> Comment:
    """A comment that stands, in a thread that the person reads; for acts on own or on others' words."""
    comment = Comment.objects.select_related("author").filter(pk=pk).first()
    if comment is None or not comment.is_standing or (comment.author_id == request.user.pk) != own:
        raise Http404
    if not own and comment.state != CommentState.VISIBLE:
        raise Http404
    target_of(comment.about).row_for(request.user, comment.target_id)
    return comment


def _parent(request: HttpRequest, row: Any) -> Comment | None:
    wanted = request.GET.get("to")
    if not wanted:
        return None
    try:
        key = UUID(wanted)
    except ValueError as odd:
        raise Http404 from odd
    parent = Comment.objects.about(row).filter(pk=key).first()
    if parent is None or not parent.may_be_answered:
        raise Http404
    return parent


def _may_go_on(request: StaffRequest, guard: Guard, form: forms.Form) -> bool:
    """Count one more of this person; the refusal loses nothing that was typed."""
    if guard.lets_in(request, str(request.user.pk)):
        return True
    too_many = _("You sent many comments in a short time. Your text is still here: send it later.")
    form.add_error(None, forms.ValidationError(too_many, code=TOO_MANY))
    return False


def _say_what_follows(request: HttpRequest, comment: Comment) -> None:
    if comment.state == CommentState.HELD:
        messages.success(request, _("Your comment is kept. Others see it once the office has looked at it."))
    else:
        messages.success(request, _("Your comment is there."))


def _back(request: HttpRequest, row: Any) -> str:
    """The page from which the person came, on this site; else the thread."""
    wanted = request.POST.get("back", "")
    if url_has_allowed_host_and_scheme(wanted, allowed_hosts={request.get_host()}, require_https=request.is_secure()):
        return wanted
    return thread_path(row)


def _act(request: HttpRequest, row: Any, form: forms.Form, template: str, **context: Any) -> HttpResponse:
    back = request.POST.get("back") or request.GET.get("back") or thread_path(row)
    if not url_has_allowed_host_and_scheme(back, allowed_hosts={request.get_host()}):
        back = thread_path(row)
    status = 200
    if request.method == "POST":
        status = 429 if form.has_error("__all__", code=TOO_MANY) else 400
    context = {"form": form, "back": back, **context}
    return render(request, f"portal/activity/comments/{template}", context, status=status)
