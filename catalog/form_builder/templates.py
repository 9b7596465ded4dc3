"""Forms to start from, as they come with the portal in ``catalog/data/form_templates.json``.

They ask for what an office of that kind needs to decide, and no more; each personal question says why. Papers are not
in them: a form gets one question for each paper that its service requires.
"""

import json
from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path
from typing import Any

from django.utils.text import slugify

from catalog.models import ServiceOffering
from catalog.questions import Bilingual, Definition, Kind, Question, Section

FILE = Path(__file__).parent.parent / "data" / "form_templates.json"
PAPERS = Section(
    title=Bilingual("Your papers", "Ang inyong mga papeles"),
    intro=Bilingual(
        "A photo taken with a phone is enough if every word can be read.",
        "Sapat na ang litrato mula sa cellphone kung nababasa ang bawat salita.",
    ),
    questions=(),
)
WHY_PAPERS = Bilingual(
    "The office checks with it that it can give you the service.",
    "Dito tinitingnan ng opisina kung maibibigay nito sa inyo ang serbisyo.",
)


@dataclass(frozen=True)
class FormTemplate:
    key: str
    name: str
    description: str
    definition: Definition

    def definition_for(self, offering: ServiceOffering) -> Definition:
        """With a last page for the papers of this service, if it requires any."""
        questions = tuple(
            Question(
                name=f"paper_{number}_{slugify(paper.name).replace('-', '_')}"[:50].strip("_"),
                kind=Kind.FILE,
                label=Bilingual(paper.name),
                help=Bilingual(paper.note),
                reason=WHY_PAPERS,
                is_personal=True,
                is_required=not paper.is_optional,
                paper=paper.pk,
            )
            for number, paper in enumerate(offering.document_rows.all(), start=1)
        )
        if not questions:
            return self.definition
        return replace(self.definition, sections=(*self.definition.sections, replace(PAPERS, questions=questions)))


@cache
def form_templates() -> dict[str, FormTemplate]:
    """The templates by their keys, in the order of the file."""
    return {
        record["key"]: FormTemplate(
            record["key"], record["name"], record["description"], Definition.from_json(_whole(record))
        )
        for record in json.loads(FILE.read_text(encoding="utf-8"))
    }


def _whole(record: Mapping[str, Any]) -> dict[str, Any]:
    """The file leaves out what is as usual; the grammar's JSON says everything."""
    sections = [
        {"intro": {}, "show_if": None, **section, "questions": [_question(one) for one in section["questions"]]}
        for section in record["sections"]
    ]
    return {"sections": sections, "checks": record.get("checks", []), "criteria": record.get("criteria", [])}


def _question(record: Mapping[str, Any]) -> dict[str, Any]:
    usual: dict[str, Any] = {"help": {}, "reason": {}, "choices": [], "show_if": None}
    return {**usual, "is_personal": "reason" in record, **record}
