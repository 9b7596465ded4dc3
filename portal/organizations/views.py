"""The views of the register's staff screens: lists, profiles, and one page an act."""

from typing import Any

from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from wagtail.admin.ui.tables import BaseColumn, BooleanColumn, Column
from wagtail.admin.widgets.button import Button

from portal.core.registers import (
    ActivateView,
    ActView,
    DayColumn,
    DeactivateView,
    DeactivatingProfileView,
    RegisterCreateView,
    RegisterEditView,
    RegisterIndexView,
    RegisterProfileView,
)
from portal.core.sections import Section, sections

from . import actions
from .forms import EndForm
from .models import MAOFocalPerson, Organization, OrganizationMembership
from .permissions import can_change_focal_person, can_end_membership, can_keep
from .querysets import FocalPersonQuerySet, MembershipQuerySet, OrganizationQuerySet
from .tables import focal_person_table, membership_table, organization_table, primary_focal_person


class OrganizationIndexView(RegisterIndexView):
    export_table = staticmethod(organization_table)

    def listed(self, rows: OrganizationQuerySet) -> OrganizationQuerySet:
        return rows.select_related("parent", "region").prefetch_related("sectors").with_primary_focal_person()

    @cached_property
    def columns(self) -> list[BaseColumn]:
        return [
            self.profile_column("name", gettext_lazy("Name"), "sort_name"),
            Column("acronym", label=gettext_lazy("Acronym"), sort_key="acronym"),
            Column(
                "type",
                label=gettext_lazy("Type"),
                accessor=lambda row: row.get_kind_display() or row.get_organization_type_display(),
                sort_key="organization_type",
            ),
            Column("parent.short_name", label=gettext_lazy("Part of"), sort_key="parent__sort_name"),
            Column(
                "sectors",
                label=gettext_lazy("Sectors"),
                accessor=lambda row: ", ".join(sector.name for sector in row.sectors.all()),
            ),
            Column("focal_person", label=gettext_lazy("Primary focal person"), accessor=primary_focal_person),
            BooleanColumn("is_active", label=gettext_lazy("Active"), sort_key="is_active"),
        ]

    @cached_property
    def header_more_buttons(self) -> list[Button]:
        buttons = super().header_more_buttons
        if can_keep(self.request.user):
            url = reverse("organizations_import")
            buttons = [*buttons, Button(_("Import"), url=url, icon_name="upload", priority=80)]
        return buttons


class AddOrganizationView(RegisterCreateView):
    success_message = gettext_lazy("%(object)s is in the register.")

    def save_instance(self) -> Organization:
        return actions.add_organization(by=self.request.user, values=self.form.cleaned_data)


class EditOrganizationView(RegisterEditView):
    success_message = gettext_lazy("%(object)s is changed.")

    def save_instance(self) -> Organization:
        return actions.change_organization(self.object, by=self.request.user, values=self.form.cleaned_data)


class OrganizationProfileView(DeactivatingProfileView):
    may_keep = staticmethod(can_keep)

    def get_sections(self) -> list[Section]:
        return sections("ORGANIZATION_SECTIONS", self.object, self.request.user)


class DeactivateOrganizationView(DeactivateView):
    may_keep = staticmethod(can_keep)

    def explanation(self) -> list[Any]:
        people = OrganizationMembership.objects.in_force().filter(organization=self.object)
        count = people.values("user").distinct().count()
        return [
            _("It can no longer be chosen for new records. What it has in the portal stays."),
            ngettext(
                "%(count)d person loses their rights there at once, and is told.",
                "%(count)d people lose their rights there at once, and are told.",
                count,
            )
            % {"count": count},
        ]

    def act(self, form: Any) -> None:
        actions.deactivate_organization(self.object, by=self.actor)


class ActivateOrganizationView(ActivateView):
    may_keep = staticmethod(can_keep)

    def explanation(self) -> list[Any]:
        return [_("It can be chosen again, and the roles whose term still runs count again.")]

    def act(self, form: Any) -> None:
        actions.activate_organization(self.object, by=self.actor)


class MembershipIndexView(RegisterIndexView):
    export_table = staticmethod(membership_table)

    def listed(self, rows: MembershipQuerySet) -> MembershipQuerySet:
        return rows.select_related("user__wagtail_userprofile", "organization")

    @cached_property
    def columns(self) -> list[BaseColumn]:
        return [
            self.profile_column("user", gettext_lazy("Person"), "user__last_name"),
            Column("organization.short_name", label=gettext_lazy("Organization"), sort_key="organization__sort_name"),
            Column("role_label", label=gettext_lazy("Role"), sort_key="role"),
            DayColumn("start_date", label=gettext_lazy("From"), sort_key="start_date"),
            DayColumn("end_date", label=gettext_lazy("Until"), sort_key="end_date"),
        ]

    @cached_property
    def add_item_label(self) -> str:
        return _("Give a role")

    def get_edit_url(self, instance: Any) -> None:
        return None  # a term is granted and ended, never rewritten

    def get_list_more_buttons(self, instance: Any) -> list[Button]:
        buttons = super().get_list_more_buttons(instance)
        if instance.can_end and can_end_membership(self.request.user, instance):
            url = reverse("memberships:end", args=[instance.pk])
            buttons.append(Button(_("End"), url=url, icon_name="cross", priority=30))
        return buttons


