"""User administration in the back office: list, invite, change, close, help back in. Accounts are never deleted."""

import functools
from collections.abc import Callable
from typing import Any

from allauth.account.decorators import reauthentication_required
from django.db.models import Exists, OuterRef, QuerySet
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect
from django.urls import URLPattern, path, reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext, gettext_lazy
from django.views.generic import TemplateView
from wagtail.admin import messages
from wagtail.admin.ui.tables import BooleanColumn, Column, DateColumn
from wagtail.admin.views.generic import PermissionCheckedMixin, WagtailAdminTemplateMixin
from wagtail.admin.widgets.button import Button
from wagtail.users.views import groups, users

from portal.core.actions import ActionRefused

from . import actions
from .forms import AccountEditForm, InvitationForm
from .models import User
from .roles import Role
from .second_factor import SECOND_FACTORS, has_second_factor

# Acts on accounts ask for the password again, unless it was given within the last minutes.
confirmed = reauthentication_required(allow_get=True)


class RefusalMixin:
    """An act that the rules forbid comes back as the form with the reason; nothing typed is lost."""

    def form_valid(self, form: Any) -> HttpResponse:
        try:
            return super().form_valid(form)  # type: ignore[misc]
        except ActionRefused as refusal:
            form.add_error(None, str(refusal))
            self.produced_error_message = str(refusal)
            return self.form_invalid(form)  # type: ignore[attr-defined]


class AccountFilterSet(users.UserFilterSet):
    is_superuser = None


class AccountIndexView(users.IndexView):
    template_name = "wagtailadmin/generic/index.html"
    results_template_name = "wagtailadmin/generic/index_results.html"
    add_item_label = gettext_lazy("Invite a person")

    def get_base_queryset(self) -> QuerySet[User]:
        from allauth.mfa.models import Authenticator  # a model, and this module is read while models load

        factors = Authenticator.objects.filter(user=OuterRef("pk"), type__in=SECOND_FACTORS)
        accounts = User.objects.manageable_by(self.request.user).annotate(second_factor=Exists(factors))
        return accounts.select_related("wagtail_userprofile").prefetch_related("groups")

    @cached_property
    def columns(self) -> list[Column]:
        name = self._get_title_column_class(users.UserColumn)
        return [
            name(
                "name",
                accessor=str,
                label=gettext_lazy("Name"),
                sort_key="name",
                get_url=self.get_edit_url,
                width="22%",
            ),
            Column("username", label=gettext_lazy("Username"), sort_key="username"),
            Column("email", label=gettext_lazy("E-mail address"), sort_key="email"),
            Column("roles", label=gettext_lazy("Roles"), accessor=roles_in_words),
            BooleanColumn("second_factor", label=gettext_lazy("Second factor")),
            BooleanColumn("is_active", label=gettext_lazy("Active"), sort_key="is_active"),
            DateColumn("last_login", label=gettext_lazy("Last sign-in"), sort_key="last_login"),
        ]

    def get_delete_url(self, instance: User) -> None:
        return None


def roles_in_words(user: User) -> str:
    return ", ".join(str(Role(group.name).label) for group in user.groups.all() if group.name in Role.values)


class InviteView(RefusalMixin, users.CreateView):
    page_title = gettext_lazy("Invite a person")
    template_name = "wagtailadmin/generic/create.html"
    success_message = gettext_lazy("%(object)s is invited: the link to choose a password is on its way.")
    submit_button_label = gettext_lazy("Send invitation")
    submit_button_active_label = gettext_lazy("Sending…")

    def get_page_subtitle(self) -> str:
        return ""

    def get_breadcrumbs_items(self) -> list[dict[str, str]]:
        index = {"url": reverse(self.index_url_name), "label": gettext("Users")}
        return [*self.breadcrumbs_items, index, {"url": "", "label": str(self.page_title)}]

    def save_instance(self) -> User:
        data = self.form.cleaned_data
        return actions.invite(
            by=self.request.user,
            email=data["email"],
            first_name=data["first_name"],
            last_name=data["last_name"],
            username=data["username"],
            roles=self.form.role_names(),
        )


