"""The index: derived from the record, disposable, followed from the sequence of events.

    SEARCH_INDEX/current            names the folder in use; replaced in one step when a rebuild is done
    SEARCH_INDEX/<shape>-<moment>/  one index of tantivy; the shape is a hash of the code that makes it
    SEARCH_INDEX/write.lock         held by the one process that writes into the folder in use, and to swap it
    SEARCH_INDEX/build.lock         held by the one process that builds another folder

The index knows up to which event it is true: the position is a document of the index itself and so becomes
visible in the same commit as what it speaks of. A writer that is killed leaves the last commit, and the locks go
with it. The hash of that event says whether the index belongs to this database at all: after a backup is put back,
it may not.
"""

import fcntl
import hashlib
import inspect
import json
import logging
import os
import shutil
import threading
import time
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager, suppress
from functools import cache
from pathlib import Path
from typing import Any, NamedTuple

import tantivy
from django.conf import settings
from tantivy import Document, Query

from ungis.core.events import GENESIS
from ungis.core.models import Event
from ungis.core.periods import PartialDate
from ungis.core.standing import LADDER

from . import normal, sources
from .sources import BATCH, SOURCES, Entry, Source

log = logging.getLogger("ungis.search")
HEAP = 50_000_000  # bytes that a writer may hold before it writes a segment
EVENTS = 1000  # taken in with one commit
FEW = 100  # events that a page catches up with by itself; more are left to the worker
POSITION = "position"
VALUES = tuple(facet for facet in sources.FACETS if facet != "organization")  # which has a field of its own
TROUBLE = (OSError, ValueError)  # how tantivy says that the disk is full or a file is not what it was


class NotThere(Exception):
    """There is no index that this code and this database could use: it has to be built."""


class Position(NamedTuple):
    """The last event that the index has taken in."""

    event: int
    hash: str


def root() -> Path:
    return Path(settings.SEARCH_INDEX)


@cache
def shape() -> str:
    """Return a hash of all code that shapes the index: another one means that it is built anew."""
    made_by = {inspect.getfile(source.entries) for source in SOURCES.values()}
    files = [normal.__file__, sources.__file__, __file__, *sorted(made_by)]
    return hashlib.sha256(b"".join(Path(file).read_bytes() for file in files)).hexdigest()[:12]


@cache
def schema() -> tantivy.Schema:
    made = tantivy.SchemaBuilder()
    for name in ("key", "of", "seen_by", "symbol"):
        made.add_text_field(name, tokenizer_name="raw", index_option="basic")
    made.add_text_field("title", tokenizer_name="whitespace", index_option="freq")
    made.add_text_field("text", tokenizer_name="whitespace")
    # All small vocabularies in one field: one pass counts them all, in two thirds of the time of a pass each.
    for name in ("value", "organization"):
        made.add_text_field(name, tokenizer_name="raw", index_option="basic", fast=True)
    made.add_integer_field("newest", fast=True)
    made.add_integer_field("changed", fast=True)
    made.add_bytes_field("row", stored=True)
    return made.build()


# --- what an entry becomes -----------------------------------------------------------------


def _day(date: Any) -> int:
    """Return the number of the day by which the newest come first; nothing known comes last."""
    return (date.day if isinstance(date, PartialDate) else date).toordinal() if date else 0


def _values(kind: str, entry: Entry) -> Iterator[str]:
    """Yield what stands in the filters, as facet=value."""
    given = {
        "kind": [kind],
        "line": entry.lines,
        "goal": entry.goals,
        "objective": entry.objectives,
        "region": entry.regions,
        "country": entry.countries,
        "year": entry.years,
        "status": [entry.status] if entry.status else [],
        "language": entry.languages or entry.titles,
        **{name: entry.confirmed.get(f"{facet}s", ()) for facet, name in sources.CONFIRMED.items()},
    }
    for facet in VALUES:
        for value in sorted({str(value) for value in given[facet]}):
            yield f"{facet}={value}"


def document(kind: str, entry: Entry, changed: int = 0) -> Document:
    """Return what the index keeps of an entry: words to find it by, values to count, and the row to show."""
    titles, bodies = dict(entry.titles), {language: text for language, text in entry.bodies.items() if text}
    row = {
        "kind": kind,
        "pk": str(entry.pk),
        "titles": titles,
        "bodies": bodies,
        "symbol": entry.symbol,
        "address": entry.address,
        "date": str(entry.date or ""),
        "changed": changed,
    }
    fields = {
        "key": f"{kind}:{entry.pk}",
        "of": [f"{label}:{pk}" for label, pk in entry.parts_of],
        # All who may see it, so that a search asks for one word only; a visibility not on the ladder is an error.
        "seen_by": LADDER[LADDER.index(entry.visibility) :],
        "symbol": normal.searchable(entry.symbol) if entry.is_known_by_symbol else "",
        "title": normal.searchable(entry.symbol, *titles.values()),
        "text": normal.searchable(entry.symbol, *titles.values(), *bodies.values(), *entry.words),
        "value": list(_values(kind, entry)),
        "organization": sorted(set(entry.organizations)),
        "newest": _day(entry.date),
        "changed": changed or _day(entry.date) * 86_400,
        "row": json.dumps(row, ensure_ascii=False, separators=(",", ":")).encode(),
    }
    return Document.from_dict(fields, schema())


