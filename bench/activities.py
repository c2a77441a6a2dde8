"""Made activities, alike from run to run: for measuring what a register of ten thousand or a million would cost.

A title of about 12 words and a text of about 80, words as unevenly spread as those of a language; tags of 18 lines,
17 Goals and 5 objectives, a year, a country, a status, an organization. Among the words stand some that are planted
in a known share of the rows, for queries to ask for. All words have six letters and none begins with another, so
that every engine finds the same rows, whatever it makes of endings and beginnings.
"""

from collections.abc import Iterator
from typing import NamedTuple

import numpy

SEED = 2003  # of the Geneva phase
BATCH = 1000
LINES = [f"c{number}" for number in range(1, 19)]
GOALS = [f"sdg-{number}" for number in range(1, 18)]
OBJECTIVES = [f"objective-{number}" for number in range(1, 6)]
YEARS = list(range(2004, 2027))
STATUSES = [f"status-{number}" for number in range(1, 9)]
COUNTRIES = [f"{first}{second}" for first in "abcdefghijklmno" for second in "pqrstuvwxyzab"]  # 195
ORGANIZATIONS = [f"organization-{number}" for number in range(1, 49)]
COMMON, MIDDLE, RARE = [0.35], [0.025, 0.03, 0.04, 0.05, 0.06, 0.07], [0.004, 0.005, 0.007, 0.009, 0.011]
VOCABULARY = 20_000


class Activity(NamedTuple):
    """One row; `lines`, `goals` and `objectives` are sorted and without doubles."""

    number: int
    title: str
    text: str
    lines: list[str]
    goals: list[str]
    objectives: list[str]
    year: int
    country: str
    status: str
    organization: str


def word(number: int) -> str:
    """Return the word of this number: three syllables, no two numbers alike."""
    syllables = [consonant + vowel for consonant in "bdfgklmnprtvz" for vowel in "aiou"]
    return "".join(syllables[number // 52**place % 52] for place in (0, 1, 2))


PLANTED = {share: word(VOCABULARY + place) for place, share in enumerate([*COMMON, *MIDDLE, *RARE])}


def _weights(number: int, offset: int = 3) -> numpy.ndarray:
    weights = 1.0 / (numpy.arange(number) + offset)
    return weights / weights.sum()


def activities(number: int) -> Iterator[Activity]:
    """Yield this many; the first thousand of a million are those of a thousand."""
    vocabulary = numpy.array([word(place) for place in range(VOCABULARY)])
    places = numpy.cumsum(_weights(VOCABULARY, 10))
    for first in range(0, number, BATCH):
        chance = numpy.random.default_rng([SEED, first])
        rows = min(BATCH, number - first)
        lengths = chance.integers(8, 17, BATCH), chance.integers(60, 101, BATCH)
        planted = {share: chance.random(BATCH) < share for share in PLANTED}
        picks = {
            "year": chance.choice(len(YEARS), BATCH, p=_weights(len(YEARS))[::-1]),
            "country": chance.choice(len(COUNTRIES), BATCH, p=_weights(len(COUNTRIES))),
            "status": chance.choice(len(STATUSES), BATCH, p=_weights(len(STATUSES))),
            "organization": chance.choice(len(ORGANIZATIONS), BATCH, p=_weights(len(ORGANIZATIONS))),
        }
        tags = {
            name: (chance.integers(1, 4, BATCH), chance.choice(len(values), (BATCH, 3), p=_weights(len(values))))
            for name, values in (("lines", LINES), ("goals", GOALS), ("objectives", OBJECTIVES))
        }
        drawn = vocabulary[numpy.searchsorted(places, chance.random((BATCH, 120)) * places[-1] * 0.999_999)]

        def tagged(name: str, values: list[str], row: int, tags: dict = tags) -> list[str]:
            many, chosen = tags[name]
            return [values[place] for place in sorted(set(chosen[row][: many[row]].tolist()))]

        for row in range(rows):
            words, in_title = drawn[row].tolist(), int(lengths[0][row])
            extra = [PLANTED[share] for share, holds in planted.items() if holds[row]]
            yield Activity(
                first + row + 1,
                " ".join(words[:in_title]),
                " ".join([*words[in_title : in_title + int(lengths[1][row])], *extra]),
                tagged("lines", LINES, row),
                tagged("goals", GOALS, row),
                tagged("objectives", OBJECTIVES, row),
                YEARS[picks["year"][row]],
                COUNTRIES[picks["country"][row]],
                STATUSES[picks["status"][row]],
                ORGANIZATIONS[picks["organization"][row]],
            )


def queries() -> list[tuple[str, str]]:
    """Return twenty queries: words, and a Goal to which the search is narrowed, or nothing."""
    common, middle, rare = ([PLANTED[share] for share in shares] for shares in (COMMON, MIDDLE, RARE))
    single = [*rare, *middle, *common]
    together = [
        f"{middle[0]} {middle[1]}",
        f"{middle[2]} {rare[4]}",
        f"{middle[3]} {middle[4]} {middle[5]}",
        f"{common[0]} {rare[0]}",
        f"{common[0]} {middle[5]} {middle[4]}",
    ]
    narrowed = [(middle[4], "sdg-4"), (middle[5], "sdg-9"), (rare[3], "sdg-17")]
    return [(words, "") for words in [*single, *together]] + narrowed
