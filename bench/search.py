"""The cost of a search with all its filters counted, beside bare tantivy and SQLite's FTS5, in one run.

One query: the total, the best 25, and the counts of lines, Goals, objectives, years, countries, status and
organizations over all that is found; twenty queries over made activities (see activities.py). Totals and counts of
all engines are checked to be equal before any time is shown. "bare" FTS5 counts no filters. CPU milliseconds, the
lowest of three rounds a query. Aims: at most 1.5 times bare tantivy with the same counts, a tenth of bare FTS5, a
fiftieth of FTS5 with joins; at a hundred times the rows at most four times the p50. Last, the memory of a process
of the site that has answered all twenty, and how long they take while another process builds the index anew.

    make bench
    BENCH_SIZES=10000,100000,1000000 .venv/bin/python bench/search.py
"""

import os
import sqlite3
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from statistics import mean, median
from typing import Any, NamedTuple

import tantivy
from activities import Activity, activities, queries
from tantivy import Document, Occur, Query

SIZES = [int(size) for size in os.environ.get("BENCH_SIZES", "10000").split(",")]
ROUNDS, BEST = 3, 25
TAGS = {"line": "lines", "goal": "goals", "objective": "objectives"}
PLAIN = ("year", "country", "status", "organization")
MOST_ORGANIZATIONS = 30


class Answer(NamedTuple):
    """What a query comes to: how many, and the counts of each filter where they were asked for."""

    total: int
    counts: dict[str, dict[str, int]]


Engine = Callable[[str, str], Answer]


# --- ours --------------------------------------------------------------------------------------


def entry_of(row: Activity) -> Any:
    from ungis.search.sources import Entry

    return Entry(
        pk=row.number,
        titles={"en": row.title},
        bodies={"en": row.text},
        address=f"activities/{row.number}/",
        lines=row.lines,
        goals=row.goals,
        objectives=row.objectives,
        years=[row.year],
        countries=[row.country],
        status=row.status,
        organizations=[row.organization],
    )


def build_ours(folder: Path, size: int) -> None:
    from ungis.search import index

    with index._writing(tantivy.Index(index.schema(), str(folder))) as writer:
        for row in activities(size):
            writer.add_document(index.document("activity", entry_of(row)))
        index._keep_position(writer, index.Position(0, "0" * 64))


def ours(folder: Path) -> Engine:
    from ungis.search import finding, index, query

    searcher = index.Reader(folder).searcher

    def find(words: str, goal: str) -> Answer:
        chosen = {"goal": [goal]} if goal else {}
        found = finding.find(searcher, query.read(words), reach="public", chosen=chosen)
        return Answer(found.total, {name: found.counts.get(name, {}) for name in (*TAGS, *PLAIN)})

    return find


# --- bare tantivy ------------------------------------------------------------------------------


def bare_schema() -> tantivy.Schema:
    made = tantivy.SchemaBuilder()
    made.add_text_field("text", tokenizer_name="whitespace")
    for name in ("value", "organization"):
        made.add_text_field(name, tokenizer_name="raw", index_option="basic", fast=True)
    made.add_integer_field("number", stored=True)
    return made.build()


def build_bare(folder: Path, size: int) -> None:
    schema = bare_schema()
    writer = tantivy.Index(schema, str(folder)).writer(heap_size=50_000_000, num_threads=1)
    for row in activities(size):
        values = [f"{facet}={value}" for facet, name in TAGS.items() for value in getattr(row, name)]
        values += [f"year={row.year}", f"country={row.country}", f"status={row.status}"]
        fields = {"text": f"{row.title} {row.text}", "value": values, "number": row.number}
        writer.add_document(Document.from_dict({**fields, "organization": row.organization}, schema))
    writer.commit()
    writer.wait_merging_threads()


def bare_tantivy(folder: Path) -> Engine:
    schema = bare_schema()
    searcher = tantivy.Index(schema, str(folder)).searcher()

    def counted(clauses: list) -> dict[str, dict[str, int]]:
        wanted = {
            "value": {"terms": {"field": "value", "size": 2000}},
            "organization": {"terms": {"field": "organization", "size": MOST_ORGANIZATIONS}},
        }
        answer = searcher.aggregate(Query.boolean_query(clauses), wanted)
        counts: dict[str, dict[str, int]] = {name: {} for name in (*TAGS, *PLAIN)}
        for bucket in answer["value"]["buckets"]:
            facet, _, value = bucket["key"].partition("=")
            counts[facet][value] = bucket["doc_count"]
        counts["organization"] = {one["key"]: one["doc_count"] for one in answer["organization"]["buckets"]}
        return counts

    def find(words: str, goal: str) -> Answer:
        clauses = [(Occur.Must, Query.term_query(schema, "text", word)) for word in words.split()]
        narrowed = [*clauses, (Occur.Must, Query.term_query(schema, "value", f"goal={goal}"))] if goal else clauses
        found = searcher.search(Query.boolean_query(narrowed), BEST)
        assert len([searcher.doc(address)["number"][0] for _score, address in found.hits]) == min(BEST, found.count)
        counts = counted(narrowed)
        if goal:
            counts["goal"] = counted(clauses)["goal"]
        return Answer(found.count, counts)

    return find