def _changes(source: Source, keys: list[str]) -> dict[str, int]:
    """Return when each of these records was last spoken of, as seconds since year 1: what a feed goes by."""
    from django.db.models import Max

    label = source.queryset().model._meta.label_lower
    rows = Event.objects.filter(subject_type=label, subject_id__in=keys).values("subject_id").annotate(at=Max("at"))
    return {row["subject_id"]: row["at"].toordinal() * 86_400 + _second(row["at"]) for row in rows}


def _second(moment: Any) -> int:
    return moment.hour * 3600 + moment.minute * 60 + moment.second


def _add(writer: Any, source: Source, records: list[Any]) -> None:
    changes = _changes(source, [str(record.pk) for record in records])
    for entry in source.entries(records):
        writer.add_document(document(source.kind, entry, changes.get(str(entry.pk), 0)))


def _keep_position(writer: Any, position: Position) -> None:
    writer.delete_documents_by_term("key", POSITION)
    writer.add_document(
        Document.from_dict({"key": POSITION, "row": json.dumps([position.event, position.hash]).encode()}, schema())
    )


# --- reading -------------------------------------------------------------------------------


@contextmanager
def _said_as_not_there() -> Iterator[None]:
    """Say of an index that cannot be opened or read that it is not there: it costs nothing to build it anew."""
    try:
        yield
    except TROUBLE as trouble:
        raise NotThere(f"the index cannot be read: {trouble}") from trouble
    except BaseException as panic:
        # Over a file that was cut short tantivy panics; its exception has no name that could be imported.
        if type(panic).__name__ != "PanicException":
            raise
        raise NotThere(f"the index cannot be read: {panic}") from panic


class Reader:
    """One index open for reading, as it stood at its last commit. Raises NotThere where it cannot be read."""

    def __init__(self, folder: Path):
        self.folder = folder
        with _said_as_not_there():
            self.index = tantivy.Index(schema(), str(folder))
            self.index.config_reader("manual")
            self._read()

    def renew(self) -> None:
        """Take the last commit, if there was one since."""
        with _said_as_not_there():
            if self.stamp() != self.taken:
                self._read()

    def _read(self) -> None:
        stamp = self.stamp()
        self.index.reload()
        self.searcher = self.index.searcher()
        self.taken = stamp
        hits = self.searcher.search(Query.term_query(schema(), "key", POSITION), 1).hits
        if not hits:
            raise NotThere("the index was never finished")
        self.position = Position(*json.loads(self.searcher.doc(hits[0][1])["row"][0]))

    def stamp(self) -> tuple[int, int]:
        status = (self.folder / "meta.json").stat()
        return status.st_mtime_ns, status.st_ino


_reader: Reader | None = None
_opening = threading.Lock()


def folder_in_use() -> Path:
    """Return the folder that `current` names. Raises NotThere where it cannot be used by this code."""
    try:
        folder = root() / (root() / "current").read_text().strip()
    except OSError:
        raise NotThere("the index has not been built yet") from None
    if not folder.name.startswith(f"{shape()}-"):
        raise NotThere("the index was made by another version")
    return folder


def reader() -> Reader:
    """Return the index in use at its last commit; the same object as long as nothing changed. Raises NotThere."""
    global _reader
    with _opening:
        folder = folder_in_use()
        if _reader is None or _reader.folder != folder:
            _reader = Reader(folder)
        else:
            _reader.renew()
        return _reader


def latest() -> Position:
    """Return the newest event of the database."""
    row = Event.objects.order_by("-id").values_list("id", "hash").first()
    return Position(*row) if row else Position(0, GENESIS)


@contextmanager
def told_in_the_log() -> Iterator[None]:
    """Let no trouble of writing reach those who search: a full disk is one line, an error in an entry has its trace."""
    try:
        yield
    except NotThere:
        raise
    except TROUBLE as trouble:
        log.error("the search index could not take in what changed and stays as it was: %s", trouble)
    except Exception:
        log.exception("the search index could not take in what changed and stays as it was")


def fresh_reader() -> Reader:
    """Return the index with all that was saved before now, if that takes little work. Raises NotThere.

    Where more than a few events are missing, or another process is writing, it is the last commit as it stands.
    """
    found, newest = reader(), latest()
    if found.position == newest:
        return found
    if newest.event <= found.position.event:
        raise NotThere("the index was made from another database")
    if Event.objects.filter(id__gt=found.position.event)[: FEW + 1].count() <= FEW:
        with told_in_the_log():
            follow()
    return reader()


# --- writing -------------------------------------------------------------------------------


