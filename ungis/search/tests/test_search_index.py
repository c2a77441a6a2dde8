"""The index: true to the record, one writer, nothing lost when a writer dies or the disk is full."""

import logging
import os
import signal
import subprocess
import sys
import threading
from dataclasses import replace
from io import StringIO

import pytest
from django.core.management import call_command
from django.core.management.base import CommandError

from ungis.core.models import Event
from ungis.core.standing import CLERK
from ungis.documents.actions import add_work, change_work, set_visibility
from ungis.documents.models import Work
from ungis.search import finding, following, index, query, sources

pytestmark = pytest.mark.django_db


def found(words, reach="public"):
    answer = finding.find(index.fresh_reader().searcher, query.read(words), reach=reach, is_counted=False)
    return [row.titles["en"] for row in answer.rows]


def add(title="Zebrafish census", **particulars):
    return add_work(by=CLERK, kind="report", title=title, **particulars)


def test_all_records_are_in_it(search_index):
    assert index.reader().searcher.num_docs == index.size() + 1  # and its position
    assert index.reader().position == index.latest()


def test_what_is_saved_is_found_by_the_next_search(search_index):
    assert found("zebrafish") == []
    work = add()
    assert found("zebrafish") == ["Zebrafish census"]
    change_work(work, by=CLERK, title="Wombat census")
    assert found("zebrafish") == []
    assert found("wombat") == ["Wombat census"]


def test_what_is_hidden_is_gone_for_those_who_may_not_see_it(search_index):
    work = add()
    set_visibility(work, visibility="members", by=CLERK)
    assert found("zebrafish") == []
    assert found("zebrafish", "group") == []
    assert found("zebrafish", "members") == found("zebrafish", "secretariat") == ["Zebrafish census"]


def test_an_event_of_a_document_renews_its_paragraphs(search_index):
    work = Work.objects.filter(paragraphs__isnull=False).distinct().first()
    kinds = {row.kind for row in page_of_all(work.symbol)}
    assert "mandate" in kinds
    set_visibility(work, visibility="secretariat", by=CLERK)
    assert {row.kind for row in page_of_all(work.symbol)} & {"mandate", "document"} == set()


def page_of_all(words):
    answer = finding.find(index.fresh_reader().searcher, query.read(f'"{words}"'), reach="public", size=200)
    return answer.rows


def test_what_is_not_a_record_any_more_is_gone(search_index):
    work = add()
    assert found("zebrafish")
    change_work(work, by=CLERK, note="to be deleted")
    Work.objects.filter(pk=work.pk).delete()
    assert found("zebrafish") == []


def test_every_source_gives_each_of_its_records_one_entry(search_index):
    for source in sources.SOURCES.values():
        records = list(source.queryset().order_by("pk")[:300])
        entries = list(source.entries(records))
        assert [str(entry.pk) for entry in entries] == [str(record.pk) for record in records], source.kind
        assert all(entry.titles and not entry.address.startswith("/") for entry in entries), source.kind


def test_no_entry_is_wider_than_its_record(search_index, visitor, member):
    for source in sources.SOURCES.values():
        for reader in (visitor, member):
            reach = finding.reach_of(reader)
            everything = finding.find(
                index.reader().searcher, query.read(""), reach=reach, size=5000, chosen={"kind": [source.kind]}
            )
            assert finding.still_seen(everything.rows, reader) == everything.rows, source.kind


def test_without_an_index_a_search_says_so_and_builds_nothing(settings):
    with pytest.raises(index.NotThere):
        index.fresh_reader()
    assert not settings.SEARCH_INDEX.exists()


def test_an_index_of_another_version_is_not_used(search_index):
    folder = index.folder_in_use()
    folder.rename(folder.with_name("anothershape-1"))
    (search_index / "current").write_text("anothershape-1")
    with pytest.raises(index.NotThere):
        index.reader()
    call_command("index", missing=True, stdout=StringIO())
    assert found("society")
    assert [path.name for path in search_index.iterdir() if path.is_dir()] == [index.folder_in_use().name]


