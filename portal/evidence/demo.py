"""A small invented repository: files of every kind and level, a link, one that cannot be read, one withdrawn."""

import datetime
import io
import json
import uuid
import zipfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from xml.sax.saxutils import escape

import xlsxwriter
from django.core.files.uploadedfile import SimpleUploadedFile

from portal.accounts.models import User
from portal.accounts.roles import Role
from portal.core.loading import Loaded
from portal.core.models import Sector
from portal.core.pdf import pdf
from portal.core.uploads import CheckedUpload, check_upload
from portal.organizations.models import Organization, OrganizationMembership

from .actions import add_item, withdraw_item
from .enums import Confidentiality
from .models import EvidenceItem
from .sweeps import read_waiting

FILE = Path(__file__).parent / "data" / "demo.json"
KEYS = uuid.UUID("0f4a8a52-0d1f-4a34-9a3c-2a3f9c6c6a10")
MARK = "Demonstration: everything in this document is invented."
MADE_ON = datetime.datetime(2026, 7, 31, tzinfo=datetime.UTC)
WORD = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
MAIN_PART = "application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"
Record = dict[str, Any]


def load_demo_evidence() -> Iterator[Loaded]:
    """Add the items that are missing. The demonstration accounts must have been opened."""
    records: list[Record] = json.loads(FILE.read_text(encoding="utf-8"))
    made = [_add(record) for record in records]
    while read_waiting():
        pass
    yield Loaded("demonstration evidence", rows=len(records), created=sum(made), changed=0, kept=0)


def _add(record: Record) -> bool:
    """Whether it was missing."""
    key = uuid.uuid5(KEYS, record["key"])
    if EvidenceItem.objects.filter(client_key=key).exists():
        return False
    office = Organization.objects.called(record["office"]).get() if record["office"] else None
    by = _somebody_of(office)
    values = {
        **{name: record[name] for name in ("title", "kind", "source", "language", "reliability", "summary")},
        "link": record.get("link", ""),
        "dated_on": datetime.date.fromisoformat(record["dated_on"]) if record["dated_on"] else None,
        "confidentiality": Confidentiality(record["level"]),
        "office": office,
        "sectors": Sector.objects.filter(code__in=record["sectors"]),
    }
    item = add_item(values=values, upload=_upload(record), client_key=key, by=by)
    if reason := record.get("withdrawn"):
        withdraw_item(item, reason=reason, by=by)
    return True


def _somebody_of(office: Organization | None) -> User:
    """Who adds it: an editor of the office, else the first of OOBC's staff."""
    if office is None:
        return User.objects.filter(groups__name=Role.OOBC_STAFF, is_active=True).earliest("username")
    editors = OrganizationMembership.objects.in_force().filter(organization=office, role=Role.MAO_EDITOR)
    return editors.select_related("user").earliest("user__username").user


def _upload(record: Record) -> CheckedUpload | None:
    writers = {"pdf": _pdf, "docx": _docx, "xlsx": _xlsx, "broken": _broken}
    if record["as"] not in writers:
        return None
    ending = "pdf" if record["as"] == "broken" else record["as"]
    return check_upload(SimpleUploadedFile(f"{record['key']}.{ending}", writers[record["as"]](record)))


def _pdf(record: Record) -> bytes:
    facts = {name: record[name] for name in ("title", "source", "language", "paragraphs")}
    facts |= {"mark": MARK, "day": record["dated_on"] or ""}
    return pdf("portal/evidence/demo_report.typ", facts, made_at=MADE_ON)


def _broken(record: Record) -> bytes:
    """The beginning of a PDF, as an upload that broke off leaves it."""
    return _pdf(record)[:400]


def _docx(record: Record) -> bytes:
    paragraphs = [MARK, record["title"], record["source"], *record["paragraphs"]]
    body = "".join(f"<w:p><w:r><w:t>{escape(text)}</w:t></w:r></w:p>" for text in paragraphs)
    relation = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument"
    parts = {
        "[Content_Types].xml": '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">'
        '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
        f'<Override PartName="/word/document.xml" ContentType="{MAIN_PART}"/></Types>',
        "_rels/.rels": '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">'
        f'<Relationship Id="rId1" Type="{relation}" Target="word/document.xml"/></Relationships>',
        "word/document.xml": f'<w:document xmlns:w="{WORD}"><w:body>{body}</w:body></w:document>',
    }
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as packed:
        for name, part in parts.items():
            packed.writestr(name, f'<?xml version="1.0" encoding="UTF-8"?>{part}')
    return out.getvalue()


def _xlsx(record: Record) -> bytes:
    out = io.BytesIO()
    with xlsxwriter.Workbook(out, {"in_memory": True}) as book:
        sheet = book.add_worksheet("Prices")
        sheet.write(0, 0, MARK)
        for number, cells in enumerate(record["rows"], start=2):
            sheet.write_row(number, 0, cells)
    return out.getvalue()