@contextmanager
def locked(name: str, *, wait: bool = False) -> Iterator[bool]:
    """Hold a lock of the index among all processes; gives False at once where another holds it, unless told to wait."""
    root().mkdir(parents=True, exist_ok=True)
    with (root() / name).open("a") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX if wait else fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            yield False
            return
        yield True  # closing the file gives the lock back


def follow() -> int:
    """Take in what happened since the last commit; return how many events. Raises NotThere.

    One process at a time: any other returns 0 at once. When the disk is full this raises what tantivy raises, and
    the last commit stands: the next call tries again.
    """
    with locked("write.lock") as mine:
        taken = 0
        while mine and (step := _take_events(folder_in_use())):
            taken += step
        return taken


def _take_events(folder: Path) -> int:
    """Take at most EVENTS events into the index in this folder, with one commit. The lock is held."""
    found = Reader(folder)
    position = found.position
    events = list(
        Event.objects.filter(id__gte=position.event)
        .order_by("id")
        .values_list("id", "hash", "subject_type", "subject_id")[: EVENTS + 1]
    )
    if position.event:
        if not events or events[0][:2] != tuple(position):
            raise NotThere("the index was made from another database")
        events = events[1:]
    if not events:
        return 0
    subjects: dict[str, set[str]] = defaultdict(set)
    for _id, _hash, subject_type, subject_id in events:
        subjects[subject_type].add(subject_id)
    with _writing(found.index) as writer:
        _renew(writer, subjects)
        _keep_position(writer, Position(*events[-1][:2]))
    return len(events)


@contextmanager
def _writing(index: tantivy.Index) -> Iterator[Any]:
    """Give a writer; commit what was written, or nothing of it when it failed. Small segments are merged at once."""
    writer = index.writer(heap_size=HEAP, num_threads=1)
    try:
        yield writer
        writer.commit()
    except BaseException:
        with suppress(*TROUBLE):
            writer.rollback()
        raise
    finally:
        with suppress(*TROUBLE):
            writer.wait_merging_threads()


def _renew(writer: Any, subjects: dict[str, set[str]]) -> None:
    """Write anew what the events of these subjects made stale; what is not found any more is gone."""
    concerned: dict[str, set[str]] = defaultdict(set)
    for subject_type, ids in subjects.items():
        for subject_id in ids:
            writer.delete_documents_by_term("of", f"{subject_type}:{subject_id}")
        for kind, keys in sources.stale(subject_type, ids).items():
            concerned[kind] |= keys
    for kind, keys in concerned.items():
        source, wanted = SOURCES[kind], sorted(keys)
        for key in wanted:
            writer.delete_documents_by_term("key", f"{kind}:{key}")
        for start in range(0, len(wanted), BATCH):
            _add(writer, source, list(source.queryset().filter(pk__in=wanted[start : start + BATCH])))


def _batches(source: Source) -> Iterator[list[Any]]:
    """Yield all records of a source by their keys: each batch is a short read, whatever is written meanwhile."""
    records = source.queryset().order_by("pk")
    batch = list(records[:BATCH])
    while batch:
        yield batch
        batch = list(records.filter(pk__gt=batch[-1].pk)[:BATCH])


def size() -> int:
    """Return how many records there are to be found."""
    return sum(source.queryset().order_by().count() for source in SOURCES.values())


def build(told: Callable[[int], None] = lambda number: None) -> bool:
    """Build the index anew beside the one in use and put it in its place; False where another process is at it.

    `told` hears of each batch how many records were taken in. People go on searching in the old index, which
    is followed meanwhile; what happens during the work is taken in before the swap.
    """
    with locked("build.lock") as mine:
        if not mine:
            return False
        folder = root() / f"{shape()}-{time.time_ns():x}"
        try:
            folder.mkdir()
            _fill(folder, told)
            with locked("write.lock", wait=True):
                while _take_events(folder):
                    pass
                _put_in_place(folder)
        except BaseException:
            shutil.rmtree(folder, ignore_errors=True)
            raise
    return True


def _fill(folder: Path, told: Callable[[int], None]) -> None:
    position = latest()  # before the first record is read: what changes from now on is read again
    with _writing(tantivy.Index(schema(), str(folder))) as writer:
        for source in SOURCES.values():
            for batch in _batches(source):
                _add(writer, source, batch)
                told(len(batch))
        _keep_position(writer, position)


def _put_in_place(folder: Path) -> None:
    """Name the folder as the one in use, in one step, and clear away all others. Both locks are held."""
    pointer = root() / "current.new"
    with pointer.open("w") as file:
        file.write(folder.name)
        file.flush()
        os.fsync(file.fileno())
    pointer.replace(root() / "current")
    for old in _folders():
        if old != folder:
            shutil.rmtree(old, ignore_errors=True)  # who reads in it keeps its files until it looks again


def _folders() -> Iterable[Path]:
    return [path for path in root().iterdir() if path.is_dir()]


def is_there() -> bool:
    """True where there is an index that this code and this database can use."""
    try:
        return fresh_reader() is not None
    except NotThere:
        return False
