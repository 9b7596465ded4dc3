from django.contrib.postgres.indexes import GinIndex, OpClass
from django.contrib.postgres.search import SearchVectorField
from django.db import models
from django.db.models import F


class SearchEntry(models.Model):
    """What is searched of one row: derived from it, and rebuilt at any time."""

    index = models.CharField(max_length=50)
    key = models.CharField(max_length=64)
    called = models.TextField()  # folded texts of weight A, for words with a typing mistake
    vector = SearchVectorField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["index", "key"], name="search_entry_once")]
        indexes = [
            GinIndex(F("vector"), name="search_entry_vector"),
            GinIndex(OpClass(F("called"), name="gin_trgm_ops"), name="search_entry_called"),
        ]

    def __str__(self) -> str:
        return f"{self.index}:{self.key}"
