"""Who keeps the website, the reference data and the settings."""

from collections.abc import Iterator

from django.contrib.auth.models import Group, Permission
from wagtail.models import Collection, GroupCollectionPermission

from portal.core.loading import Loaded

REFERENCE_MODELS = {
    "core": ["sector", "fundingsource", "needcategory", "servicecategory", "developmentgoal", "holiday"],
    "catalog": ["refusalreason"],
    "communities": ["ethnolinguisticgroup"],
    "geography": ["region", "province", "municipality", "barangay"],
}
WEBSITE_EDITORS = ["administrator", "oobc_staff"]  # pages: see initial_pages
MEDIA = ["add_portalimage", "change_portalimage", "choose_portalimage"]
MEDIA += ["add_portaldocument", "change_portaldocument", "choose_portaldocument"]

ROLE_PERMISSIONS = {
    "administrator": [
        *[
            f"{app}.{action}_{model}"
            for app, models in REFERENCE_MODELS.items()
            for model in models
            for action in ("add", "change", "view")
        ],
        "cms.change_navigation",
        "wagtailcore.view_modellogentry",
        "wagtailredirects.add_redirect",
        "wagtailredirects.change_redirect",
        "wagtailredirects.delete_redirect",
    ],
}


def load() -> Iterator[Loaded]:
    """Those who edit pages may also add and choose public images and documents; nobody deletes them."""
    root = Collection.get_first_root_node()
    permissions = Permission.objects.filter(content_type__app_label="core", codename__in=MEDIA)
    made = [
        GroupCollectionPermission.objects.get_or_create(group=group, collection=root, permission=permission)[1]
        for group in Group.objects.filter(name__in=WEBSITE_EDITORS)
        for permission in permissions
    ]
    yield Loaded("media rights", rows=len(made), created=sum(made), changed=0, kept=0)
