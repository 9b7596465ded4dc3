"""The screens on which an office keeps its application forms."""

from functools import cached_property
from typing import Any

import django_filters
from django.core.exceptions import ValidationError
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.generic.edit import FormView
from wagtail.admin import messages
from wagtail.admin.filters import WagtailFilterSet
from wagtail.admin.ui.tables import BaseColumn, Column, LiveStatusTagColumn, UpdatedAtColumn
from wagtail.admin.views.generic import InspectView
from wagtail.admin.views.generic.base import WagtailAdminTemplateMixin
from wagtail.admin.views.generic.permissions import PermissionCheckedMixin
from wagtail.admin.widgets.button import Button, HeaderButton
from wagtail.snippets.views.snippets import IndexView, WorkflowActionView

from catalog.applications.querysets import ApplicationFormQuerySet
from catalog.editing import EditorialEditView
from catalog.filters import EDITORIAL_STATES, in_editorial_state
from catalog.models import ApplicationForm
from catalog.permissions import can_change
from catalog.questions import Definition, Question
from catalog.questions import Section as Page
from portal.accounts.models import StaffRequest
from portal.core.access import ScopedIndexMixin, ScopedSnippetViewSet
from portal.core.actions import ActionRefused
from portal.core.sections import Section
from portal.organizations.models import Organization

from .actions import start
from .definitions import definition_of
from .forms import EMPTY, StartForm
from .missing import sentences
from .panels import BUILDER
from .templates import form_templates
from .words import in_words


def offices_with_forms(request: HttpRequest) -> Any:
    """Only offices whose forms the person may see."""
    visible = ApplicationForm.objects.visible_to(request.user)
    return Organization.objects.filter(pk__in=visible.values("offering__offering_mao"))


class FormFilterSet(WagtailFilterSet):
    state = django_filters.ChoiceFilter(label=gettext_lazy("State"), choices=EDITORIAL_STATES, method="in_state")
    office = django_filters.ModelChoiceFilter(
        label=gettext_lazy("Office"), queryset=offices_with_forms, field_name="offering__offering_mao"
    )

    class Meta:
        model = ApplicationForm
        fields = ["state", "office"]

    def in_state(self, rows: Any, name: str, value: str) -> Any:
        return in_editorial_state(rows, value)


def version_of(form: Any) -> str:
    return str(form.version) if form.version else _("none yet")


class FormIndexView(ScopedIndexMixin, IndexView):
    request: StaffRequest

    @cached_property
    def add_item_label(self) -> str:
        return _("Start from a template")

    @cached_property
    def columns(self) -> list[BaseColumn]:
        """How many applications are open is told only to those who may see figures of applications."""
        may_count = self.request.user.has_perm("catalog.count_serviceapplication")
        return [column for column in super().columns if may_count or column.name != "open_applications"]

    def listed(self, rows: ApplicationFormQuerySet) -> ApplicationFormQuerySet:
        return rows.with_editorial_state().with_figures()

    def get_edit_url(self, instance: ApplicationForm) -> str | None:
        if can_change(self.request.user, instance):
            return super().get_edit_url(instance)
        return self.get_inspect_url(instance)

    def get_list_more_buttons(self, instance: ApplicationForm) -> list[Button]:
        service = reverse("catalog_offerings:inspect", args=[instance.offering_id])
        buttons = [
            Button(_("All questions"), url=self.get_inspect_url(instance), icon_name="list-ul", priority=20),
            Button(_("The service"), url=service, icon_name="view", priority=30),
        ]
        if can_change(self.request.user, instance):
            buttons.append(Button(_("Edit"), url=super().get_edit_url(instance), icon_name="edit", priority=10))
        return buttons


class StartView(PermissionCheckedMixin, WagtailAdminTemplateMixin, FormView):
    """Which service, from which template: the draft is made then, and opened."""

    model = ApplicationForm
    permission_required: str | None = "add"
    index_url_name = "catalog_forms:list"
    header_icon = "form"
    page_title = gettext_lazy("Start an application form")
    template_name = "catalog/form_builder/start.html"
    form_class = StartForm
    _show_breadcrumbs = True
    request: StaffRequest

    def get_breadcrumbs_items(self) -> list[dict[str, Any]]:
        index = {"url": reverse(self.index_url_name), "label": _("Application forms")}
        return [*self.breadcrumbs_items, index, {"url": "", "label": self.get_page_title()}]

    def get_form_kwargs(self) -> dict[str, Any]:
        return {**super().get_form_kwargs(), "for_user": self.request.user}

    def get_initial(self) -> dict[str, Any]:
        return {"offering": self.request.GET.get("service"), "template": next(iter(form_templates()))}

    def form_valid(self, form: StartForm) -> HttpResponse:
        chosen = form.cleaned_data["template"]
        template = None if chosen == EMPTY else form_templates()[chosen]
        try:
            made = start(form.cleaned_data["offering"], template=template, by=self.request.user)
        except ActionRefused as refusal:
            form.add_error(None, str(refusal))
            return self.form_invalid(form)
        messages.success(self.request, _("The draft is made. Look through its pages, and change what does not fit."))
        return redirect("catalog_forms:edit", made.pk)


TOLD = 4  # sentences in a message; the blocks below say the others


