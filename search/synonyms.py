"""The groups that staff keep, as searching reads them."""

from django.db.models import Prefetch

from . import vocabulary_file
from .models import SynonymGroup
from .words.vocabulary import Group, Role, Synonyms


def stored_synonyms() -> Synonyms:
    """All groups in use, and the words that say nothing by themselves; two queries."""
    active = SynonymGroup.objects.active()
    groups = active.prefetch_related(Prefetch("related", active.only("meaning")))
    return Synonyms(tuple(as_group(group) for group in groups), vocabulary_file.read().stopwords)


def as_group(group: SynonymGroup) -> Group:
    related = tuple(other.meaning for other in group.related.all())
    return Group(group.meaning, Role(group.role), tuple(group.all_words), related)
