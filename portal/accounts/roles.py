"""The nine roles, and which permissions each of them has.

Every room declares its own share as ``{role: ["app.codename", …]}`` and is listed in settings.ROLE_PERMISSIONS. Groups
are code: ``sync_groups`` makes the database agree with the declarations, and no screen can change them.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping

from django.apps import apps
from django.conf import settings
from django.contrib.auth.management import create_permissions
from django.contrib.auth.models import Group, Permission
from django.core.exceptions import ImproperlyConfigured
from django.db import models, transaction
from django.utils.module_loading import import_string
from django.utils.translation import gettext_lazy as _
from wagtail.snippets.models import create_extra_permissions

RolePermissions = Mapping[str, Iterable[str]]


class Role(models.TextChoices):
    MAO_EDITOR = "mao_editor", _("MAO editor")
    MAO_FOCAL = "mao_focal", _("MAO focal person")
    OOBC_STAFF = "oobc_staff", _("OOBC staff")
    OOBC_PLANNER = "oobc_planner", _("OOBC planner")
    BUDGET_OFFICER = "budget_officer", _("Budget officer")
    ME_OFFICER = "me_officer", _("Monitoring and evaluation officer")
    OCM_LEADERSHIP = "ocm_leadership", _("OCM leadership")
    ADMINISTRATOR = "administrator", _("Administrator")
    COMMUNITY_REPRESENTATIVE = "community_representative", _("Community representative")


STAFF_ROLES = tuple(role for role in Role if role is not Role.COMMUNITY_REPRESENTATIVE)
GROUPS_MADE_BY_WAGTAIL = ("Editors", "Moderators")


def permissions_by_role() -> dict[str, set[str]]:
    """Every room's declarations, together. A role that does not exist is an error."""
    together: dict[str, set[str]] = {role.value: set() for role in Role}
    for path in settings.ROLE_PERMISSIONS:
        for role, names in import_string(path).items():
            if role not in together:
                raise ImproperlyConfigured(f"{path} speaks of a role “{role}” that does not exist.")
            together[role].update(names)
    return together


@transaction.atomic
def sync_groups() -> None:
    """Make the groups hold exactly the permissions that the rooms declare. Running it again changes nothing."""
    declared = permissions_by_role()
    rows = _permission_rows(set().union(*declared.values()))
    for role, names in declared.items():
        group, _created = Group.objects.get_or_create(name=role)
        group.permissions.set(rows[name] for name in names)
    Group.objects.filter(name__in=GROUPS_MADE_BY_WAGTAIL).delete()


def _permission_rows(names: set[str]) -> dict[str, Permission]:
    codenames: dict[str, set[str]] = defaultdict(set)
    for name in names:
        app_label, _dot, codename = name.partition(".")
        codenames[app_label].add(codename)
    rows: dict[str, Permission] = {}
    # Django and Wagtail make these rows after migrating each app; this may run before they came to the last one.
    for app_label in codenames:
        if app_label not in apps.app_configs:
            raise ImproperlyConfigured(f"A role is given a permission of “{app_label}”, which is no installed app.")
        create_permissions(apps.get_app_config(app_label), verbosity=0, interactive=False)
    create_extra_permissions(apps.get_app_config("wagtailsnippets"))
    for app_label, wanted in codenames.items():
        found = Permission.objects.filter(content_type__app_label=app_label, codename__in=wanted)
        rows.update({f"{app_label}.{row.codename}": row for row in found})
    if unknown := sorted(names - rows.keys()):
        raise ImproperlyConfigured(f"Roles are given permissions that do not exist: {', '.join(unknown)}.")
    return rows
