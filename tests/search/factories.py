import uuid
from datetime import timedelta

import factory
from django.utils import timezone
from factory.django import DjangoModelFactory

from portal.core.text import fold
from search.models import (
    KnownWord,
    Posting,
    PromotedResult,
    SearchClick,
    SearchEntry,
    SearchLog,
    SynonymGroup,
)


class SearchEntryFactory(DjangoModelFactory):
    class Meta:
        model = SearchEntry

    index = "tests"
    key = factory.Sequence(str)
    names = ["Scholarship"]


class PostingFactory(DjangoModelFactory):
    class Meta:
        model = Posting

    index = "tests"
    term = "scholarship"
    entry = factory.SubFactory(SearchEntryFactory)
    weight = 0.5


class KnownWordFactory(DjangoModelFactory):
    class Meta:
        model = KnownWord

    index = "tests"
    word = factory.Sequence("word{}".format)


class SynonymGroupFactory(DjangoModelFactory):
    class Meta:
        model = SynonymGroup

    class Params:
        deactivated = factory.Trait(is_active=False)

    meaning = factory.Sequence("meaning {}".format)
    words = factory.Sequence(lambda n: {"en": [f"word {n}"], "fil": [f"salita {n}"]})


class SearchLogFactory(DjangoModelFactory):
    """A search that found something close; nobody went on from it."""

    class Meta:
        model = SearchLog

    class Params:
        found_nothing = factory.Trait(results=0, is_close=False)
        nothing_close = factory.Trait(is_close=False)

    index = "services"
    searched_at = factory.LazyFunction(lambda: timezone.now().replace(minute=0, second=0, microsecond=0))
    text = "scholarship"
    folded = factory.LazyAttribute(lambda search: fold(search.text))
    results = 3
    language = "en"
    token = factory.Sequence("token{:017}".format)


class SearchClickFactory(DjangoModelFactory):
    class Meta:
        model = SearchClick

    search = factory.SubFactory(SearchLogFactory)
    key = factory.Sequence(str)


class PromotedResultFactory(DjangoModelFactory):
    """Shown first for "scholarship", today and until further notice."""

    class Meta:
        model = PromotedResult

    class Params:
        ended = factory.Trait(end_date=factory.LazyFunction(timezone.localdate))
        future = factory.Trait(start_date=factory.LazyFunction(lambda: timezone.localdate() + timedelta(days=1)))

    index = "services"
    key = factory.LazyFunction(lambda: str(uuid.uuid4()))
    phrases = ["scholarship"]
    start_date = factory.LazyFunction(lambda: timezone.localdate() - timedelta(days=30))
