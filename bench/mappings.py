"""The cost of what is worked out from matrices, beside the plain ways to do the same, in one run.

Composition: 18 lines, 169 targets, 96 commitments, every claim there could be; beside a plain nested loop and a
join in SQL. Comparison: two editions of 18 x 169 claims; beside difflib over their canonical lines. Workbook: the
whole WSIS-SDG edition; beside openpyxl with the same values in bare cells. Results are checked to be equal before
any time is shown. CPU milliseconds, the lowest of the rounds. Aim: under 50 ms for composition and comparison.

    make bench
"""

import difflib
import io
import json
import os
import sqlite3
import tempfile

from costs import cost
from pages import prepared

LINES, TARGETS, COMMITMENTS, ROUNDS = 18, 169, 96, 5


def show(title: str, ours: float, others: dict[str, float]) -> None:
    print(f"\n{title:<52} {'CPU ms':>9}")
    print(f"{'ours':<52} {ours:>9.1f}")
    for name, figure in others.items():
        print(f"{name:<52} {figure:>9.1f}   {figure / ours:.1f} times as much")


# --- composition -------------------------------------------------------------------------------


def legs() -> tuple[list, list]:
    """Return every claim that there could be between lines and targets, and lines and commitments."""
    from ungis.mappings.composition import Leg

    left = [
        Leg(line, 1_000 + target, line * TARGETS + target, (line + target) % 4)
        for line in range(LINES)
        for target in range(TARGETS)
    ]
    right = [
        Leg(line, 5_000 + one, 100_000 + line * COMMITMENTS + one, (line * one) % 4)
        for line in range(LINES)
        for one in range(COMMITMENTS)
    ]
    return left, right


def nested_loop(left: list, right: list) -> dict:
    """Return for each pair its number of paths and how sure the surest is."""
    found: dict[tuple[int, int], tuple[int, int]] = {}
    for here in left:
        for there in right:
            if here.middle == there.middle:
                paths, sureness = found.get((here.end, there.end), (0, 0))
                found[here.end, there.end] = (paths + 1, max(sureness, min(here.sureness, there.sureness)))
    return found


def tables(left: list, right: list) -> sqlite3.Connection:
    base = sqlite3.connect(":memory:")
    for name, rows in (("one", left), ("two", right)):
        base.execute(f"CREATE TABLE {name} (middle, at, claim, sureness)")
        base.executemany(f"INSERT INTO {name} VALUES (?, ?, ?, ?)", rows)  # noqa: S608
        base.execute(f"CREATE INDEX of_{name} ON {name} (middle)")
    return base


def joined(base: sqlite3.Connection) -> dict:
    rows = base.execute(
        "SELECT one.at, two.at, count(*), max(min(one.sureness, two.sureness)) "
        "FROM one JOIN two ON one.middle = two.middle GROUP BY one.at, two.at"
    )
    return {(start, end): (paths, sureness) for start, end, paths, sureness in rows}


def bench_composition() -> None:
    from ungis.mappings.composition import Composition

    left, right = legs()
    base = tables(left, right)
    told = {(one.start, one.end): (one.paths, one.sureness) for one in Composition(left, right).candidates()}
    assert told == nested_loop(left, right) == joined(base)
    show(
        f"composing {LINES} x {TARGETS} x {COMMITMENTS}: {len(told):,} candidates",
        cost(lambda: Composition(left, right).candidates()),
        {
            "a plain nested loop": cost(lambda: nested_loop(left, right), 1),
            "a join in SQL, tables filled before": cost(lambda: joined(base), 2),
        },
    )


# --- comparison --------------------------------------------------------------------------------


def editions() -> tuple[list[dict], list[dict]]:
    """Return two editions of 18 x 169 claims: the later drops, adds and changes a tenth each."""
    texts = ("author", "mechanism", "activity", "carried_out_by", "evidence", "note", "source")
    bare = {**dict.fromkeys(texts, ""), "strength": None, "readings": [], "paths": []}
    bare |= {"certainty": "source", "state": "drafted"}

    def claim(line: int, target: int, words: str) -> dict:
        return {"row": f"C{line:02}", "column": f"{target:03}", "rationale": f"{words} {line} {target}", **bare}

    places = [(line, target) for line in range(LINES) for target in range(TARGETS)]
    before = [claim(*place, "why") for number, place in enumerate(places) if number % 10]
    after = [
        claim(*place, "because" if number % 10 == 2 else "why")
        for number, place in enumerate(places)
        if number % 10 != 1
    ]
    return before, after


def changed_lines(before: list[str], after: list[str]) -> tuple[int, int]:
    """Return how many lines went and came, as difflib finds them."""
    lines = list(difflib.unified_diff(before, after, n=0, lineterm=""))[2:]
    return sum(line.startswith("-") for line in lines), sum(line.startswith("+") for line in lines)


def bench_comparison() -> None:
    from ungis.mappings.comparison import compare_claims

    before, after = editions()
    texts = [[json.dumps(one, sort_keys=True) for one in claims] for claims in (before, after)]
    signs = [one.sign for one in compare_claims(before, after).differences]
    assert changed_lines(*texts) == (signs.count("-") + signs.count("~"), signs.count("+") + signs.count("~"))
    show(
        f"comparing two editions of {len(before):,} claims: {len(signs):,} differences",
        cost(lambda: compare_claims(before, after)),
        {"difflib over their canonical lines": cost(lambda: changed_lines(*texts), 2)},
    )


# --- workbook ----------------------------------------------------------------------------------


def values_of(workbook: bytes) -> dict[str, list[list]]:
    import openpyxl

    book = openpyxl.load_workbook(io.BytesIO(workbook))
    return {sheet.title: [[cell.value for cell in row] for row in sheet.iter_rows()] for sheet in book}


def bare_cells(values: dict[str, list[list]]) -> bytes:
    import openpyxl

    book = openpyxl.Workbook(write_only=True)
    for title, rows in values.items():
        sheet = book.create_sheet(title)
        for row in rows:
            sheet.append(row)
    held = io.BytesIO()
    book.save(held)
    return held.getvalue()


def bench_workbook() -> None:
    from ungis.mappings import workbook
    from ungis.mappings.claim_table import ClaimTable
    from ungis.mappings.models import Edition

    def ours() -> bytes:
        edition = Edition.objects.select_related("matrix__rows", "matrix__columns").get(
            matrix__slug="wsis-sdg", slug="2015"
        )
        return workbook.written(ClaimTable(edition))

    values = values_of(ours())
    assert values_of(bare_cells(values)) == values
    cells = sum(value is not None for rows in values.values() for row in rows for value in row)
    show(
        f"the whole WSIS-SDG edition as a workbook: {cells:,} cells",
        cost(ours),
        {"openpyxl, the same values in bare cells, none read": cost(lambda: bare_cells(values))},
    )


def main() -> None:
    with tempfile.TemporaryDirectory() as folder:
        _database, env = prepared(folder)
        os.environ.update(env, DJANGO_SETTINGS_MODULE="ungis.settings")
        import django

        django.setup()
        bench_composition()
        bench_comparison()
        bench_workbook()


if __name__ == "__main__":
    main()
