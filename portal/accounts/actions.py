"""What is done with accounts: invite, change, close, help somebody back in. Nobody raises their own rights here."""

from collections.abc import Collection
from itertools import chain, count

from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from django.contrib.auth.models import Group
from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from portal.core.actions import ActionRefused
from portal.core.audit import record

from .mail import send_account_mail
from .models import User
from .passwords import days_valid, password_link
from .permissions import can_invite, can_manage


@transaction.atomic
def invite(
    *,
    by: User,
    email: str,
    first_name: str,
    last_name: str,
    roles: Collection[str] = (),
    username: str = "",
) -> User:
    """Open an account for a person, who chooses the password by the link that is mailed to them."""
    if not can_invite(by, roles):
        raise ActionRefused(_("You cannot invite people to these roles."))
    user = User(
        username=username or _free_username(email), email=email.lower(), first_name=first_name, last_name=last_name
    )
    user.set_unusable_password()
    _save_once(user)
    user.groups.set(_groups(roles))
    record(user, "accounts.invite", by=by, data={"roles": sorted(roles)})
    _mail_password_link(user, by=by)
    return user


@transaction.atomic
def change_account(
    account: User,
    *,
    by: User,
    email: str,
    first_name: str,
    last_name: str,
    roles: Collection[str],
    is_active: bool,
) -> User:
    """Keep an account true: names, address, roles, open or closed. A closed account's next request is refused."""
    user = _lock(account, by=by)
    before = {"roles": sorted(user.groups.values_list("name", flat=True)), "is_active": user.is_active}
    after = {"roles": sorted(roles), "is_active": is_active}
    if user == by and before != after:
        raise ActionRefused(_("You cannot change your own roles, nor close your own account."))
    old_email, user.email = user.email, email.lower()
    user.first_name, user.last_name, user.is_active = first_name, last_name, is_active
    _save_once(user)
    user.groups.set(_groups(roles))
    address_changed = user.email != old_email
    record(user, "accounts.change", by=by, before=before, after=after, data={"address_changed": address_changed})
    if address_changed:
        EmailAddress.objects.filter(user=user).delete()  # the old address opens nothing any more
        send_account_mail("account/email/address_changed", to=old_email, context={"user": user, "by": by}, user=user)
    return user


@transaction.atomic
def send_password_link(account: User, *, by: User) -> None:
    """Mail the person a link to choose a password: the invitation again, or help for who forgot."""
    user = _lock(account, by=by)
    if not user.is_active:
        raise ActionRefused(_("This account is closed. Open it first."))
    record(user, "accounts.send_password_link", by=by)
    _mail_password_link(user, by=by)


@transaction.atomic
def remove_second_factor(account: User, *, by: User) -> None:
    """Help somebody who lost both phone and recovery codes. They are told by mail, and set up a new one."""
    user = _lock(account, by=by)
    if user == by:
        raise ActionRefused(_("Replace your own second factor on your account page."))
    removed, _counts = Authenticator.objects.filter(user=user).delete()
    if not removed:
        raise ActionRefused(_("This account has no second factor."))
    record(user, "accounts.remove_second_factor", by=by)
    send_account_mail("account/email/second_factor_removed", to=user.email, context={"user": user, "by": by}, user=user)


def _lock(account: User, *, by: User) -> User:
    user = User.objects.select_for_update().get(pk=account.pk)
    if not can_manage(by, user):
        raise ActionRefused(_("You cannot change this account."))
    return user


def _groups(roles: Collection[str]) -> list[Group]:
    groups = list(Group.objects.filter(name__in=roles))
    if len(groups) != len(set(roles)):
        raise ActionRefused(_("One of these roles does not exist."))
    return groups


def _save_once(user: User) -> None:
    try:
        with transaction.atomic():
            user.save()
    except IntegrityError as taken:
        raise ActionRefused(_("Another account uses this e-mail address or username.")) from taken


def _free_username(email: str) -> str:
    """A username from the e-mail address, with a number when it is taken."""
    stem = email.partition("@")[0].lower()[:140]
    alike = User.objects.filter(username__istartswith=stem).values_list("username", flat=True)
    taken = {name.lower() for name in alike}
    numbered = (f"{stem}{number}" for number in count(2))
    return next(name for name in chain([stem], numbered) if name not in taken)


def _mail_password_link(user: User, *, by: User) -> None:
    template = "account/email/password_link" if user.has_usable_password() else "account/email/invitation"
    context = {"user": user, "by": by, "link": password_link(user), "days": days_valid(user)}
    send_account_mail(template, to=user.email, context=context, user=user)
