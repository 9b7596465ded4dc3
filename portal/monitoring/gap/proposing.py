"""“Propose a PPA for this need”: a draft with the need, its place and its sector filled in."""

from functools import cached_property
from typing import Any

from django import forms
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.generic.edit import FormView
from wagtail.admin import messages
from wagtail.admin.views.generic.base import WagtailAdminTemplateMixin

from portal.accounts.models import StaffRequest, User
from portal.core.actions import ActionRefused
from portal.monitoring.actions.drafting import draft_for
from portal.monitoring.figures.funding import funding_of
from portal.monitoring.models import MonitoringEntry
from portal.monitoring.permissions import can_any
from portal.needs.desk.words import count_in_words, pesos_in_words, place_of, state_of
from portal.needs.enums import ForwardingState
from portal.needs.models import Need, NeedSummary
from portal.needs.scope import reach_of
from portal.organizations.choices import OrganizationChoiceField


class ProposeForm(forms.Form):
    office = OrganizationChoiceField(
        label=gettext_lazy("Office that does it"),
        help_text=gettext_lazy("An office that takes the need up is chosen already."),
    )
    title = forms.CharField(
        label=gettext_lazy("Title of the PPA"),
        max_length=255,
        help_text=gettext_lazy("The public reads it once an act grants the money: name no person."),
    )
    plan_year = forms.IntegerField(label=gettext_lazy("Fiscal year"), min_value=2019, max_value=2100)

    def __init__(self, *args: Any, user: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["office"].offer(user, "add", MonitoringEntry)  # type: ignore[attr-defined]


class ProposeView(WagtailAdminTemplateMixin, FormView):
    request: StaffRequest
    form_class = ProposeForm
    template_name = "portal/monitoring/gap/propose.html"
    page_title = gettext_lazy("Propose a PPA for this need")
    header_icon = "tasks"

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if not can_any(self.request.user, "add"):
            raise PermissionDenied
        return super().dispatch(request, *args, **kwargs)

    @cached_property
    def need(self) -> Need:
        """One that the person sees: staff all of them, an office what it has in hand."""
        rows = Need.objects.visible_to(self.request.user).with_place().select_related("category__sector")
        found: Need | None = rows.filter(pk=self.kwargs["need"]).first()
        if found is None:
            raise Http404
        return found

    def get_form_kwargs(self) -> dict[str, Any]:
        return {**super().get_form_kwargs(), "user": self.request.user}

    def get_initial(self) -> dict[str, Any]:
        initial: dict[str, Any] = {"title": title_for(self.need), "plan_year": timezone.localdate().year + 1}
        taken_up = self.need.forwardings.filter(state=ForwardingState.ACCEPTED).order_by("answered_at").first()
        return {**initial, **({"office": taken_up.mao_id} if taken_up else {})}

    def form_valid(self, form: ProposeForm) -> HttpResponse:
        try:
            ppa = draft_for(self.need, **form.cleaned_data, by=self.request.user)
        except ActionRefused as refusal:
            form.add_error(None, str(refusal))
            return self.form_invalid(form)
        messages.success(
            self.request,
            _("“%(ppa)s” is a draft now and answers this need. Next: its money and its justification.") % {"ppa": ppa},
        )
        return redirect(ppa.get_absolute_url())

    def get_breadcrumbs_items(self) -> list[dict[str, str]]:
        need = {"url": self._back_url, "label": self.need.spoken_reference}
        return [*self.breadcrumbs_items, need, {"url": "", "label": str(self.page_title)}]

    def get_page_subtitle(self) -> str:
        return self.need.spoken_reference

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        need = self.need
        money = funding_of(Need.objects.filter(pk=need.pk))[need.pk]
        facts = [
            (_("Need"), f"{need.spoken_reference}, {need.title}"),
            (_("State"), state_of(need)),
            (_("Score"), "" if need.priority_score is None else str(need.priority_score)),
            (_("Cost (₱)"), pesos_in_words(money.cost)),
            (_("Granted (₱)"), pesos_in_words(money.funded)),
        ]
        filled = [
            (_("Place"), place_of(need)),
            (_("Sector"), need.category.sector.name),
            (_("Beneficiaries, target"), count_in_words(need.affected_population)),
            (_("Assessment"), need.assessment),
        ]
        context = {**super().get_context_data(**kwargs), "need": need, "facts": facts, "filled": filled}
        return {**context, "back_url": self._back_url}

    @property
    def _back_url(self) -> str:
        """The page of the need; an office, which has none, goes back to what it was asked."""
        if reach_of(self.request.user, Need, "view").everything:
            return self.need.get_absolute_url()
        return reverse("needs_forwarded:index")


def title_for(need: Need) -> str:
    """What the public reads of the need; else its category and town: people name others, and some communities may not
    be named."""
    summary = NeedSummary.objects.public().filter(need=need).first()
    town = need.in_municipality or need.in_province or need.in_region
    return summary.title if summary else f"{need.category.name}, {town}"