class AccountEditView(RefusalMixin, users.EditView):
    template_name = "wagtailadmin/generic/edit.html"
    success_message = gettext_lazy("The account of %(object)s is updated.")

    def save_instance(self) -> User:
        data = self.form.cleaned_data
        return actions.change_account(
            self.object,
            by=self.request.user,
            email=data["email"],
            first_name=data["first_name"],
            last_name=data["last_name"],
            roles=self.form.role_names(),
            is_active=self.form.stays_open(),
        )

    @cached_property
    def can_delete(self) -> bool:
        return False

    def setup(self, request: HttpRequest, *args: Any, **kwargs: Any) -> None:
        super(users.EditView, self).setup(request, *args, **kwargs)
        self.object = self.get_object()
        self.editing_self = request.user == self.object

    def get_delete_url(self) -> None:
        return None

    @cached_property
    def header_more_buttons(self) -> list[Button]:
        buttons = [
            Button(
                gettext("Send a password link"),
                url=reverse("wagtailusers_users:password_link", args=[self.object.pk]),
                icon_name="mail",
                priority=10,
            )
        ]
        if has_second_factor(self.object) and not self.editing_self:
            buttons.append(
                Button(
                    gettext("Remove second factor"),
                    url=reverse("wagtailusers_users:remove_second_factor", args=[self.object.pk]),
                    icon_name="key",
                    priority=20,
                )
            )
        return buttons


class AccountActView(PermissionCheckedMixin, WagtailAdminTemplateMixin, TemplateView):
    """One act on one account: the page says what will happen, the button does it."""

    model = User
    template_name = "portal/accounts/account_act.html"
    permission_required = "change"
    header_icon = "user"
    button_label: Any
    explanation: Any
    done: Any

    @cached_property
    def account(self) -> User:
        return User.objects.get(pk=self.kwargs["pk"])

    def act(self) -> None:
        raise NotImplementedError

    def get_breadcrumbs_items(self) -> list[dict[str, str]]:
        return [
            *super().get_breadcrumbs_items(),
            {"url": reverse("wagtailusers_users:index"), "label": gettext("Users")},
            {"url": self.edit_url, "label": str(self.account)},
            {"url": "", "label": str(self.page_title)},
        ]

    @property
    def edit_url(self) -> str:
        return reverse("wagtailusers_users:edit", args=[self.account.pk])

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        context = super().get_context_data(**kwargs)
        explanation = self.explanation % {"name": self.account, "email": self.account.email}
        return {**context, "explanation": explanation, "button_label": self.button_label, "edit_url": self.edit_url}

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        try:
            self.act()
        except ActionRefused as refusal:
            messages.error(request, str(refusal))
        else:
            messages.success(request, self.done % {"name": self.account})
        return redirect(self.edit_url)


class PasswordLinkView(AccountActView):
    page_title = gettext_lazy("Send a password link")
    explanation = gettext_lazy("%(name)s gets a mail at %(email)s with a link to choose a password.")
    button_label = gettext_lazy("Send the link")
    done = gettext_lazy("The link is on its way to %(name)s.")

    def act(self) -> None:
        actions.send_password_link(self.account, by=self.request.user)  # type: ignore[arg-type]


class RemoveSecondFactorView(AccountActView):
    page_title = gettext_lazy("Remove second factor")
    explanation = gettext_lazy(
        "For a person who has lost both telephone and recovery codes. Make sure that it is really %(name)s who asks: "
        "call them on a number you know. They are told by mail, and set up a new second factor at the next sign-in."
    )
    button_label = gettext_lazy("Remove the second factor")
    done = gettext_lazy("%(name)s has no second factor now.")

    def act(self) -> None:
        actions.remove_second_factor(self.account, by=self.request.user)  # type: ignore[arg-type]


class AccountViewSet(users.UserViewSet):
    filterset_class = AccountFilterSet
    index_view_class = AccountIndexView
    add_view_class = InviteView
    edit_view_class = AccountEditView
    copy_view_enabled = False
    template_prefix = ""

    def get_form_class(self, for_update: bool = False) -> type:
        return AccountEditForm if for_update else InvitationForm

    def construct_view(self, view_class: type, **kwargs: Any) -> Callable[..., HttpResponseBase]:
        """Every screen of one account opens only for who may keep it; for others the account does not exist."""
        view = confirmed(super().construct_view(view_class, **kwargs))

        @functools.wraps(view)
        def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
            if "pk" in kwargs and not User.objects.manageable_by(request.user).filter(pk=kwargs["pk"]).exists():
                raise Http404
            return view(request, *args, **kwargs)

        return guarded

    def get_urlpatterns(self) -> list[URLPattern]:
        kept = [pattern for pattern in super().get_urlpatterns() if pattern.name not in {"delete", "usage"}]
        password_link = self.construct_view(PasswordLinkView)
        remove_second_factor = self.construct_view(RemoveSecondFactorView)
        return [
            *kept,
            path("password-link/<int:pk>/", password_link, name="password_link"),
            path("remove-second-factor/<int:pk>/", remove_second_factor, name="remove_second_factor"),
        ]

    def get_common_view_kwargs(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_common_view_kwargs(**{"delete_url_name": None, "usage_url_name": None, **kwargs})


class NoGroupScreens(groups.GroupViewSet):
    """Groups are code (``roles.py``): no screen lists, adds, changes or deletes one."""

    add_to_settings_menu = False

    def get_urlpatterns(self) -> list[URLPattern]:
        return []
