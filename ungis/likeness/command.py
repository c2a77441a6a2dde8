"""`ungis duplicates`: pairs of records that say the same, JSON lines in, JSON lines out. It starts without Django."""

import argparse
import json
import os
import sys
from collections.abc import Iterator
from typing import NoReturn

DESCRIPTION = """\
Find near-duplicates among records.

Reads JSON lines on standard input, one record a line:
    {"id": 1, "agency": "ITU", "title": "...", "text": "..."}
and writes one line for each pair that is likely the same:
    {"a": 1, "b": 7, "score": 0.97, "reasons": [...]}
A score of 0.5 and more means duplicate. Pairs that are the same but for a country, a year, a number, a sector or a
population are a series and no duplicates; `--all` writes these and related pairs too, with their verdict.
"""
ONE_THREAD = ("OPENBLAS_NUM_THREADS", "OMP_NUM_THREADS", "MKL_NUM_THREADS")


def main(arguments: list[str]) -> int:
    """Run the command with what was typed after its name; returns the exit code."""
    for name in ONE_THREAD:
        os.environ.setdefault(name, "1")
    asked = parser().parse_args(arguments)
    if asked.verb == "find":
        find(asked)
    else:
        from . import measuring

        measuring.run(asked)
    return 0


def parser() -> argparse.ArgumentParser:
    """Return what the command understands."""
    shown = argparse.RawDescriptionHelpFormatter
    top = argparse.ArgumentParser("ungis duplicates", description=DESCRIPTION, formatter_class=shown)
    top.add_argument("verb", nargs="?", choices=("find", "train", "measure"), default="find",
                     help="find (the default); train the model anew; measure it on development data")  # fmt: skip
    top.add_argument("--all", action="store_true", help="write series and related pairs too, with their verdict")
    top.add_argument("--processes", type=int, choices=(1, 2), default=2, help="two share the work when there is much")
    top.add_argument("--data", metavar="DIR", help="folder of development data, for train and measure")
    top.add_argument("--large", action="store_true", help="measure 100,000 records too")
    return top


def find(asked: argparse.Namespace) -> None:
    """Read records, write pairs."""
    from .batch import pairs
    from .reasons import Verdict

    out = sys.stdout
    for a, b, likeness in pairs(records(sys.stdin.buffer), processes=asked.processes):
        if asked.all or likeness.verdict is Verdict.DUPLICATE:
            line = {
                "a": a,
                "b": b,
                "score": round(likeness.score, 4),
                "reasons": [r.as_json() for r in likeness.reasons],
            }
            if asked.all:
                line["verdict"] = likeness.verdict.value
            out.write(json.dumps(line, ensure_ascii=True) + "\n")
    out.flush()


def records(lines) -> Iterator:
    """Return the records of lines of JSON. A line that is none ends the command with its number."""
    for number, line in enumerate(lines, 1):
        if line.strip():
            yield record(line, number)


def record(line: bytes, number: int):
    """Return one line as an entry."""
    from .entries import Entry

    try:
        kept = json.loads(line.decode("utf-8-sig"))
    except (ValueError, RecursionError) as trouble:
        refuse(number, f"this is not a line of JSON in UTF-8 ({trouble})")
    if not isinstance(kept, dict) or "id" not in kept:
        refuse(number, 'expected an object with an "id", such as {"id": 1, "title": "...", "text": "..."}')
    if isinstance(kept["id"], (dict, list)):
        refuse(number, 'the "id" must be a text, a number, true, false or null')
    said = {}
    for name in ("title", "text", "agency"):
        said[name] = kept.get(name) or ""
        if not isinstance(said[name], str):
            refuse(number, f'"{name}" must be a text')
    return Entry(kept["id"], **said)


def refuse(number: int, why: str) -> NoReturn:
    """Leave with a plain message that names the line."""
    sys.stderr.write(f"ungis duplicates: line {number}: {why[:300]}\n")
    raise SystemExit(1)
