"""One service as one row of a sheet: how each field is read from its newest text, put into it, and shown.

The newest text is *content* as a revision holds it (a plain dictionary). Reading and changing content instead of model
objects costs no query for each row, and leaves alone whatever a sheet does not name. ``catalog.tables`` writes sheets,
``catalog.importing`` reads them; both walk the same ``FIELDS``, so that what was exported can be imported again.
"""

import re
import uuid
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any, Protocol

from django.db import models
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, override

from portal.core.models import ServiceCategory
from portal.core.tables import Kind
from portal.geography.models import Province, Region
from portal.organizations.models import Organization

from .models import OfferingTranslation, ServiceOffering

Content = dict[str, Any]

RELATIONS = ("geographic_coverage", "provinces_covered", "document_rows", "sources", "translations")
PART = " :: "
"""Parts of one line of a cell: a paper, then its note, then that it is optional."""


def newest_content(offering: ServiceOffering) -> Content:
    """The newest text, draft or live. No query when ``RELATIONS`` are prefetched and ``latest_revision`` selected."""
    if offering.has_unpublished_changes and offering.latest_revision:
        return dict(offering.latest_revision.content)
    return offering.serializable_data()


def blank_content() -> Content:
    """The content of a new service before anything is filled in."""
    key = str(uuid.uuid4())
    return {**_blank(), "pk": key, "id": key}


@cache
def _blank() -> Content:
    return ServiceOffering(**{name: [] for name in RELATIONS}).serializable_data()


@dataclass(frozen=True)
class Names:
    """The reference rows that content points to by key, read once for a whole sheet."""

    offices: Mapping[int, Organization]
    categories: Mapping[int, ServiceCategory]
    regions: Mapping[int, Region]
    provinces: Mapping[int, Province]

    @classmethod
    def read(cls) -> "Names":
        return cls(
            Organization.objects.in_bulk(),
            ServiceCategory.objects.in_bulk(),
            Region.objects.in_bulk(),
            Province.objects.in_bulk(),
        )


def region_label(region: Region) -> str:
    """As people write it: Region IX, but BARMM."""
    return f"Region {region.code}" if re.fullmatch(r"[IVX]+(-[AB])?", region.code) else region.code


class Place(Protocol):
    """Where in the content a field of the sheet lives."""

    def read(self, content: Content) -> Any:
        """The value as it is compared; None or an empty list where it is not known."""

    def write(self, content: Content, value: Any) -> None:
        """Put a value as ``read`` gives it; None empties, or leaves a field that always has a value as it is."""

    def show(self, value: Any, names: Names) -> Any:
        """The value as an export writes it and as a report quotes it."""


class Plain:
    """A column of the offering itself: text, number, date, choice, yes or no."""

    def __init__(self, name: str) -> None:
        self.field: models.Field[Any, Any] = ServiceOffering._meta.get_field(name)

    def read(self, content: Content) -> Any:
        value = self.field.to_python(content.get(self.field.name))
        return tidy(value) if isinstance(value, str) else value

    def write(self, content: Content, value: Any) -> None:
        if value is None and not self.field.null:
            if self.field.has_default():
                return
            value = ""
        content[self.field.name] = value

    def show(self, value: Any, names: Names) -> Any:
        if self.field.choices and value is not None:
            return str(dict(self.field.flatchoices).get(value, value))
        return value


class Link:
    """A key of a reference row."""

    def __init__(self, name: str, rows: str, label: str) -> None:
        self.name, self.rows, self.label = name, rows, label

    def read(self, content: Content) -> int | None:
        return content.get(self.name)

    def write(self, content: Content, value: int | None) -> None:
        content[self.name] = value

    def show(self, value: int | None, names: Names) -> str | None:
        row = getattr(names, self.rows).get(value)
        return None if row is None else str(getattr(row, self.label))


class Links:
    """Keys of several places, always in the same order."""

    def __init__(self, name: str) -> None:
        self.name = name

    def read(self, content: Content) -> list[int]:
        return sorted(content.get(self.name) or [])

    def write(self, content: Content, value: list[int] | None) -> None:
        content[self.name] = value or []

    def show(self, value: list[int], names: Names) -> list[str] | None:
        if self.name == "geographic_coverage":
            return [region_label(names.regions[key]) for key in value if key in names.regions] or None
        return [names.provinces[key].name for key in value if key in names.provinces] or None


@dataclass(frozen=True)
class Paper:
    """A required paper as one line: ``Barangay certificate :: one copy :: optional``."""

    name: str
    note: str = ""
    is_optional: bool = False

    def __str__(self) -> str:
        parts = [self.name, self.note, "optional" if self.is_optional else ""]
        return PART.join(parts).removesuffix(PART).removesuffix(PART)


class Papers:
    """The rows of required papers, one a line."""

    def read(self, content: Content) -> list[Paper]:
        rows = content.get("document_rows") or []
        return [Paper(tidy(row["name"]) or "", tidy(row["note"]) or "", row["is_optional"]) for row in rows]

    def write(self, content: Content, value: list[Paper] | None) -> None:
        new = [{"name": paper.name, "note": paper.note, "is_optional": paper.is_optional} for paper in value or []]
        content["document_rows"] = _merged(content, "document_rows", "name", new)

    def show(self, value: list[Paper], names: Names) -> str | None:
        return "\n".join(map(str, value)) or None


