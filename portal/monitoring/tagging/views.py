"""One page for all the recommendations of a PPA: which it implements, with which share, and what is suggested."""

from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.generic.edit import FormView
from wagtail.admin import messages

from portal.accounts.models import StaffRequest
from portal.core.actions import ActionRefused
from portal.core.text import whole_number
from portal.monitoring.actions.tagging import tag, untag
from portal.monitoring.linking.views import OfPPAMixin
from portal.monitoring.permissions import can_link
from portal.needs.desk.words import pesos_in_words
from portal.policies.models import PolicyRecommendation

from .forms import TagForm
from .rows import policies_of
from .sections import may_be_tagged
from .suggesting import suggested_policies


class TagPoliciesView(OfPPAMixin, FormView):
    """A POST with ``act=untag`` takes the tag with this key off; any other tags with the chosen recommendation."""

    request: StaffRequest
    form_class = TagForm
    template_name = "portal/monitoring/tagging/policies.html"
    page_title = gettext_lazy("Recommendations it implements")

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if not may_be_tagged(self.ppa) or not can_link(self.request.user, self.ppa):
            raise PermissionDenied
        return super().dispatch(request, *args, **kwargs)

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if request.POST.get("act") != "untag":
            return super().post(request, *args, **kwargs)
        rows = self.ppa.implementing_policies.filter(pk=whole_number(request.POST.get("row")) or 0)
        row = rows.select_related("policy").first()
        if row:
            try:
                untag(self.ppa, row.policy, by=self.request.user)
            except ActionRefused as refusal:
                messages.error(request, str(refusal))
            else:
                messages.success(request, _("The recommendation is taken off."))
        return redirect(request.path)

    def get_initial(self) -> dict[str, Any]:
        return {"policy": self.request.GET.get("policy", "")}

    def get_form_kwargs(self) -> dict[str, Any]:
        return {**super().get_form_kwargs(), "user": self.request.user}

    def form_valid(self, form: TagForm) -> HttpResponse:
        policy: PolicyRecommendation = form.cleaned_data["policy"]
        try:
            tag(self.ppa, policy, share=form.cleaned_data["share"], by=self.request.user)
        except ActionRefused as refusal:
            form.add_error(None, str(refusal))
            return self.form_invalid(form)
        messages.success(self.request, _("Tagged with “%(policy)s”.") % {"policy": policy})
        return redirect(self.request.path)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        user, lines = self.request.user, list(self.ppa.lines.all())
        offered = PolicyRecommendation.objects.visible_to(user).aimed_at()
        return {
            **super().get_context_data(**kwargs),
            "ppa": self.ppa,
            "facts": [
                (_("PPA"), self.ppa),
                (_("Office"), self.ppa.lead_organization),
                (_("Sector"), self.ppa.sector),
                (_("Status"), self.ppa.get_status_display()),
                (_("Its money (₱)"), pesos_in_words(sum(line.amount for line in lines)) if lines else ""),
            ],
            "policies": policies_of(self.ppa, user),
            "suggestions": suggested_policies(self.ppa, offered),
        }
