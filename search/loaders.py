"""What set-up brings: the words that come with the project, beside those of staff."""

from collections.abc import Iterable, Iterator
from typing import Any

from portal.core.loading import Loaded
from portal.core.text import fold

from . import vocabulary_file
from .enums import WordRole
from .models import SynonymGroup
from .word_lists import faults_of_words

FIELDS = ["meaning", "sort_name", "role", "words", "source", "loaded"]


class VocabularyUnfit(Exception):
    """A group of the file cannot be kept as it is."""


def load_vocabulary() -> Iterator[Loaded]:
    """Groups follow the file until staff change them: then they are theirs, and stay as they are.

    A meaning that staff have a group of is left to it. No group is deleted; one out of use stays out of use.
    """
    file = vocabulary_file.read()
    records = {record["meaning"]: _as_kept(record, file.source) for record in file.groups}
    _check(records)
    groups = list(SynonymGroup.objects.prefetch_related("related"))
    seeded = {group.seeded_key: group for group in groups if group.seeded_key}
    taken = {group.sort_name for group in groups}
    new = [
        _write(SynonymGroup(seeded_key=meaning), record)
        for meaning, record in records.items()
        if meaning not in seeded and fold(meaning) not in taken
    ]
    untouched = [group for key, group in seeded.items() if key in records and _state(group) == group.loaded]
    changed = [_write(group, records[key]) for group in untouched if group.loaded != records[key := group.seeded_key]]
    SynonymGroup.objects.bulk_create(new)
    SynonymGroup.objects.bulk_update(changed, FIELDS, batch_size=500)
    _relate([*new, *changed])
    kept = len(records) - len(new) - len(untouched)
    yield Loaded(str(SynonymGroup._meta.verbose_name_plural), len(groups) + len(new), len(new), len(changed), kept)


def _as_kept(record: dict[str, Any], source: str) -> dict[str, Any]:
    return {
        "meaning": record["meaning"],
        "role": record["role"],
        "words": {language: list(words) for language, words in record["words"].items() if words},
        "related": sorted(fold(meaning) for meaning in record.get("related", ())),
        "source": source,
    }


def _state(group: SynonymGroup) -> dict[str, Any]:
    """The group as it is now, in the shape of the file."""
    return {
        "meaning": group.meaning,
        "role": group.role,
        "words": group.words,
        "related": sorted(fold(other.seeded_key or other.meaning) for other in group.related.all()),
        "source": group.source,
    }


def _write(group: SynonymGroup, record: dict[str, Any]) -> SynonymGroup:
    group.meaning, group.sort_name = record["meaning"], fold(record["meaning"])
    group.role, group.words, group.source = record["role"], record["words"], record["source"]
    group.loaded = record
    return group


def _relate(groups: Iterable[SynonymGroup]) -> None:
    """Write anew which groups these also show."""
    groups = list(groups)
    if not groups:
        return
    keys = {
        fold(seeded_key or meaning): pk
        for pk, seeded_key, meaning in SynonymGroup.objects.values_list("pk", "seeded_key", "meaning")
    }
    through = SynonymGroup.related.through
    through.objects.filter(from_synonymgroup__in=groups).delete()
    through.objects.bulk_create(
        through(from_synonymgroup_id=group.pk, to_synonymgroup_id=keys[name])
        for group in groups
        for name in group.loaded["related"]
    )


def _check(records: dict[str, dict[str, Any]]) -> None:
    known = {fold(meaning) for meaning in records}
    if len(known) < len(records):
        raise VocabularyUnfit("Two groups of the vocabulary have the same meaning.")
    for meaning, record in records.items():
        faults = [fault for _language, fault in faults_of_words(record["words"])]
        faults += [f"No group is called “{name}”." for name in record["related"] if name not in known]
        faults += [] if record["role"] in WordRole.values else [f"There is no role “{record['role']}”."]
        if faults:
            raise VocabularyUnfit(f"The group “{meaning}” of the vocabulary does not fit: {' '.join(faults)}")
