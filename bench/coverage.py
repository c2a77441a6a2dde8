"""The cost of asking who works on what, beside bare rows of bits and SQL over tables of tags, in one run.

Lines x Goals x objectives over made activities (see activities.py), those under way from 2020 on in Africa; empty
cells counted. Ours asks the register as the pages do: who may see it, any filter, any tags. "bare" has the same
rows kept, and does nothing but AND and count them. All three are checked to be equal before any time is shown; then
what it costs to read the register into memory, to follow one change, and the pages whole. CPU milliseconds, the
lowest of the rounds. Aims: at most 1.5 times bare rows; a page at most 60 ms at a million.

    make bench
    BENCH_SIZES=10000,100000,1000000 .venv/bin/python bench/coverage.py
"""

import os
import sqlite3
import tempfile
import time
from collections.abc import Callable
from typing import Any

import activities as made
import numpy
from costs import cost
from pages import prepared

SIZES = [int(size) for size in os.environ.get("BENCH_SIZES", "10000").split(",")]
ROUNDS, FROM = 5, 2020
MADE = 50_000  # activities; a register of more has these again and again
PAGES = {
    "the cells": "",
    "gaps": "gaps/",
    "side by side": "overlaps/",
    "over the years": "years/",
    "by country": "map/",
}
TAGS = (("wsis", "lines", made.LINES), ("sdg", "goals", made.GOALS), ("gdc", "objectives", made.OBJECTIVES))


def show(title: str, figure: float, beside: float | None = None) -> None:
    ratio = f"   {figure / beside:.2f} times bare rows" if beside else ""
    print(f"  {title:<58} {figure:>10.1f}{ratio}")


