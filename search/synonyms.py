"""The groups that staff keep, as searching reads them."""

from functools import lru_cache

from django.db import connection
from django.db.models import Prefetch

from . import vocabulary_file
from .models import SynonymGroup
from .words.vocabulary import Group, Role, Synonyms

# Two groups of the same words with the same key are the same, in whichever transaction they are read.
FINGERPRINT = """
SELECT md5(string_agg(md5(concat_ws(' ', id, role, meaning, words)), '' ORDER BY id)),
       (SELECT md5(string_agg(concat(from_synonymgroup_id, ' ', to_synonymgroup_id), ',' ORDER BY id))
        FROM search_synonymgroup_related)
FROM search_synonymgroup WHERE is_active
"""


def stored_synonyms() -> Synonyms:
    """All groups in use, and the words that say nothing by themselves.

    Some ten thousand words take a while to be read and sorted, and public texts change much more often than they do:
    so each process keeps them for as long as they are the same. One query tells, three read them.
    """
    with connection.cursor() as cursor:
        cursor.execute(FINGERPRINT)
        fingerprint = cursor.fetchone()
    return _kept(fingerprint, vocabulary_file.read().stopwords)


@lru_cache(maxsize=2)
def _kept(fingerprint: tuple[str | None, ...], stopwords: frozenset[str]) -> Synonyms:
    active = SynonymGroup.objects.active()
    groups = active.prefetch_related(Prefetch("related", active.only("meaning")))
    return Synonyms(tuple(as_group(group) for group in groups), stopwords)


def as_group(group: SynonymGroup) -> Group:
    related = tuple(other.meaning for other in group.related.all())
    return Group(group.meaning, Role(group.role), tuple(group.all_words), related)
