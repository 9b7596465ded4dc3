import factory
from factory.django import DjangoModelFactory

from search.models import KnownWord, Posting, SearchEntry


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
