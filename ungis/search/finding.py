"""Finding: one search over all records, its filters with their counts, its rows.

Within one filter values add up (this line *or* that), between filters they narrow (this line *and* that year). The
counts of a filter are taken with all other filters applied but without its own choice, so that each number says
how many a click would show. One pass counts all filters; each filter in which something is chosen costs one more.
What the reader may not see takes no part in anything: not in totals, counts, suggestions, nor beginnings of words.
"""

import json
from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field, replace
from typing import Any

import tantivy
from django.db.models import CharField, QuerySet, Value
from django.db.models.functions import Cast
from tantivy import Occur, Query

from ungis.core.standing import LADDER, standing_of

from . import normal
from .index import schema
from .query import Asked, Term
from .sources import SOURCES

SIZE = 25
TITLE = 3.0  # how much more a word counts in a title
SYMBOL = 20.0  # and the symbol or acronym of a record, where it is all that is asked for
BEGINNINGS = 50  # words that the last word may stand for
VALUES_COUNTED = 2000  # more than all small vocabularies have together
ORGANIZATIONS_COUNTED = 30
FEW_HITS = 2  # with no more than these, another spelling is offered
MOST_RESPELLED = 4  # unknown words that are put right; who types more of them is answered as it stands
LOOKED_THROUGH = 12  # hits in which the right spelling is looked for
SIGNS_LOOKED_THROUGH = 6_000

Chosen = Mapping[str, Collection[str]]


@dataclass(frozen=True)
class Row:
    """One record of a result, as the index keeps it."""

    kind: str
    pk: str
    titles: dict[str, str]
    bodies: dict[str, str]
    symbol: str
    address: str
    date: str
    changed: int


@dataclass
class Found:
    """What was found: how many, the rows of the page, the counts of each filter by value."""

    total: int
    rows: list[Row]
    counts: dict[str, dict[str, int]] = field(default_factory=dict)


def reach_of(user: Any) -> str:
    """Return the widest visibility that the user reaches: one word, which the index holds of each record."""
    return max(standing_of(user).visibilities, key=LADDER.index)


# --- queries -------------------------------------------------------------------------------


def _word(form: str, field: str = "text") -> Query:
    return Query.term_query(schema(), field, form)


def _side_by_side(forms: tuple[str, ...]) -> Query:
    return Query.phrase_query(schema(), "text", list(forms))


def _silent(query: Query) -> Query:
    """A query that narrows and says nothing of relevance."""
    return Query.const_score_query(query, 0.0)


def _visible(reach: str) -> Query:
    return _silent(_word(reach, "seen_by"))


def _either(queries: list[Query]) -> Query:
    return queries[0] if len(queries) == 1 else Query.boolean_query([(Occur.Should, query) for query in queries])


def _term(term: Term, searcher: tantivy.Searcher, reach: str) -> list[tuple[Occur, Query]]:
    """Return the clauses of one term: what must be there, and what makes a hit better."""
    if term.is_loose:
        pairs = [(Occur.Must, _word(form)) for form in term.forms]
        return [*pairs, (Occur.Should, _side_by_side(term.forms))] if len(pairs) > 1 else pairs
    if len(term.forms) > 1:
        in_title = Query.boolean_query([(Occur.Must, _word(form, "title")) for form in term.forms])
        return [(Occur.Must, _side_by_side(term.forms)), (Occur.Should, Query.boost_query(in_title, TITLE))]
    (form,) = term.forms
    said = [_word(form)]
    if term.begins:
        begun = searcher.terms_with_prefix("text", term.begins, limit=BEGINNINGS)
        if len(begun) == BEGINNINGS:  # a choice is made among them: not by what is hidden
            begun = searcher.terms_with_prefix("text", term.begins, _visible(reach), BEGINNINGS)
        others = [word for word, _count in begun if word != form]
        said += [Query.const_score_query(Query.term_set_query(schema(), "text", others), 0.5)] if others else []
    return [(Occur.Must, _either(said)), (Occur.Should, Query.boost_query(_word(form, "title"), TITLE))]


