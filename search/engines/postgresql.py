"""The portal's own database as a search engine: postings of weighted stems, scored in one statement.

PostgreSQL's ``ts_rank`` does not know how rare a word is, and that is most of what tells one service from another. So
the words stand in a table of their own and are scored as BM25F does it: a word's weight in a row (field boosts,
saturation and length are settled when the row is written) times how rare what was asked for is in the index.
"""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from django.db import connection, transaction

from search.models import KnownWord, Posting, SearchEntry
from search.words.reading import Reading

from .base import ENOUGH, MOST_HITS, TOGETHER, Document, Hit, places_of

name = "postgresql"
CHUNK = 1000
ROWS_AT_A_TIME = 200


@transaction.atomic
def write(index: str, documents: Iterable[Document], *, keys: Iterable[str] | None) -> None:
    entries, postings = SearchEntry.objects.filter(index=index), Posting.objects.filter(index=index)
    if keys is None:
        KnownWord.objects.filter(index=index).delete()
    else:
        entries = entries.filter(key__in=list(keys))
        postings = postings.filter(entry__in=entries)
    postings.delete()
    entries.delete()
    chunk: list[Document] = []
    for document in documents:
        chunk.append(document)
        if len(chunk) == ROWS_AT_A_TIME:
            _insert(index, chunk)
            chunk = []
    _insert(index, chunk)


def _insert(index: str, documents: Sequence[Document]) -> None:
    entries = [
        SearchEntry(index=index, key=doc.key, names=list(doc.names), words=sorted(doc.words) if doc.has_readers else [])
        for doc in documents
    ]
    SearchEntry.objects.bulk_create(entries)
    with connection.cursor() as cursor, cursor.copy(_copy_into(Posting, "index", "term", "entry_id", "weight")) as copy:
        for entry, document in zip(entries, documents, strict=True):
            for term, weight in document.weights.items():
                copy.write_row((index, term, entry.pk, weight))
    words: dict[str, bool] = {}
    for document in documents:
        for word, in_name in document.words.items() if not document.has_readers else ():
            words[word] = words.get(word, False) or in_name
    named = [KnownWord(index=index, word=word, is_in_name=True) for word in sorted(words) if words[word]]
    others = [KnownWord(index=index, word=word) for word in sorted(words) if not words[word]]
    KnownWord.objects.bulk_create(
        named,
        update_conflicts=True,
        unique_fields=["index", "word"],
        update_fields=["is_in_name"],
        batch_size=CHUNK,
    )
    KnownWord.objects.bulk_create(others, ignore_conflicts=True, batch_size=CHUNK)


def _copy_into(model: Any, *columns: str) -> str:
    quoted = ", ".join(connection.ops.quote_name(column) for column in columns)
    return f"COPY {connection.ops.quote_name(model._meta.db_table)} ({quoted}) FROM STDIN"