class Sources:
    """The pages where the facts stand, one a line."""

    def read(self, content: Content) -> list[str]:
        return [row["source_url"] for row in content.get("sources") or []]

    def write(self, content: Content, value: list[str] | None) -> None:
        new = [{"source_url": url} for url in value or []]
        content["sources"] = _merged(content, "sources", "source_url", new)

    def show(self, value: list[str], names: Names) -> str | None:
        return "\n".join(value) or None


class Filipino:
    """A text of the Filipino translation; the translation goes when its last text goes."""

    def __init__(self, name: str) -> None:
        self.name = name

    def read(self, content: Content) -> str | None:
        row = self._row(content)
        return tidy(row[self.name]) if row else None

    def write(self, content: Content, value: str | None) -> None:
        row = self._row(content)
        if row is None and value:
            empty = dict.fromkeys(OfferingTranslation.TEXTS, "")
            row = {"pk": None, "offering": content["pk"], "language": "fil", **empty}
            content["translations"] = [*(content.get("translations") or []), row]
        if row is not None:
            kept = [other for other in content["translations"] if other is not row]
            row = {**row, self.name: value or ""}
            has_text = any(row[name] for name in OfferingTranslation.TEXTS)
            content["translations"] = [*kept, row] if has_text else kept

    def show(self, value: str | None, names: Names) -> str | None:
        return value

    def _row(self, content: Content) -> dict[str, Any] | None:
        return next((row for row in content.get("translations") or [] if row["language"] == "fil"), None)


@dataclass(frozen=True)
class SheetField:
    """One field of the sheet: its name in a file, its header, its kind and its place in the content."""

    name: str
    label: Any
    place: Place
    kind: Kind = "text"
    width: int = 0

    def shown(self, content: Content, names: Names) -> Any:
        return self.place.show(self.place.read(content), names)


def tidy(text: str) -> str | None:
    """Text as a cell holds it: one kind of line end and of space, nothing around it, None when nothing is left."""
    return text.replace("\r\n", "\n").replace("\r", "\n").replace("\u00a0", " ").strip() or None


def _merged(content: Content, relation: str, key: str, new: Sequence[dict[str, Any]]) -> list[dict[str, Any]]:
    """Child rows after a change: a row that stays keeps its identity, so that a comparison shows what truly changed."""
    old = {row[key]: row for row in content.get(relation) or []}
    blank = {"pk": None, "offering": content["pk"]}
    return [{**old.pop(row[key], blank), **row, "sort_order": order} for order, row in enumerate(new)]


_KINDS: dict[type[models.Field[Any, Any]], Kind] = {
    models.BooleanField: "flag",
    models.DateField: "date",
    models.DecimalField: "money",
    models.PositiveSmallIntegerField: "number",
    models.PositiveIntegerField: "number",
}
_OWN_LABELS = {
    "obc_access_note": gettext_lazy("Note on who can get it"),
    "beneficiaries_as_of": gettext_lazy("People helped, counted on"),
    "obc_beneficiaries_to_date": gettext_lazy("People helped so far from communities outside BARMM"),
}


def _plain(name: str) -> SheetField:
    place = Plain(name)
    label = _OWN_LABELS.get(name) or capfirst(str(place.field.verbose_name))
    is_long = isinstance(place.field, models.TextField)
    return SheetField(name, label, place, _KINDS.get(type(place.field), "text"), 60 if is_long else 0)


def _filipino(name: str) -> SheetField:
    label = capfirst(str(OfferingTranslation._meta.get_field(name).verbose_name))  # type: ignore[union-attr]
    return SheetField(f"{name}_fil", f"{label} ({_('Filipino')})", Filipino(name), width=60)


def _fields() -> Iterator[SheetField]:
    """In the order in which a person asks, as on the public page."""
    yield SheetField("offering_mao", gettext_lazy("Office"), Link("offering_mao", "offices", "short_name"))
    for name in ("title", "alternate_name", "keywords", "description"):
        yield _plain(name)
    yield SheetField("category", gettext_lazy("Category"), Link("category", "categories", "name"))
    for name in (
        "service_type", "obc_access", "obc_access_note", "eligibility_criteria", "target_beneficiaries", "minimum_age",
        "maximum_age", "application_mode", "apply_url", "application_process", "required_documents",
    ):  # fmt: skip
        yield _plain(name)
    yield SheetField("document_rows", gettext_lazy("Papers, one a line"), Papers(), width=60)
    for name in (
        "application_period", "opens_on", "closes_on", "processing_time", "processing_days", "transaction_class",
        "fees_description", "benefit_amount_min", "benefit_amount_max", "benefit_note", "is_nationwide",
    ):  # fmt: skip
        yield _plain(name)
    yield SheetField("geographic_coverage", gettext_lazy("Regions covered"), Links("geographic_coverage"))
    yield SheetField("provinces_covered", gettext_lazy("Provinces covered"), Links("provinces_covered"))
    for name in (
        "annual_budget", "slots_available", "total_beneficiaries_to_date", "obc_beneficiaries_to_date",
        "beneficiaries_as_of", "website_url", "contact_person", "contact_email", "contact_phone", "is_active",
        "alert_text", "alert_until", "facts_as_of", "check_interval_months",
    ):  # fmt: skip
        yield _plain(name)
    yield SheetField("sources", gettext_lazy("Source pages, one a line"), Sources(), width=60)
    for name in OfferingTranslation.TEXTS:
        yield _filipino(name)


with override("en"):  # headers are part of the file format: the same whoever reads or writes it
    FIELDS: list[SheetField] = list(_fields())
BY_NAME = {field.name: field for field in FIELDS}