def _asked(asked: Asked, searcher: tantivy.Searcher, reach: str) -> list[tuple[Occur, Query]]:
    clauses = [(Occur.Must, _visible(reach))]
    for term in asked.terms:
        clauses += _term(term, searcher, reach)
    if asked.terms:
        whole = " ".join(form for term in asked.terms for form in term.forms)
        clauses.append((Occur.Should, Query.boost_query(_word(whole, "symbol"), SYMBOL)))
    for term in asked.without:
        unwanted = _side_by_side(term.forms) if len(term.forms) > 1 else _word(term.forms[0])
        clauses.append((Occur.MustNot, unwanted))
    return clauses


def _narrowed(chosen: Chosen, but: str = "") -> list[tuple[Occur, Query]]:
    """Return the clauses of the filters, but for those of one of them."""
    clauses = []
    for facet, values in chosen.items():
        if values and facet != but:
            by_field = facet == "organization"
            terms = [
                _word(value, "organization") if by_field else _word(f"{facet}={value}", "value") for value in values
            ]
            clauses.append((Occur.Must, _silent(_either(terms))))
    return clauses


def _all_of(clauses: list[tuple[Occur, Query]]) -> Query:
    return Query.boolean_query(clauses)


# --- the search ----------------------------------------------------------------------------


def find(
    searcher: tantivy.Searcher,
    asked: Asked,
    *,
    reach: str,
    chosen: Chosen | None = None,
    start: int = 0,
    size: int = SIZE,
    order: str = "relevance",
    is_counted: bool = True,
) -> Found:
    """Search: the total, `size` rows from `start` on, and the counts of the filters unless told otherwise.

    `order` is relevance, newest (by the date of the record) or changed (what a feed goes by). Without words there
    is no relevance, and the newest come first.
    """
    chosen = chosen or {}
    clauses = _asked(asked, searcher, reach)
    by = "newest" if order == "relevance" and not asked.terms else order
    by_field = None if by == "relevance" else by
    answer = searcher.search(_all_of([*clauses, *_narrowed(chosen)]), size, offset=start, order_by_field=by_field)
    rows = [row_of(searcher, address) for _score, address in answer.hits]
    counts = _counts(searcher, clauses, chosen) if is_counted else {}
    return Found(answer.count or 0, rows, counts)


def row_of(searcher: tantivy.Searcher, address: tantivy.DocAddress) -> Row:
    return Row(**json.loads(searcher.doc(address)["row"][0]))


def _counts(searcher: tantivy.Searcher, clauses: list, chosen: Chosen) -> dict[str, dict[str, int]]:
    counts = _counted(searcher, [*clauses, *_narrowed(chosen)])
    for facet in [name for name, values in chosen.items() if values]:
        without_own = [*clauses, *_narrowed(chosen, but=facet)]
        counts[facet] = _counted(searcher, without_own).get(facet, {})
        for value in chosen[facet]:  # also where it is not among the most frequent, or nothing is left of it
            if value not in counts[facet]:
                own = _all_of([*without_own, *_narrowed({facet: [value]})])
                counts[facet][value] = searcher.search(own, 1).count or 0
    return counts


def _counted(searcher: tantivy.Searcher, clauses: list) -> dict[str, dict[str, int]]:
    """Count the values of all filters in one pass."""
    answer = searcher.aggregate(
        _all_of(clauses),
        {
            "value": {"terms": {"field": "value", "size": VALUES_COUNTED}},
            "organization": {"terms": {"field": "organization", "size": ORGANIZATIONS_COUNTED}},
        },
    )
    counts: dict[str, dict[str, int]] = defaultdict(dict)
    for bucket in answer["value"]["buckets"]:
        facet, _, value = bucket["key"].partition("=")
        counts[facet][value] = bucket["doc_count"]
    for bucket in answer["organization"]["buckets"]:
        counts["organization"][bucket["key"]] = bucket["doc_count"]
    return counts


