import factory
from django.contrib.postgres.search import SearchVector
from django.db.models import Value
from factory.django import DjangoModelFactory

from search.models import SearchEntry


class SearchEntryFactory(DjangoModelFactory):
    class Meta:
        model = SearchEntry

    index = "tests"
    key = factory.Sequence(str)
    called = "scholarship"
    vector = factory.LazyAttribute(lambda entry: SearchVector(Value(entry.called), config="simple"))