def _still_missing(missing: list[str]) -> str:
    told = " ".join(missing[:TOLD])
    if (more := len(missing) - TOLD) > 0:
        told = ngettext("%(told)s One more is marked below.", "%(told)s %(n)d more are marked below.", more) % {
            "told": told,
            "n": more,
        }
    return _("Your draft is kept. Before it can be published: %(told)s") % {"told": told}


class FormEditView(EditorialEditView):
    def get(self, request: StaffRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if not self.locked_for_user and (missing := sentences(self.object)):
            messages.warning(request, _still_missing(missing))
        return super().get(request, *args, **kwargs)

    def get_form(self, *args: Any, **kwargs: Any) -> Any:
        form = super().get_form(*args, **kwargs)
        form.is_autosave = self.expects_json_response
        return form

    def get_success_message(self, instance: Any = None) -> str:
        return _("The draft is saved.") if self.action == "edit" else super().get_success_message(instance)

    def own_buttons(self) -> list[HeaderButton]:
        service = reverse("catalog_offerings:edit", args=[self.object.offering_id])
        questions = reverse("catalog_forms:inspect", args=[self.object.pk])
        return [
            *super().own_buttons(),
            HeaderButton(_("The service"), url=service, icon_name="list-ul", priority=6),
            HeaderButton(_("All questions and versions"), url=questions, icon_name="view", priority=7),
        ]


class FormInspectView(InspectView):
    """The newest text and the versions, for those who read it and do not write it."""

    page_title = gettext_lazy("Application form")
    template_name = "portal/core/profile.html"

    def get_fields_context(self) -> list[dict[str, Any]]:
        return []  # the sections say it all

    def get_page_subtitle(self) -> str:
        return str(self.object.offering)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        newest = self.object.get_latest_revision_as_object()
        definition = definition_of(newest)
        versions = self.object.versions.order_by("-number")
        return {
            **super().get_context_data(**kwargs),
            "sections": [
                Section(_("Service and receipt"), "portal/core/_facts.html", rows=_facts(newest)),
                Section(
                    _("Questions"),
                    "catalog/form_builder/outline.html",
                    definition=definition,
                    pages=_outline(definition, dict(newest.papers())),
                    is_draft=self.object.has_unpublished_changes or not self.object.live,
                ),
                Section(_("Versions"), "catalog/form_builder/versions.html", versions=versions, live=self.object.live),
            ],
        }


def _outline(definition: Definition, papers: dict[int, str]) -> list[dict[str, Any]]:
    """The pages with their questions, and of whom each is asked."""

    def asked_of(part: Page | Question) -> str:
        return in_words(part.show_if, definition) if part.show_if else ""

    return [
        {
            "title": section.title.en,
            "asked_of": asked_of(section),
            "questions": [(one, asked_of(one), papers.get(one.paper or 0, "")) for one in section.questions],
        }
        for section in definition.sections
    ]


def _facts(form: ApplicationForm) -> list[tuple[str, Any]]:
    limit = form.max_open_applications
    return [
        (_("Service"), form.offering.title),
        (_("Office"), form.offering.offering_mao.name),
        (_("Who receives applications"), form.receiving_unit),
        (_("Helpers may apply for somebody"), _("Yes") if form.helpers_may_apply else _("No")),
        (_("Most applications waiting for a decision"), str(limit) if limit else _("No limit")),
    ]


class FormWorkflowActionView(WorkflowActionView):
    """Approving from elsewhere than the form: what the service has lost meanwhile may keep it from being published."""

    def post(self, request: StaffRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        try:
            with transaction.atomic():
                return super().post(request, *args, **kwargs)
        except ValidationError as error:
            messages.error(request, " ".join(error.messages))
            return redirect(self.redirect_url)


class ApplicationFormViewSet(ScopedSnippetViewSet):
    model = ApplicationForm
    icon = "form"
    menu_label = gettext_lazy("Application forms")
    menu_name = "application-forms"
    base_url_path = "catalog/forms"
    admin_url_namespace = "catalog_forms"
    chooser_admin_url_namespace = "catalog_form_chooser"
    chooser_base_url_path = "catalog/forms/choose"
    index_view_class = FormIndexView
    add_view_class = StartView
    edit_view_class = FormEditView
    inspect_view_class = FormInspectView
    workflow_action_view_class = FormWorkflowActionView
    edit_handler = BUILDER
    filterset_class = FormFilterSet
    search_fields = ["offering__title", "offering__alternate_name"]
    ordering = "offering__title"
    list_per_page = 50
    inspect_view_enabled = True
    copy_view_enabled = False  # a service has one form; a start from a template takes the place of copies
    list_display = [
        "offering",
        Column(
            "offering.offering_mao.short_name",
            label=gettext_lazy("Office"),
            sort_key="offering__offering_mao__sort_name",
        ),
        LiveStatusTagColumn(),
        Column("version", label=gettext_lazy("Version"), accessor=version_of, sort_key="version"),
        Column("open_applications", label=gettext_lazy("Open applications"), sort_key="open_applications"),
        UpdatedAtColumn(),
    ]

    @property
    def add_view(self) -> Any:
        """A form of its own, not the staff form of the model."""
        return self.construct_view(self.add_view_class)

    def get_urlpatterns(self) -> list[Any]:
        """Without a preview before there is a draft: the start makes one."""
        return [pattern for pattern in super().get_urlpatterns() if pattern.name != "preview_on_add"]
