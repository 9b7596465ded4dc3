"""One page for all the evidence of a row: what is attached, one more, one less."""

from collections.abc import Callable
from typing import Any
from uuid import UUID

from django import forms
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.http import urlencode
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.generic import FormView
from wagtail.admin import messages
from wagtail.admin.views.generic.base import WagtailAdminTemplateMixin

from portal.core.access import row_or_404
from portal.core.actions import ActionRefused
from portal.core.sections import Section
from portal.evidence.attached import attached_section
from portal.evidence.choices import EvidenceField
from portal.evidence.models import EvidenceItem
from portal.needs.actions.attaching import attach, detach
from portal.needs.models import Assessment, Need
from portal.needs.permissions import can_attach


class AttachForm(forms.Form):
    item = EvidenceField(label=gettext_lazy("Evidence"))


class DetachForm(forms.Form):
    """Any item that the person may see, also one that was withdrawn meanwhile."""

    item = forms.ModelChoiceField(EvidenceItem.objects.none())


class EvidencePage(WagtailAdminTemplateMixin, FormView):
    """A POST with ``act=detach`` takes the item off; any other attaches it."""

    model: Any
    """A model with ``evidence``: of a need, an assessment, or of a later room."""

    register: str
    acts: tuple[Callable[..., Any], Callable[..., Any]] = (attach, detach)
    """What attaches an item, and what detaches it."""

    advice: Any = ""
    template_name = "portal/needs/admin/evidence.html"
    form_class = AttachForm
    page_title = gettext_lazy("Evidence")
    header_icon = "doc-full"

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        row_or_404(self.model, request.user, kwargs["pk"], {"view"})
        if request.method == "POST" and not self.may_attach:
            raise PermissionDenied
        return super().dispatch(request, *args, **kwargs)

    @cached_property
    def object(self) -> Any:
        key: UUID = self.kwargs["pk"]
        return self.model.objects.visible_to(self.request.user).get(pk=key)

    @cached_property
    def may_attach(self) -> bool:
        return can_attach(self.request.user, self.model)

    def given_to_new(self) -> dict[str, str]:
        """What a new item, added from here, is filled in with."""
        return {}

    @property
    def add_url(self) -> str:
        """Where an item is added that is not there yet; from there the way leads back here, with the item chosen."""
        return f"{reverse('evidence_register:add')}?{urlencode({**self.given_to_new(), 'next': self.request.path})}"

    @property
    def is_detaching(self) -> bool:
        return self.request.POST.get("act") == "detach"

    def get_form(self, form_class: Any = None) -> Any:
        if self.is_detaching:
            form = DetachForm(self.request.POST)
            form.fields["item"].queryset = EvidenceItem.objects.visible_to(self.request.user)  # type: ignore[attr-defined]
            return form
        form = super().get_form(form_class)
        form.fields["item"].offer(self.request.user)
        return form

    def get_initial(self) -> dict[str, Any]:
        """The item that was just added."""
        try:
            key = UUID(self.request.GET.get("item", ""))
        except ValueError:
            return {}
        return {"item": EvidenceItem.objects.visible_to(self.request.user).filter(pk=key).first()}

    def form_valid(self, form: Any) -> HttpResponse:
        act = type(self).acts[self.is_detaching]
        try:
            act(self.object, item=form.cleaned_data["item"], by=self.request.user)
        except ActionRefused as refusal:
            messages.error(self.request, str(refusal))
        else:
            said = _("%(item)s is detached.") if self.is_detaching else _("%(item)s is attached.")
            messages.success(self.request, said % {"item": form.cleaned_data["item"]})
        return redirect(self.request.path)

    def get_page_subtitle(self) -> str:
        return str(self.object)

    def get_breadcrumbs_items(self) -> list[dict[str, Any]]:
        plural = capfirst(str(self.model._meta.verbose_name_plural))
        return [
            *self.breadcrumbs_items,
            {"url": reverse(f"{self.register}:index"), "label": plural},
            {"url": self._back_url, "label": str(self.object)},
            {"url": "", "label": self.page_title},
        ]

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        context = super().get_context_data(**kwargs)
        form = context["form"] if isinstance(context["form"], AttachForm) else self._empty_form()
        return {
            **context,
            "form": form,
            "media": form.media,
            "section": self._section(),
            "may_attach": self.may_attach,
            "back_url": self._back_url,
        }

    @property
    def _back_url(self) -> str:
        """The page of the need or assessment itself."""
        return reverse(f"{self.register}:inspect", args=[self.object.pk])

    def _empty_form(self) -> AttachForm:
        form = AttachForm()
        form.fields["item"].offer(self.request.user)  # type: ignore[attr-defined]
        return form

    def _section(self) -> Section:
        detach_url = self.request.path if self.may_attach else ""
        return attached_section(self.object.evidence.all(), self.request.user, detach_url=detach_url)


class NeedEvidenceView(EvidencePage):
    model = Need
    register = "needs_register"


class AssessmentEvidenceView(EvidencePage):
    model = Assessment
    register = "needs_assessments"