def still_seen(rows: Iterable[Row], user: Any) -> list[Row]:
    """Return those rows whose records are still there and may be seen by the user: one query, whatever the kinds.

    The index may lag behind by a moment; the record decides.
    """
    rows = list(rows)
    keys: dict[str, list[str]] = defaultdict(list)
    for row in rows:
        keys[row.kind].append(row.pk)
    seen: list[QuerySet] = [
        SOURCES[kind]
        .seen_by(user, wanted)
        .order_by()
        .annotate(found_kind=Value(kind, CharField()), found_key=Cast("pk", CharField()))
        .values_list("found_kind", "found_key")
        for kind, wanted in keys.items()
        if kind in SOURCES
    ]
    if not seen:
        return []
    there = {(kind, key.replace("-", "")) for kind, key in seen[0].union(*seen[1:], all=True)}
    return [row for row in rows if (row.kind, row.pk.replace("-", "")) in there]


# --- other spellings -----------------------------------------------------------------------


def respelled(searcher: tantivy.Searcher, asked: Asked, reach: str) -> Asked | None:
    """Return the query with its unknown words put right as the texts spell them, or None where nothing is nearer.

    A word is unknown when nothing the reader may see holds it, so that no hidden text speaks through a suggestion.
    """
    words = [term for term in asked.terms if len(term.forms) == 1 and not term.is_loose and term.forms[0].isalpha()]
    unknown = [term for term in words if not _is_known(searcher, term.forms[0], reach)]
    if not 0 < len(unknown) <= MOST_RESPELLED:
        return None
    better = {term.written: near for term in unknown if (near := _nearest(searcher, term.forms[0], reach))}
    if not better:
        return None
    terms = [
        replace(term, written=near, forms=(normal.root(normal.fold(near)),), begins="")
        if (near := better.get(term.written))
        else term
        for term in asked.terms
    ]
    written = " ".join(better.get(piece, piece) for piece in asked.written.split())
    return Asked(written, terms, asked.without, asked.was_cut)


def _is_known(searcher: tantivy.Searcher, form: str, reach: str) -> bool:
    return bool(searcher.search(_all_of([(Occur.Must, _visible(reach)), (Occur.Must, _word(form))]), 1).count)


def _nearest(searcher: tantivy.Searcher, form: str, reach: str) -> str:
    """Return how the texts write the word nearest to an unknown one, or nothing."""
    distance = 2 if len(form) >= 9 else 1 if len(form) >= 5 else 0
    if not distance:
        return ""
    fuzzy = Query.fuzzy_term_query(schema(), "text", form, distance)
    near_by = _all_of([(Occur.Must, _visible(reach)), (Occur.Must, fuzzy)])
    hits = searcher.search(near_by, LOOKED_THROUGH, count=False).hits
    spelled: dict[str, Counter] = defaultdict(Counter)
    for _score, address in hits:
        row = row_of(searcher, address)
        text = "\n".join([*row.titles.values(), *row.bodies.values()])[:SIGNS_LOOKED_THROUGH]
        for word in normal.words(text):
            spelled[word.form][text[word.start : word.end].lower()] += 1
    near = [
        (away, -spellings.total(), spellings.most_common(1)[0][0])
        for other, spellings in spelled.items()
        if abs(len(other) - len(form)) <= distance and 0 < (away := distance_between(form, other)) <= distance
    ]
    return min(near)[2] if near else ""


def distance_between(one: str, other: str) -> int:
    """Return how many letters were left out, put in, put for another or swapped with the next between two words."""
    before, row = [], list(range(len(other) + 1))
    for i, letter in enumerate(one, 1):
        before, last, row = row, before, [i]
        for j, sign in enumerate(other, 1):
            steps = min(before[j] + 1, row[j - 1] + 1, before[j - 1] + (letter != sign))
            if i > 1 and j > 1 and letter == other[j - 2] and one[i - 2] == sign:
                steps = min(steps, last[j - 2] + 1)
            row.append(steps)
    return row[-1]


def alone(searcher: tantivy.Searcher, asked: Asked, reach: str) -> list[tuple[str, int]]:
    """Return how many records hold each of the words by itself: what to try where none holds them all."""
    counted = []
    for term in asked.terms:
        clauses = [(Occur.Must, _visible(reach)), *_term(term, searcher, reach)]
        counted.append((term.written, searcher.search(_all_of(clauses), 1).count or 0))
    return counted
