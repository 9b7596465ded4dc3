"""Making a menu: asked for once, made once, kept for a day.

What one reader asked for serves the next who asks for the same, as long as nothing public has changed; the unique
fingerprint holds that. A short one is made while its reader waits, a long one by the worker; either way its row is
claimed first, so that it is made once at a time.
"""

import hashlib
import io
import json
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from typing import Any
from uuid import UUID

from django.http import QueryDict
from django.utils import timezone
from django.utils.translation import get_language, override
from django.utils.translation import gettext as _
from django_tasks import task

from catalog.answers import ServicePage
from catalog.models import MenuFile
from portal.core.actions import ActionRefused
from portal.core.background.queue import enqueue_once
from portal.core.models import ContentVersion
from portal.core.tables import Table, csv_bytes, write_xlsx

from .choice import Choice
from .columns import COLUMNS, pages
from .kinds import MenuKind
from .printing import entry, printed

MOST_WAITING = 5
MOST_KEPT = 300
TELL_EVERY = 20


class Busy(ActionRefused):
    """So many long menus wait already that another one would make everybody wait."""


@dataclass(frozen=True)
class Order:
    """What somebody wants, in the language of their page; a long list comes in several parts, the first is number 1."""

    choice: Choice
    kind: MenuKind
    part: int = 1

    @property
    def services(self) -> list[UUID]:
        return list(self.kind.part_of(self.choice.services, self.part))

    @property
    def title(self) -> str:
        parts = self.kind.parts(len(self.choice.services))
        if parts == 1:
            return self.choice.title
        facts = {"title": self.choice.title, "part": self.part, "parts": parts}
        return _("%(title)s (part %(part)d of %(parts)d)") % facts

    @property
    def is_long(self) -> bool:
        return len(self.services) > self.kind.cost.at_once

    @cached_property
    def fingerprint(self) -> str:
        """The same for all who would get the same file: some words are true for a day, the others until a change."""
        asked = [self.kind, self.part, get_language(), self.choice.query]
        moment = [ContentVersion.current(), str(timezone.localdate())]
        return hashlib.sha256(json.dumps([*asked, *moment]).encode()).hexdigest()

    def ready_or_waiting(self) -> MenuFile | None:
        """The one that somebody has ordered already; what failed is ordered anew."""
        return MenuFile.objects.filter(fingerprint=self.fingerprint, failed_at=None).first()

    def place(self) -> MenuFile:
        """Its row: with the file if it is a short one, else put on the queue."""
        if self.is_long and MenuFile.objects.waiting().count() >= MOST_WAITING:
            raise Busy
        _make_room()
        MenuFile.objects.filter(fingerprint=self.fingerprint).exclude(failed_at=None).delete()
        menu, _is_new = MenuFile.objects.get_or_create(
            fingerprint=self.fingerprint,
            defaults={
                "kind": self.kind,
                "language": get_language(),
                "title": self.title,
                "query": self.choice.query,
                "part": self.part,
                "services": self.services,
            },
        )
        if self.is_long:
            enqueue_once(make_in_background, str(menu.pk))
        else:
            make(menu.pk)
        menu.refresh_from_db()
        return menu


def _make_room() -> None:
    """What was ordered longest ago goes first."""
    newest = MenuFile.objects.order_by("-requested_at").values("pk")[: MOST_KEPT - 1]
    MenuFile.objects.exclude(made_at=None).exclude(pk__in=newest).delete()


# ---- Making ----------------------------------------------------------------------------------------------------------


@task()
def make_in_background(key: str) -> None:
    make(key)


def make(key: Any) -> None:
    """Make this menu, unless it is made or somebody is at it."""
    row = MenuFile.objects.filter(pk=key)
    if not row.to_begin().update(started_at=timezone.now(), prepared=0):
        return
    menu, content = row.get(), None
    try:
        with override(menu.language):
            content = _content(menu)
    finally:
        if content is None:
            row.update(failed_at=timezone.now())
        else:
            row.update(content=content, made_at=timezone.now(), prepared=len(menu.services))


def _content(menu: MenuFile) -> bytes:
    if menu.shape.is_printed:
        return printed((entry(service) for service in _told(menu)), menu.shape, title=menu.title)
    table = Table(COLUMNS, _told(menu), title=menu.title)
    if menu.shape == MenuKind.CSV:
        return csv_bytes(table)
    file = io.BytesIO()
    write_xlsx(table, file)
    return file.getvalue()


def _told(menu: MenuFile) -> Iterator[ServicePage]:
    """Its services, telling on the way how many are prepared."""
    lives = QueryDict(menu.query.removeprefix("?")).get("lives", "")
    for number, service in enumerate(pages(menu.services, lives=lives), start=1):
        yield service
        if number % TELL_EVERY == 0:
            MenuFile.objects.filter(pk=menu.pk).update(prepared=number)


# ---- Sweeping --------------------------------------------------------------------------------------------------------


def tidy() -> None:
    """What is a day old goes; what nobody is making is put on the queue again."""
    MenuFile.objects.expired().delete()
    for key in MenuFile.objects.to_begin().values_list("pk", flat=True):
        enqueue_once(make_in_background, str(key))


def is_untidy() -> bool:
    return MenuFile.objects.expired().exists() or MenuFile.objects.to_begin().exists()
