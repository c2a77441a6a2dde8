"""Records like a text: those that hold most of its rare words, whatever else they say."""

from collections.abc import Iterable

import tantivy
from tantivy import Occur, Query

from . import normal
from .finding import Row, row_of
from .index import schema

MOST_FORMS = 400  # words of the text that are looked up
TELLING = 24  # of them, the rarest, that are asked for
FEWEST = 2  # shared words below which nothing is like it


def resembling(
    searcher: tantivy.Searcher,
    text: str,
    *,
    kind: str,
    reach: str,
    size: int,
    but: Iterable[str] = (),
    values: Iterable[str] = (),
) -> list[Row]:
    """Return records of one kind that share the most telling words with a text, the most alike first.

    Nothing outside the reader's reach takes part. `but` are slugs of organizations whose records are left out;
    `values` are values of filters, as "line=c7-elea", that count as much as a word does.
    """
    telling = _telling(searcher, text)
    if len(telling) < FEWEST:
        return []
    words = [(Occur.Should, Query.term_query(schema(), "text", form)) for form in telling]
    shared = [(Occur.Should, Query.term_query(schema(), "value", value)) for value in values]
    clauses = [
        (Occur.Must, Query.boolean_query(words, minimum_number_should_match=FEWEST)),
        (Occur.Must, _silent("value", f"kind={kind}")),
        (Occur.Must, _silent("seen_by", reach)),
        *shared,
        *((Occur.MustNot, Query.term_query(schema(), "organization", slug)) for slug in but),
    ]
    hits = searcher.search(Query.boolean_query(clauses), size, count=False).hits
    return [row_of(searcher, address) for _score, address in hits]


def _telling(searcher: tantivy.Searcher, text: str) -> list[str]:
    """Return the rarest words of a text that the index holds at all."""
    forms = list(dict.fromkeys(word.form for word in normal.words(text)))[:MOST_FORMS]
    counted = [(searcher.doc_freq("text", form), form) for form in forms]
    return [form for number, form in sorted(counted) if number][:TELLING]


def _silent(field: str, value: str) -> Query:
    return Query.const_score_query(Query.term_query(schema(), field, value), 0.0)
