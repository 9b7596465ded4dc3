"""One page for one act of a person on the public site: its form, what it means, a button, and the way back."""

from collections.abc import Callable
from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render

from portal.core.actions import ActionRefused


def one_act(
    request: HttpRequest,
    *,
    form: forms.Form,
    act: Callable[[Any], object],
    is_possible: bool,
    template: str,
    done: str,
    back: str,
    context: dict[str, Any],
) -> HttpResponse:
    """Show the form while there is something to do; once it is sent and right, act and lead back.

    A refusal stands on the form, with what was typed.
    """
    status = 200
    if request.method == "POST":
        if form.is_valid():
            try:
                act(form)
            except ActionRefused as refusal:
                form.add_error(None, str(refusal))
            else:
                messages.success(request, done)
                return redirect(back)
        status = 400
    elif not is_possible:
        return redirect(back)
    return render(request, template, {"form": form, **context}, status=status)


def sent(request: HttpRequest) -> QueryDict | None:
    """What a form is bound to: nothing while it is only shown."""
    return request.POST if request.method == "POST" else None
