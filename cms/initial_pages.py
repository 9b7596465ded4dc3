"""The first pages of the website, in English and Filipino. What an editor has made or changed is never touched."""

import json
from pathlib import Path
from typing import Any

from django.contrib.auth.models import Group, Permission
from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone
from wagtail.models import Collection, GroupCollectionPermission, GroupPagePermission, Locale, Page, Site

from cms.models import ContentPage, HomePage, Navigation
from portal.core.loading import Loaded
from portal.core.models import ContentVersion

CONTENT = Path(__file__).parent / "data" / "pages.json"
ENGLISH, FILIPINO = "en", "fil"
PAGE_GROUPS = ("administrator", "oobc_staff")
# Wagtail asks for the rights on its own models, whichever models stand in their place.
FILE_MODELS = (("wagtailimages", "image"), ("wagtaildocs", "document"))


@transaction.atomic
def load() -> list[Loaded]:
    """Make the site, its two languages and its first pages; may run any number of times."""
    before = Page.objects.count()
    home = HomePage.objects.filter(locale__language_code=ENGLISH).first() or _make_pages()
    _make_site(home)
    _let_staff_edit(home)
    if not Navigation.objects.exists():
        Navigation().save()
    pages = Page.objects.count()
    return [Loaded("pages", rows=pages, created=max(pages - before, 0), changed=0, kept=0)]


def _make_pages() -> HomePage:
    content = json.loads(CONTENT.read_text())
    english, _made = Locale.objects.get_or_create(language_code=ENGLISH)
    filipino, _made = Locale.objects.get_or_create(language_code=FILIPINO)
    root = Page.get_first_root_node()
    home = _make(root, HomePage, english, content["home"][ENGLISH], slug="oobc")
    home_fil = _translate(home, root, filipino, content["home"][FILIPINO], slug="oobc-fil")
    for page in content["pages"]:
        original = _make(home, ContentPage, english, page[ENGLISH], slug=page["slug"], show_in_menus=page["in_menu"])
        _translate(original, home_fil, filipino, page[FILIPINO], slug=page["slug_fil"])
    ContentVersion.bump()
    return home


def _translate(page: Page, parent: Page, locale: Locale, content: dict[str, Any], *, slug: str) -> Page:
    same = {"translation_key": page.translation_key, "show_in_menus": page.show_in_menus}
    return _make(parent, type(page), locale, content, slug=slug, **same)


def _make(parent: Page, kind: type[Page], locale: Locale, content: dict[str, Any], **fields: Any) -> Page:
    body = json.dumps(content["body"])
    now = timezone.now()
    published = {"first_published_at": now, "last_published_at": now}
    return parent.add_child(instance=kind(locale=locale, **content | {"body": body}, **published, **fields))


def _make_site(home: HomePage) -> None:
    """The default site shows our home page; Wagtail's own welcome page goes."""
    site = Site.objects.filter(is_default_site=True).first() or Site(hostname="localhost", is_default_site=True)
    if not HomePage.objects.filter(pk=site.root_page_id).exists():
        welcome = site.root_page if site.root_page_id else None
        site.root_page, site.site_name = home, "OOBC Portal"
        site.save()
        if welcome and welcome.specific_class is Page and welcome.depth == 2 and not welcome.get_children().exists():
            welcome.delete()


def _let_staff_edit(home: HomePage) -> None:
    """Administrators and OOBC staff have the page tree, its pictures and documents, and the menu; nobody else does."""
    homes = home.get_translations(inclusive=True)
    files = Collection.get_first_root_node()
    for group in Group.objects.filter(name__in=PAGE_GROUPS):
        group.permissions.add(*_permissions("cms", "navigation", "change"))
        for permission in _permissions("wagtailcore", "page", "add", "change", "publish"):
            for page in homes:
                GroupPagePermission.objects.get_or_create(group=group, page=page, permission=permission)
        for app, model in FILE_MODELS:
            for permission in _permissions(app, model, "add", "change", "choose"):
                GroupCollectionPermission.objects.get_or_create(group=group, collection=files, permission=permission)


def _permissions(app: str, model: str, *acts: str) -> QuerySet[Permission]:
    return Permission.objects.filter(
        content_type__app_label=app, content_type__model=model, codename__in=[f"{act}_{model}" for act in acts]
    )
