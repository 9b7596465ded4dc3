"""Definitions that are easy to change in a test, and what a browser sends for a form."""

from dataclasses import replace
from typing import Any

from catalog import actions
from catalog.form_builder.definitions import streams_of
from catalog.models import ApplicationForm
from catalog.questions import Bilingual, Choice, Condition, Definition, Kind, Question, Section
from tests.catalog.factories import ApplicationFormFactory, OfferingFactory


def a_question(name="why", kind=Kind.SHORT, **more):
    return Question(**{"name": name, "kind": kind, "label": Bilingual(name.title()), **more})


def one_page(*questions, **more):
    return Definition(sections=(Section(Bilingual("Your plan"), questions, **more),))


STUDIES = a_question("studies", Kind.YES_NO)
LEVEL = a_question(
    "level", Kind.CHOICE, choices=(Choice("high", Bilingual("High school")), Choice("college", Bilingual("College")))
)


def only_if(question, name, *values):
    return replace(question, show_if=Condition(name, values))


def drafted(definition, office=None, **offering):
    """A form with this text as its draft, of a service that could have it in use."""
    facts = {"published": True, "transaction_class": "complex", **({"offering_mao": office} if office else {})}
    form = ApplicationFormFactory(offering=OfferingFactory(**{**facts, **offering}), in_use=False)
    return with_draft(form, definition)


def with_draft(form, definition):
    """The same form with a new draft; a question of an old name stays the same block."""
    blocks = {one.value["name"]: one.id for section in form.sections for one in section.value["questions"]}
    streams = streams_of(definition)
    for section in streams["sections"]:
        for question in section["value"]["questions"]:
            question["id"] = blocks.get(question["value"]["name"], question["id"])
    draft = ApplicationForm.objects.get(pk=form.pk)
    for name, stream in streams.items():
        setattr(draft, name, stream)
    draft.save_revision(clean=False)
    if not draft.live:
        draft.save()
    return ApplicationForm.objects.get(pk=form.pk)


def published(definition, catalog, **more):
    form = drafted(definition, catalog.a, **more)
    actions.publish(form, by=catalog.moderator)
    return ApplicationForm.objects.get(pk=form.pk)


# ---- What a browser sends --------------------------------------------------------------------------------------------


def sent(form, definition=None, **fields) -> dict[str, Any]:
    streams = streams_of(definition) if definition else {"sections": [], "checks": [], "criteria": []}
    data = {"offering": form.offering_id, "receiving_unit": "Records desk", "helpers_may_apply": "on"}
    for name, stream in streams.items():
        data |= _stream(name, stream)
    return {**data, **fields}


def _stream(prefix, blocks):
    data = {f"{prefix}-count": len(blocks)}
    for index, block in enumerate(blocks):
        start = f"{prefix}-{index}"
        data |= {f"{start}-type": block["type"], f"{start}-order": index, f"{start}-deleted": ""}
        data |= {f"{start}-id": block["id"], **_struct(f"{start}-value", block["value"])}
    return data


def _struct(prefix, values):
    data = {}
    for name, value in values.items():
        key = f"{prefix}-{name}"
        if name == "questions":
            data |= _stream(key, value)
        elif name == "choices":
            data |= _list(key, value)
        elif value is True:
            data[key] = "on"
        elif value not in (False, None):
            data[key] = value
    return data


def _list(prefix, items):
    data = {f"{prefix}-count": len(items)}
    for index, item in enumerate(items):
        start = f"{prefix}-{index}"
        data |= {f"{start}-type": "item", f"{start}-order": index, f"{start}-deleted": "", f"{start}-id": ""}
        data |= _struct(f"{start}-value", item)
    return data
