"""The desk for requests to represent a community: a list, a page for each, and one page an act."""

from functools import cached_property
from typing import Any

from django import forms
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from wagtail.admin.ui.tables import BaseColumn, Column
from wagtail.admin.widgets import AdminDateInput
from wagtail.admin.widgets.button import HeaderButton

from portal.accounts.models import User
from portal.communities import actions
from portal.communities.enums import RequestStatus
from portal.communities.filters import RequestFilterSet
from portal.communities.models import OBCCommunity, RepresentationRequest
from portal.communities.permissions import can_decide_requests
from portal.communities.querysets import RequestQuerySet
from portal.core.registers import ActView, DayColumn, RegisterIndexView, RegisterProfileView, RegisterViewSet
from portal.core.sections import Section
from portal.core.tables import Column as TableColumn
from portal.core.tables import Table


def request_table(rows: RequestQuerySet) -> Table:
    """Just what the list shows: no reason, no number to call."""
    columns = [
        TableColumn("reference", gettext_lazy("Number"), value="spoken_reference", width=12),
        TableColumn("name", gettext_lazy("Name"), width=28),
        TableColumn("about", gettext_lazy("Community"), width=36),
        TableColumn("barangay", gettext_lazy("Barangay"), value="barangay.name", width=24),
        TableColumn("municipality", gettext_lazy("Municipality or city"), value="barangay.municipality.name"),
        TableColumn("received_at", gettext_lazy("Received"), kind="datetime"),
        TableColumn("status", gettext_lazy("State"), value="get_status_display"),
    ]
    return Table(columns, rows, title=_("Requests to represent"))


class RequestIndexView(RegisterIndexView):
    page_title = gettext_lazy("Requests to represent")
    export_table = staticmethod(request_table)

    def listed(self, rows: RequestQuerySet) -> RequestQuerySet:
        return rows.select_related("community", "barangay__municipality__province")

    @cached_property
    def columns(self) -> list[BaseColumn]:
        return [
            self.profile_column("reference", gettext_lazy("Number"), "reference", accessor="spoken_reference"),
            Column("name", label=gettext_lazy("Name"), sort_key="name"),
            Column("about", label=gettext_lazy("Community")),
            Column("barangay", label=gettext_lazy("Barangay"), sort_key="barangay__sort_name"),
            Column("barangay.municipality", label=gettext_lazy("Municipality or city")),
            DayColumn("received_at", label=gettext_lazy("Received"), sort_key="received_at"),
            Column("status", label=gettext_lazy("State"), accessor="get_status_display", sort_key="status"),
        ]

    def get_edit_url(self, instance: Any) -> None:
        return None

    @cached_property
    def no_results_message(self) -> str:
        if self.is_searching or self.is_filtering:
            return _("No request is like that.")
        return _("Nobody has asked to represent a community yet.")


class RequestProfileView(RegisterProfileView):
    page_title = gettext_lazy("Request to represent")

    def get_edit_url(self) -> None:
        return None

    @cached_property
    def header_buttons(self) -> list[HeaderButton]:
        if not can_decide_requests(self.request.user):
            return []
        return [HeaderButton(label, url=self._act(name), icon_name=icon) for name, label, icon in self._acts()]

    def _acts(self) -> list[tuple[str, str, str]]:
        asked = self.object
        acts = []
        if asked.is_open:
            acts += [("verify", _("Verify"), "check"), ("refuse", _("Refuse"), "cross")]
        if asked.status == RequestStatus.HELD:
            acts.append(("release", _("Take from the held ones"), "undo"))
        if not asked.is_open and asked.forgotten_at is None:
            acts.append(("forget", _("Erase personal data"), "bin"))
        return acts

    def _act(self, name: str) -> str:
        return reverse(f"representation_requests:{name}", args=[self.object.pk])

    def get_sections(self) -> list[Section]:
        asked = self.object
        if asked.forgotten_at:
            facts = [(_("State"), asked.get_status_display()), (_("Personal data erased"), _day(asked.forgotten_at))]
            return [Section(_("Request"), "portal/core/_facts.html", rows=[*facts, *self._decision()])]
        rows = [
            (_("Number"), asked.spoken_reference),
            (_("State"), asked.get_status_display()),
            (_("Received"), _day(asked.received_at)),
            (_("Name"), asked.name),
            (_("E-mail"), asked.email),
            (_("Mobile number"), asked.phone),
            (_("Why they speak for it"), asked.reason),
            *self._decision(),
        ]
        place = [
            (_("Community"), asked.community),
            (_("As they call it"), asked.community_name),
            (_("Place"), _place(asked)),
        ]
        return [
            Section(_("Request"), "portal/core/_facts.html", rows=rows),
            Section(_("What it is about"), "portal/communities/admin/request_about.html", rows=place, **self._about()),
        ]

    def _decision(self) -> list[tuple[str, Any]]:
        asked = self.object
        if asked.decided_at is None:
            return []
        rows = [(_("Decided"), _day(asked.decided_at)), (_("Decided by"), asked.decided_by)]
        return [*rows, (_("Reason"), asked.refusal_reason)] if asked.status == RequestStatus.REFUSED else rows

    def _about(self) -> dict[str, Any]:
        """What helps to check it: the paper, who speaks there already, and whether the address is known."""
        asked = self.object
        near = OBCCommunity.objects.filter(barangay=asked.barangay).with_representation()
        account = User.objects.filter(email__iexact=asked.email).first() if asked.is_open else None
        return {"paper": asked.paper, "near": list(near), "account": account, "term": asked.representation}


