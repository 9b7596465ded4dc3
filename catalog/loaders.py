"""What set-up brings into the catalog: its moderation, and the services that come with the portal."""

import io
import json
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from wagtail.models import Workflow

from portal.core.editorial import set_up_workflow
from portal.core.importing import Report
from portal.core.loading import Loaded, load_rows
from portal.organizations.models import Organization

from .importing import import_offerings
from .models import ApplicationForm, CatalogModerationTask, RefusalReason, ServiceOffering

DATA = Path(__file__).parent / "data"
WORKFLOW = "Catalog moderation"
TASK = "OOBC moderation"


class LoadFailed(Exception):
    """A file of the project does not fit the database, for example because reference rows are missing."""


def load_moderation_workflow() -> Workflow:
    """One step between an office and the public: OOBC. What an administrator changed about it stays."""
    return set_up_workflow(WORKFLOW, CatalogModerationTask, TASK, [ServiceOffering, ApplicationForm])


def load_moderation() -> Iterator[Loaded]:
    """The workflow, as set-up asks for it."""
    before = Workflow.objects.count()
    load_moderation_workflow()
    yield Loaded("moderation workflows", rows=1, created=Workflow.objects.count() - before, changed=0, kept=0)


def load_refusal_reasons() -> Iterator[Loaded]:
    """Why offices say no, as the applicant reads it; administrators keep the list."""
    reasons = json.loads((DATA / "refusal_reasons.json").read_text(encoding="utf-8"))
    yield load_rows(RefusalReason, ({**row, "position": number} for number, row in enumerate(reasons, start=1)))


def load_offerings() -> Iterator[Loaded]:
    """The services of ``data/``, published with their sources and Filipino texts.

    A service that is there already is never touched, whatever people made of it.
    """
    records = list(_records())
    stored = set(ServiceOffering.objects.exclude(import_key=None).values_list("import_key", flat=True))
    missing = [record for record in records if record["id"] not in stored]
    if missing:
        _import(missing)
    yield Loaded(
        table=str(ServiceOffering._meta.verbose_name_plural),
        rows=len(records),
        created=len(missing),
        changed=0,
        kept=0,
    )


def papers_in(sentence: str) -> list[str]:
    """The papers of a plain list (``Final bill; medical abstract``), as a sheet's lines; none if it is a sentence.

    Semicolons separate papers. Without one there is a single paper, unless commas or "and" and "or" make it more.
    """
    if ";" not in sentence and any(joint in sentence for joint in (",", " and ", " or ")):
        return []
    return [_paper(part.strip()) for part in sentence.split(";") if part.strip()]


def _paper(written: str) -> str:
    name = written.removesuffix(" if any")
    line = name[:1].upper() + name[1:]
    return f"{line} ::  :: optional" if name != written else line


def _records() -> Iterator[dict[str, Any]]:
    """The file's records as rows of a sheet: offices as the register knows them, papers one by one, with Filipino."""
    data = _read("offerings.json")
    filipino = _read("offerings_fil.json")["texts"]
    acronyms = set(Organization.objects.values_list("acronym", flat=True))
    for record in data["offerings"]:
        texts = filipino.get(record["id"], {})
        papers = papers_in(record["required_documents"] or "")
        office = record["offering_mao"]
        yield {
            **record,
            "offering_mao": office if office in acronyms else data["organizations"][office]["name"],
            "required_documents": None if papers else record["required_documents"],
            "document_rows": papers,
            **{f"{name}_fil": text for name, text in texts.items()},
        }


def _import(records: list[dict[str, Any]]) -> Report:
    file = io.BytesIO(json.dumps(records).encode())
    file.name = "offerings.json"
    report = import_offerings(file, by=None, dry_run=False, publish=True)
    if report.errors:
        told = "\n".join(f"{records[e.row - 2]['id']}, {e.column}: {e.value} {e.message}" for e in report.errors)
        raise LoadFailed(f"The services that come with the portal do not fit:\n{told}")
    return report


def _read(name: str) -> Mapping[str, Any]:
    data: Mapping[str, Any] = json.loads((DATA / name).read_text(encoding="utf-8"))
    return data