# --- FTS5 --------------------------------------------------------------------------------------


def build_fts(path: Path, size: int) -> None:
    base = sqlite3.connect(path)
    base.executescript("""
        PRAGMA journal_mode = OFF; PRAGMA synchronous = OFF;
        CREATE TABLE item (id INTEGER PRIMARY KEY, year, country, status, organization);
        CREATE VIRTUAL TABLE fts USING fts5 (title, body, content = '');
        CREATE TABLE line (item INTEGER, value); CREATE TABLE goal (item INTEGER, value);
        CREATE TABLE objective (item INTEGER, value);
    """)
    for row in activities(size):
        base.execute("INSERT INTO item VALUES (?, ?, ?, ?, ?)", (row.number, *(getattr(row, name) for name in PLAIN)))
        base.execute("INSERT INTO fts (rowid, title, body) VALUES (?, ?, ?)", (row.number, row.title, row.text))
        for facet, name in TAGS.items():
            rows = [(row.number, value) for value in getattr(row, name)]
            base.executemany(f"INSERT INTO {facet} VALUES (?, ?)", rows)  # noqa: S608
    for facet in TAGS:
        base.execute(f"CREATE INDEX of_{facet} ON {facet} (item, value)")
        base.execute(f"CREATE INDEX with_{facet} ON {facet} (value, item)")
    base.execute("INSERT INTO fts (fts) VALUES ('optimize')")
    base.commit()
    base.execute("ANALYZE")
    base.close()


def fts(path: Path, *, is_counted: bool) -> Engine:
    base = sqlite3.connect(path)
    base.execute("PRAGMA mmap_size = 2000000000")
    base.execute("PRAGMA cache_size = -200000")
    # The plus sign and CROSS JOIN keep SQLite from asking FTS5 once a row: that would cost a hundred times as much.
    narrowed = " AND +fts.rowid IN (SELECT item FROM goal WHERE value = ?)"

    def find(words: str, goal: str) -> Answer:
        where, given = "fts MATCH ?", [" ".join(f'"{word}"' for word in words.split())]
        only, also = (where + narrowed, [*given, goal]) if goal else (where, given)
        (total,) = base.execute(f"SELECT count(*) FROM fts WHERE {only}", also).fetchone()  # noqa: S608
        base.execute(f"SELECT rowid FROM fts WHERE {only} ORDER BY rank LIMIT {BEST}", also).fetchall()  # noqa: S608
        counts: dict[str, dict[str, int]] = {}
        for facet in (*TAGS, *PLAIN) if is_counted else ():
            value, table, key = ("t.value", facet, "item") if facet in TAGS else (f"t.{facet}", "item", "id")
            here, asked = (where, given) if facet == "goal" else (only, also)
            rows = base.execute(
                f"SELECT {value}, count(*) AS n FROM fts CROSS JOIN {table} t ON t.{key} = fts.rowid WHERE {here} "  # noqa: S608
                f"GROUP BY 1 ORDER BY n DESC, 1 LIMIT {MOST_ORGANIZATIONS if facet == 'organization' else -1}",
                asked,
            )
            counts[facet] = {str(one): number for one, number in rows}
        return Answer(total, counts)

    return find


# --- the run -----------------------------------------------------------------------------------


def cost(engine: Engine, words: str, goal: str) -> float:
    spent = []
    for _ in range(ROUNDS):
        before = time.process_time_ns()
        engine(words, goal)
        spent.append(time.process_time_ns() - before)
    return min(spent) / 1e6


def check(engines: dict[str, Engine]) -> None:
    """Compare totals and counts of all engines with those of FTS5 with joins; stop at the first difference."""
    told = {name: [engine(*query) for query in queries()] for name, engine in engines.items()}
    right = told["FTS5 with tag joins"]
    for name, answers in told.items():
        for query, answer, wanted in zip(queries(), answers, right, strict=True):
            assert answer.total == wanted.total, (name, query, answer.total, wanted.total)
            for facet, counts in answer.counts.items():
                fewest = min(counts.values(), default=0) if facet == "organization" else 0
                # Of organizations only the most frequent are counted; among equals at the end each engine cuts its own.
                assert {v: n for v, n in counts.items() if n > fewest} == {
                    v: n for v, n in wanted.counts[facet].items() if n > fewest
                }, (name, query, facet)
    hits = [answer.total for answer in right]
    print(f"totals and counts of {len(right)} queries are equal; {min(hits):,} to {max(hits):,} hits")


