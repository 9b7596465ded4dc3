"""What is searched: derived from the rooms' rows by the words they hold, and rebuilt at any time."""

from django.contrib.postgres.fields import ArrayField
from django.db import models


class SearchEntry(models.Model):
    """One row of a room in one index."""

    index = models.CharField(max_length=50)
    key = models.CharField(max_length=64)
    names = ArrayField(models.TextField())  # what it is called, as people read it
    words = ArrayField(models.TextField(), default=list)  # of a row that not everybody may know of; else ``KnownWord``

    class Meta:
        constraints = [models.UniqueConstraint(fields=["index", "key"], name="search_entry_once")]

    def __str__(self) -> str:
        return f"{self.index}:{self.key}"


class Posting(models.Model):
    """That an entry holds a word, by its stem, and how much it says about the entry: 0 to 1."""

    index = models.CharField(max_length=50)
    term = models.CharField(max_length=100, db_collation="C")
    entry = models.ForeignKey(SearchEntry, on_delete=models.CASCADE, related_name="postings", db_index=False)
    weight = models.FloatField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["entry", "term"], name="search_posting_once")]
        indexes = [models.Index(fields=["index", "term"], include=["entry", "weight"], name="search_posting_by_term")]

    def __str__(self) -> str:
        return self.term


class KnownWord(models.Model):
    """A word as it is written somewhere in an index that is everybody's: what a misspelt one may have meant."""

    index = models.CharField(max_length=50)
    word = models.CharField(max_length=100, db_collation="C")
    is_in_name = models.BooleanField(default=False)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["index", "word"], name="search_known_word_once")]

    def __str__(self) -> str:
        return self.word
