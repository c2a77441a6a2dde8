"""`ungis duplicates` as it is run: lines in, lines out."""

import json
import os
import subprocess
import sys

import pytest

TEXT = "Farmers store grain in certified warehouses and obtain electronic receipts that banks accept as collateral."


def duplicates(lines, *arguments):
    """Run the command on lines; return what it wrote, its complaint and its exit code."""
    given = "\n".join(line if isinstance(line, str) else json.dumps(line) for line in lines)
    ran = subprocess.run(
        [sys.executable, "-m", "ungis", "duplicates", *arguments],
        input=given.encode("utf-8", "surrogatepass"),
        capture_output=True,
        # No settings at all: the command must not need Django.
        env={"PATH": os.environ["PATH"]},
        check=False,
    )
    return [json.loads(line) for line in ran.stdout.splitlines()], ran.stderr.decode(), ran.returncode


def test_it_reads_records_and_writes_pairs_without_django():
    found, complaint, code = duplicates(
        [
            {"id": "a", "agency": "FAO", "title": "Warehouse receipts", "text": TEXT},
            {"id": 7, "agency": "IFAD", "title": "Warehouse receipts", "text": TEXT.upper(), "lang": "en"},
            {"id": None, "agency": "UPU", "title": "Post", "text": "Post offices deliver pensions on small islands."},
        ]
    )
    assert (complaint, code) == ("", 0)
    assert [(pair["a"], pair["b"]) for pair in found] == [("a", 7)]
    assert found[0]["score"] >= 0.5
    assert "same_text" in [reason["code"] for reason in found[0]["reasons"]]


def test_a_series_is_written_only_when_asked_for_and_then_below_a_half():
    lines = [
        {"id": n, "title": f"Receipts in {place}", "text": f"{TEXT} In {place}."}
        for n, place in enumerate(("Kenya", "Nepal"))
    ]
    assert duplicates(lines)[0] == []
    (series,) = duplicates(lines, "--all")[0]
    assert series["verdict"] == "series"
    assert series["score"] < 0.5


@pytest.mark.parametrize("bad", ["{", "[1]", '{"title": "x"}', '{"id": [1]}', '{"id": 1, "text": 5}', "[" * 100_000])
def test_a_bad_line_is_named_and_nothing_is_written(bad):
    found, complaint, code = duplicates([{"id": 1, "text": TEXT}, "", bad])
    assert (found, code) == ([], 1)
    assert complaint.startswith("ungis duplicates: line 3: ")
    assert "Traceback" not in complaint


def test_odd_texts_never_fail_and_empty_ones_are_not_alike():
    odd = ["", " ", "\x00", "\ud800", "a" * 200_000, "中" * 5_000, "́" * 3_000, "🙂 🙂 🙂", "1 2 3 " * 4_000, None]
    lines = [{"id": n, "title": text, "text": text} for n, text in enumerate(odd)]
    found, complaint, code = duplicates([*lines, {"id": True}, {"id": 1.5, "agency": None}])
    assert (found, complaint, code) == ([], "", 0)


def test_nothing_in_is_nothing_out():
    assert duplicates([]) == ([], "", 0)


def test_help_says_what_goes_in_and_what_comes_out():
    ran = subprocess.run(
        [sys.executable, "-m", "ungis", "duplicates", "--help"], capture_output=True, text=True, check=True
    )
    assert '{"a": 1, "b": 7, "score": 0.97' in ran.stdout


def test_measuring_without_data_says_what_is_missing():
    assert "--data" in duplicates([], "measure")[1]