class GrantView(RegisterCreateView):
    page_title = gettext_lazy("Give a role")
    success_message = gettext_lazy("%(object)s: the role is given.")
    submit_button_label = gettext_lazy("Give this role")

    def save_instance(self) -> OrganizationMembership:
        data = self.form.cleaned_data
        return actions.grant_membership(
            data["organization"],
            to=data["user"],
            role=data["role"],
            start_date=data["start_date"],
            end_date=data["end_date"],
            by=self.request.user,
        )


class _TermProfileView(RegisterProfileView):
    """A role or appointment, with the button that ends it."""

    end_url_name: str

    def get_membership(self) -> OrganizationMembership:
        raise NotImplementedError

    @cached_property
    def header_more_buttons(self) -> list[Button]:
        buttons = super().header_more_buttons
        membership = self.get_membership()
        if membership.can_end and can_end_membership(self.request.user, membership):
            url = reverse(self.end_url_name, args=[self.object.pk])
            buttons = [*buttons, Button(_("End"), url=url, icon_name="cross", priority=95)]
        return buttons

    def get_sections(self) -> list[Section]:
        return [Section(_("Role"), "portal/core/_facts.html", rows=self.get_rows())]

    def get_rows(self) -> list[tuple[Any, Any]]:
        membership = self.get_membership()
        return [
            (_("Person"), membership.user),
            (_("E-mail"), membership.user.email),
            (_("Organization"), membership.organization),
            (_("Role"), membership.role_label),
            (_("From"), membership.start_date),
            (_("Until"), membership.end_date or _("no end set")),
        ]


class MembershipProfileView(_TermProfileView):
    end_url_name = "memberships:end"

    def get_membership(self) -> OrganizationMembership:
        return self.object

    def get_edit_url(self) -> None:
        return None


class EndMembershipView(ActView):
    form_class = EndForm
    page_title = gettext_lazy("End a role")
    button_label = gettext_lazy("Yes, end this role")
    success_message = gettext_lazy("%(object)s: the role is ended.")
    is_serious = True

    def get_membership(self) -> OrganizationMembership:
        return self.object

    def is_allowed(self) -> bool:
        return can_end_membership(self.request.user, self.get_membership())

    def explanation(self) -> list[Any]:
        return [_("From that day on the person can no longer work for the organization here, and is told so.")]

    def act(self, form: Any) -> None:
        actions.end_membership(self.get_membership(), on=form.cleaned_data["on"], by=self.actor)


class FocalPersonIndexView(RegisterIndexView):
    export_table = staticmethod(focal_person_table)

    def listed(self, rows: FocalPersonQuerySet) -> FocalPersonQuerySet:
        return rows.select_related("membership__user__wagtail_userprofile", "membership__organization")

    @cached_property
    def columns(self) -> list[BaseColumn]:
        return [
            self.profile_column("person", gettext_lazy("Person"), "membership__user__last_name", "membership.user"),
            Column(
                "membership.organization.short_name",
                label=gettext_lazy("MAO"),
                sort_key="membership__organization__sort_name",
            ),
            Column("membership.role_label", label=gettext_lazy("Role"), sort_key="membership__focal_role"),
            Column("designation", label=gettext_lazy("Designation"), sort_key="designation"),
            Column("contact_email", label=gettext_lazy("Contact e-mail")),
            DayColumn("membership.start_date", label=gettext_lazy("From"), sort_key="membership__start_date"),
            DayColumn("membership.end_date", label=gettext_lazy("Until"), sort_key="membership__end_date"),
        ]

    @cached_property
    def add_item_label(self) -> str:
        return _("Appoint a focal person")

    def get_list_more_buttons(self, instance: Any) -> list[Button]:
        buttons = super().get_list_more_buttons(instance)
        if instance.membership.can_end and can_end_membership(self.request.user, instance.membership):
            url = reverse("focal_persons:end", args=[instance.pk])
            buttons.append(Button(_("End"), url=url, icon_name="cross", priority=30))
        return buttons


class AppointView(RegisterCreateView):
    page_title = gettext_lazy("Appoint a focal person")
    success_message = gettext_lazy("%(object)s: appointed.")
    submit_button_label = gettext_lazy("Appoint")

    def save_instance(self) -> MAOFocalPerson:
        return actions.appoint_focal_person(**self.form.cleaned_data, by=self.request.user)


class EditFocalPersonView(RegisterEditView):
    success_message = gettext_lazy("%(object)s: changed.")

    def save_instance(self) -> MAOFocalPerson:
        return actions.change_focal_person(self.object, **self.form.cleaned_data, by=self.request.user)


class FocalPersonProfileView(_TermProfileView):
    end_url_name = "focal_persons:end"

    def get_membership(self) -> OrganizationMembership:
        return self.object.membership

    def get_edit_url(self) -> str | None:
        return super().get_edit_url() if can_change_focal_person(self.request.user) else None

    def get_rows(self) -> list[tuple[Any, Any]]:
        return [
            *super().get_rows(),
            (_("Designation"), self.object.designation),
            (_("Contact e-mail"), self.object.contact_email),
            (_("Contact phone"), self.object.contact_phone),
            (_("Appointed on"), self.object.appointed_date),
        ]

    def get_sections(self) -> list[Section]:
        paper = self.object.appointment_paper
        template = "portal/organizations/profile/paper.html"
        return [*super().get_sections(), Section(_("Appointment paper"), template, paper=paper)]


class EndFocalPersonView(EndMembershipView):
    page_title = gettext_lazy("End an appointment")
    button_label = gettext_lazy("Yes, end this appointment")

    def get_membership(self) -> OrganizationMembership:
        return self.object.membership