class RequestActView(ActView):
    def is_allowed(self) -> bool:
        return can_decide_requests(self.request.user)


class VerifyForm(forms.Form):
    community = forms.ModelChoiceField(
        OBCCommunity.objects.none(),
        label=gettext_lazy("Community"),
        help_text=gettext_lazy("Those of the town. If it is not there, add it to the communities first."),
    )
    first_name = forms.CharField(label=gettext_lazy("First name"), max_length=150)
    last_name = forms.CharField(label=gettext_lazy("Last name"), max_length=150)
    start_date = forms.DateField(label=gettext_lazy("From"), widget=AdminDateInput, initial=timezone.localdate)
    end_date = forms.DateField(
        label=gettext_lazy("Until"),
        widget=AdminDateInput,
        required=False,
        help_text=gettext_lazy("Rights stop when this day begins. Leave it empty if no end is known."),
    )

    def __init__(self, *args: Any, asked: RepresentationRequest, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        communities = OBCCommunity.objects.active().select_related("barangay")
        choice: Any = self.fields["community"]
        choice.queryset = communities.filter(barangay__municipality=asked.barangay.municipality_id)
        choice.label_from_instance = lambda community: f"{community.name} · {community.barangay}"
        first, _space, last = asked.name.rpartition(" ")
        names = {"first_name": first or last, "last_name": last if first else ""}
        self.initial = {"community": asked.community_id, **names, **self.initial}


class VerifyView(RequestActView):
    form_class = VerifyForm
    page_title = gettext_lazy("Verify a request")
    button_label = gettext_lazy("Yes, they represent it")
    success_message = gettext_lazy("%(object)s: verified. The person is told by mail.")

    def get_form_kwargs(self) -> dict[str, Any]:
        return {**super().get_form_kwargs(), "asked": self.object}

    def explanation(self) -> list[Any]:
        return [
            _("The person gets an account by a mail with a link, and a term. Who has an account already gets the term.")
        ]

    def act(self, form: Any) -> None:
        actions.verify_request(self.object, **form.cleaned_data, by=self.actor)


class RefuseForm(forms.Form):
    reason = forms.CharField(
        label=gettext_lazy("Reason"),
        max_length=1000,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text=gettext_lazy("The person reads these words. Name nobody."),
    )


class RefuseView(RequestActView):
    form_class = RefuseForm
    page_title = gettext_lazy("Refuse a request")
    button_label = gettext_lazy("Refuse it")
    success_message = gettext_lazy("%(object)s: refused.")
    is_serious = True

    def act(self, form: Any) -> None:
        actions.refuse_request(self.object, reason=form.cleaned_data["reason"], by=self.actor)


class ReleaseView(RequestActView):
    page_title = gettext_lazy("Take from the held ones")
    button_label = gettext_lazy("Yes, it is to be checked")
    success_message = gettext_lazy("%(object)s stands with the others.")

    def explanation(self) -> list[Any]:
        return [_("It came with many others from one place, or many name one address. The person is told it is here.")]

    def act(self, form: Any) -> None:
        actions.release_request(self.object, by=self.actor)


class ForgetView(RequestActView):
    page_title = gettext_lazy("Erase personal data")
    button_label = gettext_lazy("Yes, erase it")
    success_message = gettext_lazy("%(object)s: erased.")
    is_serious = True

    def explanation(self) -> list[Any]:
        return [_("Name, contact, reason and paper go for good. The account and the term stay.")]

    def act(self, form: Any) -> None:
        actions.forget_request(self.object, by=self.actor)


class RequestViewSet(RegisterViewSet):
    model = RepresentationRequest
    name = "representation_requests"
    url_prefix = "representation-requests"
    menu_label = gettext_lazy("Requests to represent")
    menu_name = "representation-requests"
    menu_hook = "register_coordination_menu_item"
    menu_order = 70
    icon = "user"
    ordering = "-received_at"
    filterset_class = RequestFilterSet
    export_filename = "representation-requests"
    index_view_class = RequestIndexView
    inspect_view_class = RequestProfileView
    form_fields = ["community"]
    pk_path_converter = "uuid"
    acts = {"verify": VerifyView, "refuse": RefuseView, "release": ReleaseView, "forget": ForgetView}
    left_out = ("add", "edit")


request_viewset = RequestViewSet()


def _place(asked: RepresentationRequest) -> str:
    town = asked.barangay.municipality
    steps = [asked.barangay, town, town.province, town.province.region]
    return ", ".join(dict.fromkeys(map(str, steps)))


def _day(moment: Any) -> Any:
    return timezone.localtime(moment).date()