def test_an_index_of_another_database_is_not_used(search_index):
    add()
    index.follow()
    # What a backup put back looks like: the last event that was taken in is another one.
    last = Event.objects.order_by("-id").first()
    reader = index.Reader(index.folder_in_use())
    with index._writing(reader.index) as writer:
        index._keep_position(writer, index.Position(last.pk, "0" * 64))
    with pytest.raises(index.NotThere):
        index.fresh_reader()
    assert following.follow_or_build(threading.Event()) == index.latest()


@pytest.mark.parametrize("file", ["meta.json", ".managed.json", "segments"])
def test_a_broken_index_is_built_anew_by_the_worker(search_index, file):
    folder = index.folder_in_use()
    for path in folder.glob("*.idx") if file == "segments" else [folder / file]:
        path.write_bytes(b"broken")
    index._reader = None
    assert following.follow_or_build(threading.Event()) == index.latest()
    add()
    assert found("zebrafish")


def test_the_command_shows_how_far_it_is_and_swaps_at_the_end(search_index):
    before, told = index.folder_in_use(), StringIO()
    call_command("index", stdout=told)
    assert index.folder_in_use() != before
    assert not before.exists()
    assert "100%" in told.getvalue()
    assert "records can be found" in told.getvalue()


def test_two_builders_do_not_meet(search_index):
    with index.locked("build.lock"), pytest.raises(CommandError):
        call_command("index", stdout=StringIO())


def test_people_search_while_it_is_built_anew(search_index):
    answers, told = [], []

    def look(number):
        told.append(number)
        answers.append(len(found("society")))

    assert index.build(look)
    assert len(told) > 5
    assert set(answers) == {len(found("society"))}


def test_what_happens_while_it_is_built_is_in_the_new_one(search_index):
    def write(number):
        if not Work.objects.filter(title="Zebrafish census").exists():
            add()

    index.build(write)
    assert index.reader().position == index.latest()
    assert found("zebrafish") == ["Zebrafish census"]


def test_a_build_that_fails_leaves_the_old_index_and_no_rubbish(search_index, monkeypatch):
    def full(*args):
        raise OSError(28, "No space left on device")

    before = set(search_index.iterdir())
    monkeypatch.setattr(index, "_add", full)
    with pytest.raises(CommandError, match="No space left"):
        call_command("index", stdout=StringIO())
    assert {path for path in search_index.iterdir() if path.is_dir()} == {path for path in before if path.is_dir()}
    assert found("society")


@pytest.mark.parametrize("trouble", [OSError(28, "No space left on device"), ValueError("an index writer was killed")])
def test_a_full_disk_stops_no_search_and_is_tried_again(search_index, monkeypatch, caplog, trouble):
    def full(writer, position):
        raise trouble

    add()
    with monkeypatch.context() as patched, caplog.at_level(logging.ERROR):
        patched.setattr(index, "_keep_position", full)
        assert found("zebrafish") == []
        assert len(found("society")) == finding.SIZE
    assert [line.getMessage() for line in caplog.records if str(trouble) in line.getMessage()]
    assert all(line.exc_info is None for line in caplog.records)
    assert found("zebrafish") == ["Zebrafish census"]


def test_more_events_than_a_page_takes_in_are_left_to_the_worker(search_index, monkeypatch):
    monkeypatch.setattr(index, "FEW", 1)
    for number in range(3):
        add(f"Zebrafish census {number}", slug=f"zebrafish-{number}")
    assert found("zebrafish") == []
    index.follow()
    assert len(found("zebrafish")) == 3


def test_many_events_are_taken_in_by_steps(search_index, monkeypatch):
    monkeypatch.setattr(index, "EVENTS", 2)
    for number in range(5):
        add(f"Zebrafish census {number}", slug=f"zebrafish-{number}")
    assert index.follow() >= 5
    assert len(found("zebrafish")) == 5


