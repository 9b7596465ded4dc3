"""The page on which a representative says how an engagement was, once."""

from uuid import UUID

from django import forms
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from portal.accounts.models import StaffRequest
from portal.core.actions import ActionRefused

from .actions.hearing import give_feedback
from .models import ConsultationFeedback, StakeholderEngagement

SCORES = [
    (5, gettext_lazy("Very good")),
    (4, gettext_lazy("Good")),
    (3, gettext_lazy("Neither good nor bad")),
    (2, gettext_lazy("Bad")),
    (1, gettext_lazy("Very bad")),
]
LONGEST_TEXT = 1000


class HowItWasForm(forms.Form):
    use_required_attribute = False

    satisfaction = forms.TypedChoiceField(
        label=gettext_lazy("How was it for your community?"),
        choices=SCORES,
        coerce=int,
        widget=forms.RadioSelect,
        error_messages={"required": gettext_lazy("Choose one."), "invalid_choice": gettext_lazy("Choose one.")},
    )
    text = forms.CharField(
        label=gettext_lazy("What should the office know?"),
        help_text=gettext_lazy("What was good, what was missing. Please write no names of people."),
        required=False,
        max_length=LONGEST_TEXT,
        widget=forms.Textarea(attrs={"rows": 4}),
        error_messages={
            "max_length": gettext_lazy("Write it shorter: at most %(limit_value)d letters and signs."),
            "null_characters_not_allowed": gettext_lazy(
                "There is a sign in the text that we cannot keep. Please type it again."
            ),
        },
    )


@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
@login_required
def say_how_it_was(request: StaffRequest, pk: UUID) -> HttpResponse:
    engagement = StakeholderEngagement.objects.of_represented(request.user).completed().filter(pk=pk).first()
    if engagement is None:
        raise Http404
    if ConsultationFeedback.objects.filter(engagement=engagement, author=request.user).exists():
        messages.info(request, _("You have already said how it was. Thank you."))
        return redirect("communities:dashboard")
    form = HowItWasForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        try:
            give_feedback(engagement, **form.cleaned_data, by=request.user)
        except ActionRefused as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, _("Thank you. The office reads what you wrote."))
            return redirect("communities:dashboard")
    context = {"form": form, "engagement": engagement}
    status = 400 if request.method == "POST" else 200
    return render(request, "portal/engagement/say_how_it_was.html", context, status=status)