# asked: one row for each stem of each alternative of each term. An alternative of several stems is answered by a row
# that holds them all. A term is as rare as the rows that answer it strongly; answering more of the terms counts twice.
FIND = """
WITH asked (term_no, alternative, parts, weight, strong, stem) AS (
    SELECT * FROM unnest(%(term_nos)s::int[], %(alternatives)s::int[], %(parts)s::int[], %(weights)s::float[],
                         %(strong)s::bool[], %(stems)s::text[])
), term (term_no, weight) AS (
    SELECT * FROM unnest(%(all_term_nos)s::int[], %(term_weights)s::float[])
), held AS MATERIALIZED (
    SELECT posting.term, posting.entry_id, posting.weight
    FROM unnest(%(all_stems)s::text[]) AS stem
    CROSS JOIN LATERAL (
        SELECT term, entry_id, weight FROM search_posting
        WHERE index = %(index)s AND term = stem COLLATE "C"
          AND (%(among)s::bigint[] IS NULL OR entry_id = ANY (%(among)s::bigint[]))
        OFFSET 0  -- by the index, not by a scan of all postings
    ) posting
), answered AS (
    SELECT entry_id, term_no, strong, asked.weight * held.weight AS score
    FROM asked JOIN held ON held.term = asked.stem WHERE asked.parts = 1
    UNION ALL
    SELECT posting.entry_id, asked.term_no, asked.strong, asked.weight * avg(posting.weight) AS score
    FROM asked JOIN held posting ON posting.term = asked.stem WHERE asked.parts > 1
    GROUP BY posting.entry_id, asked.term_no, asked.alternative, asked.parts, asked.weight, asked.strong
    HAVING count(*) = asked.parts
), best AS (
    SELECT entry_id, term_no, max(score) AS score, bool_or(strong) AS strong FROM answered GROUP BY entry_id, term_no
), rarity AS (
    SELECT term_no, coalesce(nullif(count(*) FILTER (WHERE strong), 0), count(*)) AS rows FROM best GROUP BY term_no
), total AS (
    SELECT coalesce(
               cardinality(%(among)s::bigint[]), (SELECT count(*) FROM search_searchentry WHERE index = %(index)s)
           ) AS rows,
           (SELECT sum(weight) FROM term) AS weight
), scored AS (
    SELECT best.entry_id, bit_or(1 << best.term_no) AS touched,
           bit_or(CASE WHEN best.strong THEN 1 << best.term_no ELSE 0 END) AS answered,
           sum(best.score * term.weight * ln(1 + (total.rows - rarity.rows + 0.5) / (rarity.rows + 0.5)))
           * power(sum(term.weight * least(best.score / %(enough)s, 1)) / min(total.weight), %(together)s) AS score
    FROM best JOIN rarity USING (term_no) JOIN term USING (term_no) CROSS JOIN total GROUP BY best.entry_id
)
SELECT entry.key, scored.score, scored.answered, scored.touched
FROM scored JOIN search_searchentry entry ON entry.id = scored.entry_id
ORDER BY scored.score DESC, entry.key LIMIT %(most)s
"""


def find(index: str, reading: Reading, among: Mapping[str, int] | None = None) -> list[Hit]:
    asked = [
        (term_no, alternative_no, len(set(alternative.stems)), alternative.weight, alternative.is_strong, part)
        for term_no, term in enumerate(reading.terms)
        for alternative_no, alternative in enumerate(term.alternatives)
        for part in sorted(set(alternative.stems))
    ]
    if not asked:
        return []
    names = ("term_nos", "alternatives", "parts", "weights", "strong", "stems")
    parameters: dict[str, Any] = dict(zip(names, map(list, zip(*asked, strict=True)), strict=True))
    parameters |= {
        "index": index,
        "among": None if among is None else list(among.values()),
        "all_stems": sorted({part for *_, part in asked}),
        "all_term_nos": list(range(len(reading.terms))),
        "term_weights": [term.weight for term in reading.terms],
        "enough": ENOUGH,
        "together": TOGETHER,
        "most": MOST_HITS,
    }
    with connection.cursor() as cursor:
        cursor.execute(FIND, parameters)
        return [Hit(key, score, places_of(strong), places_of(any_)) for key, score, strong, any_ in cursor.fetchall()]


LIKE = """
WITH own AS (
    SELECT posting.term, posting.weight
    FROM search_posting posting JOIN search_searchentry entry ON entry.id = posting.entry_id
    WHERE entry.index = %(index)s AND entry.key = %(key)s ORDER BY posting.weight DESC, posting.term LIMIT %(words)s
), total AS (
    SELECT count(*) AS rows FROM search_searchentry WHERE index = %(index)s
), rare AS (
    SELECT own.term, own.weight, ln(1 + (total.rows - count(*) + 0.5) / (count(*) + 0.5)) AS rarity
    FROM own JOIN search_posting posting ON posting.index = %(index)s AND posting.term = own.term CROSS JOIN total
    GROUP BY own.term, own.weight, total.rows HAVING count(*) * 2 <= total.rows
)
SELECT entry.key FROM rare
JOIN search_posting posting ON posting.index = %(index)s AND posting.term = rare.term
JOIN search_searchentry entry ON entry.id = posting.entry_id
WHERE entry.key <> %(key)s
GROUP BY entry.key ORDER BY sum(rare.weight * posting.weight * rare.rarity ^ 2) DESC, entry.key LIMIT %(most)s
"""
TELLING_WORDS = 25


def like(index: str, key: str, most: int) -> list[str]:
    """Keys of the rows that share the most telling words with this one, the likest first.

    What every second row holds tells nothing.
    """
    with connection.cursor() as cursor:
        cursor.execute(LIKE, {"index": index, "key": key, "words": TELLING_WORDS, "most": most})
        return [row[0] for row in cursor.fetchall()]