def entered(size: int) -> None:
    """Put this many activities into the register, as rows that the actions would leave; the events are left out."""
    from django.db.models import Max

    from ungis.core import clock
    from ungis.organizations.models import Organization
    from ungis.stocktaking.coverage import tags_of
    from ungis.stocktaking.models import Activity, Participation, Place, Status
    from ungis.stocktaking.places import COUNTRIES

    places = {value: place for name, _field, values in TAGS for value, place in zip(values, tags_of(name), strict=True)}
    countries = dict(zip(made.COUNTRIES, COUNTRIES, strict=True))
    keys = list(Organization.objects.order_by("pk").values_list("pk", flat=True))
    organizations = {name: keys[place % len(keys)] for place, name in enumerate(made.ORGANIZATIONS)}
    statuses = {name: Status.values[place % 3] for place, name in enumerate(made.STATUSES)}
    first, now, batch = Activity._base_manager.aggregate(last=Max("pk"))["last"] + 1, clock.now(), []

    def write() -> None:
        written = Activity._base_manager.bulk_create([one for one, _row in batch])
        pairs = list(zip(written, [row for _one, row in batch], strict=True))
        Participation.objects.bulk_create(
            Participation(activity=one, organization_id=organizations[row.organization]) for one, row in pairs
        )
        Place.objects.bulk_create(Place(activity=one, code=countries[row.country]) for one, row in pairs)
        batch.clear()

    for row in made.activities(min(size, MADE)):
        bits = sum(1 << places[tag] for _name, field, _values in TAGS for tag in getattr(row, field))
        batch.append((
            Activity(
                number=1_000 + row.number,
                state="published",
                title=row.title,
                status=statuses[row.status],
                first_year=row.year,
                last_year=row.year,
                confirmed_bits=bits,
                written_at=now,
                published_at=now,
            ),
            row,
        ))  # fmt: skip
        if len(batch) == 5_000:
            write()
    write()
    for turn in range(1, size // MADE):
        for model in (Activity, Participation, Place):
            repeat(model._meta, turn, first)


def repeat(table: Any, turn: int, first: int) -> None:
    """Copy the made rows of a table once more, with keys and numbers of their own."""
    from django.db import connection

    moved = {"id", "activity_id", "number"}
    columns = [field.column for field in table.local_concrete_fields]
    quoted = ", ".join(f'"{name}"' for name in columns)
    taken = ", ".join(f'"{name}" + {turn * MADE}' if name in moved else f'"{name}"' for name in columns)
    key = "activity_id" if "activity_id" in columns else "id"
    with connection.cursor() as cursor:
        cursor.execute(
            f"INSERT INTO {table.db_table} ({quoted}) SELECT {taken} FROM {table.db_table} "  # noqa: S608
            f"WHERE {key} >= {first} AND {key} < {first + MADE}"
        )


# --- the three ways ------------------------------------------------------------------------------


def ours() -> Callable[[], numpy.ndarray]:
    from django.contrib.auth.models import AnonymousUser

    from ungis.stocktaking import coverage

    def ask() -> numpy.ndarray:
        rows = coverage.current()
        kept = rows.kept(coverage.Filter(region="AFR", first=FROM), AnonymousUser())
        axes = [rows.stack(("tag", tag) for tag in coverage.tags_of(name)) for name, _field, _values in TAGS]
        return coverage.cube(*axes, kept)

    return ask


def bare() -> Callable[[], numpy.ndarray]:
    from ungis.stocktaking import coverage

    rows = coverage.current()
    lines, goals, objectives = ([rows.row("tag", tag) for tag in coverage.tags_of(name)] for name, _f, _v in TAGS)
    years = [rows.row("year", year) for year in rows.values("year") if year >= FROM]
    region, public = rows.row("region", "AFR"), rows.row("visibility", "public")

    def ask() -> numpy.ndarray:
        kept = region & public & numpy.bitwise_or.reduce(years)
        counted = numpy.zeros((len(lines), len(goals), len(objectives)), int)
        for deep, objective in enumerate(objectives):
            for along, goal in enumerate(goals):
                narrowed = kept & objective & goal
                for down, line in enumerate(lines):
                    counted[down, along, deep] = numpy.bitwise_count(line & narrowed).sum()
        return counted

    return ask


def joins() -> Callable[[], numpy.ndarray]:
    """The tags in tables of their own, as an ORM would have them, with the indexes that the question wants."""
    from django.db import connection

    from ungis.stocktaking.coverage import tags_of
    from ungis.stocktaking.models import Activity
    from ungis.stocktaking.places import COUNTRIES_BY_REGION

    base = sqlite3.connect(connection.settings_dict["NAME"])
    base.execute("PRAGMA cache_size = -200000")
    facts = Activity.objects.registered().order_by("pk").values_list("pk", "confirmed_bits", "suggested_bits")
    tables = {name: f"bench_{name}" for name, _field, _values in TAGS}
    base.execute("ATTACH ':memory:' AS tags")
    for table in tables.values():
        base.execute(f"CREATE TABLE tags.{table} (activity INTEGER, tag INTEGER)")
    for pk, confirmed, suggested in facts.iterator(chunk_size=20_000):
        for name, table in tables.items():
            held = [(pk, n) for n, place in enumerate(tags_of(name)) if (confirmed | suggested) >> place & 1]
            base.executemany(f"INSERT INTO tags.{table} VALUES (?, ?)", held)  # noqa: S608
    for table in tables.values():
        base.execute(f"CREATE INDEX tags.of_{table} ON {table} (activity, tag)")
    countries = ", ".join(f"'{code}'" for code in ["AFR", *COUNTRIES_BY_REGION["AFR"].split()])
    this_year = time.gmtime().tm_year
    query = f"""
        SELECT l.tag, g.tag, o.tag, count(*) FROM stocktaking_activity a
        JOIN tags.bench_wsis l ON l.activity = a.id JOIN tags.bench_sdg g ON g.activity = a.id
        JOIN tags.bench_gdc o ON o.activity = a.id
        WHERE a.state = 'published' AND a.visibility = 'public' AND a.first_year IS NOT NULL
          AND max(a.first_year, coalesce(a.last_year,
              CASE a.status WHEN 'completed' THEN a.first_year ELSE {this_year} END)) >= {FROM}
          AND a.id IN (SELECT activity_id FROM stocktaking_place WHERE code IN ({countries}))
        GROUP BY 1, 2, 3"""  # noqa: S608

    def ask() -> numpy.ndarray:
        counted = numpy.zeros((18, 17, 5), int)
        for line, goal, objective, number in base.execute(query):
            counted[line, goal, objective] = number
        return counted

    return ask


# --- the run -------------------------------------------------------------------------------------


def measured(size: int) -> None:
    from django.test import Client

    from ungis.stocktaking import coverage
    from ungis.stocktaking.models import Activity

    print(f"\n{size:,} activities {'CPU ms':>58}")
    coverage.forget()
    reading = cost(coverage.current, 1)
    ways = {"ours": ours(), "bare rows of bits, AND and popcount": bare(), "SQLite, three joins and GROUP BY": joins()}
    answers = [ask() for ask in ways.values()]
    assert (answers[0] == answers[1]).all()
    assert (answers[0] == answers[2]).all()
    print(f"  {answers[0].sum():,} in 1,530 cells, {int((answers[0] == 0).sum()):,} of them empty")
    figures = {name: cost(ask, 1 if name.startswith("SQL") else ROUNDS) for name, ask in ways.items()}
    floor = figures["bare rows of bits, AND and popcount"]
    for name, figure in figures.items():
        show(name, figure, None if figure == floor else floor)
    held, keys = (
        coverage.current(),
        list(Activity.objects.registered().order_by("-pk").values_list("pk", flat=True)[:1]),
    )
    show("reading the register into memory", reading)
    show("following a change of one activity", cost(lambda: coverage._changed(held, held.position, keys)))
    print(f"  {'rows in memory, MB':<58} {sum(row.nbytes for row in held.rows.values()) / 1e6:>10.1f}")
    client = Client(headers={"host": "127.0.0.1"})
    for name, page in PAGES.items():
        address = f"/en/activities/coverage/{page}?region=AFR&from={FROM}"
        assert client.get(address).status_code == 200
        show(f"the page: {name}", cost(lambda address=address: client.get(address), 3))


def main() -> None:
    for size in SIZES:
        with tempfile.TemporaryDirectory() as folder:
            _database, env = prepared(folder)
            os.environ.update(env, DJANGO_SETTINGS_MODULE="ungis.settings")
            if os.fork() == 0:  # the settings of a process know one database
                import django

                django.setup()
                entered(size)
                measured(size)
                os._exit(0)
            assert os.wait()[1] == 0


if __name__ == "__main__":
    main()
