"""What one person may ask for under RA 10173: a copy of what is theirs, and that it is erased, in every room.

Each room says for its own rows what it finds, hands out and erases (``PersonSource``), listed by dotted path in
``settings.PERSON_SOURCES``. A person is known by the e-mail address or mobile number they gave. Where several share
one, the number of an application, need or request narrows it to that.
"""

import json
import re
import zipfile
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache, reduce
from operator import or_
from tempfile import SpooledTemporaryFile
from typing import IO, Any, ClassVar

from django.conf import settings
from django.contrib.auth import get_user_model
from django.contrib.auth.models import AbstractUser, AnonymousUser
from django.core.serializers.json import DjangoJSONEncoder
from django.db import transaction
from django.db.models import F, Func, Q, QuerySet, TextField, Value
from django.db.models.fields.json import KT
from django.utils import timezone
from django.utils.module_loading import import_string
from django.utils.translation import gettext as _

from .actions import ActionRefused
from .models import PrivateFile
from .references import read_reference
from .sections import Section

IN_MEMORY = 5 * 1024 * 1024
DIGITS_ONLY = re.compile(r"\D")
PREFIX = re.compile(r"^(00)?63|^0")  # so that +63 917 … is 0917 …
SHORTEST_NUMBER = 7


@dataclass(frozen=True)
class Asked:
    """Who asks, by what they are known, and of which case alone if they say so."""

    contact: str
    reference: str = ""

    def known_by(self, rows: QuerySet[Any], *columns: str) -> QuerySet[Any]:
        """The rows in which one of these columns holds this address or number, however it was written."""
        contact = self.contact.strip()
        if "@" in contact:
            return rows.filter(reduce(or_, (Q(**{f"{column}__iexact": contact}) for column in columns)))
        number = PREFIX.sub("", DIGITS_ONLY.sub("", contact))
        if len(number) < SHORTEST_NUMBER:
            return rows.none()
        names = {f"digits_{place}": _digits_of(column) for place, column in enumerate(columns)}
        forms = [f"{prefix}{number}" for prefix in ("", "0", "63", "0063")]
        return rows.alias(**names).filter(reduce(or_, (Q(**{f"{name}__in": forms}) for name in names)))

    def narrowed(self, rows: QuerySet[Any], column: str = "reference") -> QuerySet[Any]:
        """Those of the one case that is asked for; all of them if none is."""
        return rows.filter(**{column: read_reference(self.reference)}) if self.reference else rows


@dataclass(frozen=True)
class Finding:
    """What one room found of a person."""

    section: Section
    can_erase: bool


@dataclass(frozen=True)
class Line:
    """One thing that was found: what it is, and why it cannot be erased yet, if so."""

    what: str
    kept_because: str = ""


@dataclass(frozen=True)
class Outcome:
    """What became of a request to erase, in sentences; empty where there is nothing to say."""

    done: str = ""
    kept: str = ""


class PersonSource:
    """What one room keeps of persons. None of its acts checks who asks: ``export_person`` and ``erase_person`` do."""

    title: ClassVar[Any]

    def find(self, asked: Asked) -> Finding | None:
        """For the screen; None if nothing is theirs."""
        lines = list(self.lines(asked))
        if not lines:
            return None
        section = Section(self.title, "portal/core/_person_found.html", lines=lines)
        return Finding(section, can_erase=any(not line.kept_because for line in lines))

    def lines(self, asked: Asked) -> Iterable[Line]:
        return []

    def export(self, asked: Asked, packed: zipfile.ZipFile, *, by: Any) -> dict[str, Any]:
        """What is theirs, by name, for the file with the data; papers go into the ZIP. It is recorded."""
        raise NotImplementedError

    def erase(self, asked: Asked, *, by: Any) -> Outcome:
        """Erase what can be erased; it is recorded."""
        raise NotImplementedError


def people_with_account(asked: Asked) -> list[Any]:
    """Whose account has this address; none if one case alone is asked for. An account has no number."""
    if asked.reference or "@" not in asked.contact:
        return []
    return list(asked.known_by(get_user_model()._default_manager.all(), "email").order_by("pk"))


def pack_paper(packed: zipfile.ZipFile, file: PrivateFile, name: str) -> str:
    """Put a paper into the ZIP; its path there, or nothing if it may not be opened."""
    if not file.may_be_opened:
        return ""
    path = f"papers/{name}"
    with file.file.open("rb") as content:
        packed.writestr(path, content.read())
    return path


def may_answer_persons(user: AbstractUser | AnonymousUser) -> bool:
    """Hand a person a copy of what is theirs, and erase it, across all rooms."""
    return user.has_perm(settings.PERSONS_PERMISSION)


def find_person(asked: Asked) -> list[Finding]:
    return [finding for source in sources() if (finding := source.find(asked))]


@transaction.atomic
def export_person(asked: Asked, *, by: Any) -> IO[bytes]:
    """A ZIP file with all that is this person's and nothing of others: ``data.json`` and their papers."""
    _refuse_without_right(by)
    out = SpooledTemporaryFile(max_size=IN_MEMORY)  # noqa: SIM115 - the answer closes it
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as packed:
        data: dict[str, Any] = {"made_at": timezone.now()}
        for source in sources():
            data |= source.export(asked, packed, by=by)
        packed.writestr("data.json", json.dumps(data, cls=DjangoJSONEncoder, ensure_ascii=False, indent=2))
    out.seek(0)
    return out


@transaction.atomic
def erase_person(asked: Asked, *, by: Any) -> list[Outcome]:
    """Erase in every room what is this person's, all or nothing."""
    _refuse_without_right(by)
    return [source.erase(asked, by=by) for source in sources()]


def sources() -> tuple[PersonSource, ...]:
    return _made(tuple(settings.PERSON_SOURCES))


@cache
def _made(paths: tuple[str, ...]) -> tuple[PersonSource, ...]:
    return tuple(import_string(path)() for path in paths)


def _refuse_without_right(by: Any) -> None:
    if not may_answer_persons(by):
        raise ActionRefused(_("Only administrators answer requests of persons about their data."))


def _digits_of(column: str) -> Func:
    value = KT(column) if "__" in column else F(column)
    return Func(value, Value(r"\D"), Value(""), Value("g"), function="regexp_replace", output_field=TextField())