HOLDING = """
import sys, time
import django
from pathlib import Path
from django.conf import settings
django.setup()
settings.SEARCH_INDEX = Path(sys.argv[1])
from ungis.search import index
with index.locked("write.lock") as mine:
    assert mine
    reader = index.Reader(index.folder_in_use())
    writer = reader.index.writer(heap_size=index.HEAP, num_threads=1)
    writer.delete_all_documents()
    for number in range(20_000):
        index._keep_position(writer, index.Position(number, "0" * 64))
    print("writing", flush=True)
    while sys.argv[2] == "commit":
        writer.commit()
        index._keep_position(writer, index.Position(1, "0" * 64))
    time.sleep(120)
"""


@pytest.fixture
def other_process(search_index):
    """Another process that writes into the index and holds its lock."""
    started = []

    def start(doing):
        environment = {**os.environ, "DJANGO_SETTINGS_MODULE": "ungis.settings"}
        command = [sys.executable, "-c", HOLDING, str(search_index), doing]
        process = subprocess.Popen(command, stdout=subprocess.PIPE, env=environment, text=True)
        started.append(process)
        assert process.stdout.readline() == "writing\n"
        return process

    yield start
    for process in started:
        process.kill()
        process.wait()
        process.stdout.close()


def test_a_second_process_reads_on_and_does_not_write(other_process):
    other_process("nothing")
    add()
    assert index.follow() == 0
    assert found("zebrafish") == []
    assert len(found("society")) == finding.SIZE


def test_a_writer_that_is_killed_leaves_the_last_commit_and_no_lock(other_process):
    process = other_process("nothing")
    add()
    process.send_signal(signal.SIGKILL)
    process.wait()
    assert found("zebrafish") == ["Zebrafish census"]
    assert len(found("society")) == finding.SIZE


def test_a_writer_killed_while_it_commits_leaves_an_index_that_opens(other_process):
    process = other_process("commit")
    process.send_signal(signal.SIGKILL)
    process.wait()
    # What it had committed was rubbish of another database: seen as that, and built anew.
    assert following.follow_or_build(threading.Event()) == index.latest()
    assert len(found("society")) == finding.SIZE


def test_the_worker_follows_until_it_is_told_to_stop(search_index, monkeypatch):
    stop, seen = threading.Event(), []
    monkeypatch.setattr(following.connections, "close_all", lambda: None)  # it runs in the thread of the test here
    monkeypatch.setattr(following, "close_old_connections", lambda: None)

    def followed(stopping):
        seen.append(index.latest())
        stop.set()
        return following_really(stopping)

    following_really = following.follow_or_build
    monkeypatch.setattr(following, "follow_or_build", followed)
    add()
    following.keep_up(stop)
    assert seen
    assert index.reader().position == index.latest()


@pytest.mark.parametrize("trouble", [OSError(28, "No space left on device"), KeyError("a room erred")])
def test_trouble_of_the_worker_is_told_and_followed_by_a_pause(search_index, monkeypatch, caplog, trouble):
    class Stop(threading.Event):
        def wait(self, seconds):
            self.seconds = seconds
            self.set()

    def full(stopping):
        raise trouble

    stop = Stop()
    monkeypatch.setattr(following.connections, "close_all", lambda: None)
    monkeypatch.setattr(following, "close_old_connections", lambda: None)
    monkeypatch.setattr(following, "follow_or_build", full)
    following.keep_up(stop)
    assert stop.seconds == following.PAUSE
    assert str(trouble) in caplog.text


def test_a_worker_that_is_to_stop_drops_what_it_builds(search_index):
    stop, before = threading.Event(), index.folder_in_use()
    (search_index / "current").unlink()
    stop.set()
    with pytest.raises(following.Stopped):
        following.follow_or_build(stop)
    assert [path for path in search_index.iterdir() if path.is_dir()] == [before]


def test_an_error_in_one_room_stops_no_search(search_index, monkeypatch, caplog):
    def erring(records):
        raise AttributeError("this room erred")

    add()
    with monkeypatch.context() as patched:
        patched.setitem(sources.SOURCES, "document", replace(sources.SOURCES["document"], entries=erring))
        assert found("zebrafish") == []
        assert len(found("society")) == finding.SIZE
    assert "this room erred" in caplog.text
    assert found("zebrafish") == ["Zebrafish census"]