def memory(folder: Path) -> str:
    """Return what a process of the site holds after it has opened the index and answered all queries."""
    command = [sys.executable, __file__, "--memory", str(folder)]
    return subprocess.run(command, capture_output=True, text=True, check=True).stdout.strip()


def tell_memory(folder: Path) -> None:
    from django.urls import get_resolver

    assert get_resolver().url_patterns  # all pages are loaded, as in a worker

    def pss() -> int:
        told = Path("/proc/self/smaps_rollup").read_text().split()
        return int(told[told.index("Pss:") + 1]) // 1024

    before = pss()
    engine = ours(folder)
    for query in queries():
        engine(*query)
    print(f"{before} MiB before, {pss()} MiB after")


def while_building(folder: Path, size: int, engine: Engine) -> str:
    """Search on while another process builds the index anew beside it: what is answered must not change meanwhile."""
    again = folder / f"again-{size}"
    again.mkdir()
    wanted = [engine(*query) for query in queries()]
    builder = subprocess.Popen([sys.executable, __file__, "--build", str(again), str(size)])
    waited = []
    while builder.poll() is None:
        for query, answer in zip(queries(), wanted, strict=True):
            before = time.perf_counter()
            assert engine(*query) == answer, query
            waited.append((time.perf_counter() - before) * 1000)
    assert builder.returncode == 0
    fresh = ours(again)
    assert [fresh(*query).total for query in queries()] == [answer.total for answer in wanted]
    waited.sort()
    slow = waited[int(len(waited) * 0.95)]
    return f"{len(waited):,} searches, p50 {median(waited):.1f} ms, 95 % {slow:.1f} ms, longest {waited[-1]:.1f} ms"


def size_of(path: Path) -> int:
    files = path.rglob("*") if path.is_dir() else [path]
    return sum(file.stat().st_size for file in files) // 2**20


def run(size: int, folder: Path) -> float:
    """Measure at one size; return the p50 of ours."""
    built: dict[str, Path] = {}
    print(f"\n{size:,} activities")
    for name, build in {"ours": build_ours, "tantivy": build_bare, "fts": build_fts}.items():
        path = folder / f"{name}-{size}"
        if name != "fts":
            path.mkdir()
        before = time.process_time()
        build(path, size)
        built[name] = path
        print(f"  built {name:<8} in {time.process_time() - before:6.1f} s of CPU, {size_of(path):>6,} MB")
    engines = {
        "ours": ours(built["ours"]),
        "bare tantivy, same counts": bare_tantivy(built["tantivy"]),
        "bare FTS5, no counts": fts(built["fts"], is_counted=False),
        "FTS5 with tag joins": fts(built["fts"], is_counted=True),
    }
    check(engines)
    figures: dict[str, list[float]] = {name: [] for name in engines}
    for query in queries():  # one query through all engines, then the next: a busy moment meets them alike
        for name, engine in engines.items():
            figures[name].append(cost(engine, *query))
    print(f"{'CPU ms of a query':<30} {'mean':>9} {'p50':>9} {'max':>9}   beside ours (mean)")
    own = mean(figures["ours"])
    for name, spent in figures.items():
        print(f"{name:<30} {mean(spent):>9.2f} {median(spent):>9.2f} {max(spent):>9.2f}   {mean(spent) / own:>9.2f}")
    print(f"memory of a worker (PSS): {memory(built['ours'])}")
    print(f"on the clock, while the index is built anew: {while_building(folder, size, engines['ours'])}")
    return median(figures["ours"])


def main() -> None:
    with tempfile.TemporaryDirectory(prefix="ungis-bench-search-") as folder:
        middles = {size: run(size, Path(folder)) for size in SIZES}
    first = SIZES[0]
    for size in SIZES[1:]:
        print(f"{size // first} times the rows: {middles[size] / middles[first]:.1f} times the p50")


if __name__ == "__main__":
    os.environ.setdefault("DEBUG", "1")
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "ungis.settings")
    import django

    django.setup()
    if "--memory" in sys.argv:
        tell_memory(Path(sys.argv[-1]))
    elif "--build" in sys.argv:
        build_ours(Path(sys.argv[-2]), int(sys.argv[-1]))
    else:
        main()
