"""The figures of the model card, on the development data; every row is judged by a model that has not seen it."""

import json
import random
import resource
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

from .knowledge import Knowledge
from .labels import GOALS, LINES, OBJECTIVES, SUBJECTS, TARGETS
from .model import Model, np
from .rows import Row, training_rows
from .suggesting import SHIPPED
from .training import Lexicon, calibrate, cross_fit, fit_targets, judged, target_scores, train

PARTS = 5
ABROAD = ("fr", "es", "ru", "ar", "zh")
COLUMN = {label: number for number, label in enumerate(SUBJECTS)}


def report(folder: Path) -> Iterator[str]:
    """The lines of the report, as they are found."""
    yield "Held out: five parts, each judged by a model trained and calibrated on the other four."
    rows, known = training_rows(folder), Knowledge.read()
    yield from HeldOut(rows, known).figures()
    yield from evidence(rows, known)
    yield from at_work(rows)


class HeldOut:
    """Scores of every row by a model that has not seen it."""

    def __init__(self, rows: list[Row], known: Knowledge):
        self.rows = rows
        lexicon = Lexicon(rows, known)
        matrix = lexicon.matrix(rows)
        self.counted = matrix[:, : lexicon.width]
        self.truth, self.weight = judged(rows)
        self.numbers = cross_fit(rows, matrix, self.truth, self.weight, parts=PARTS)
        self.scores = np.zeros_like(self.numbers)
        part = np.array([row.part for row in rows])
        for number in range(PARTS):
            seen, held = np.flatnonzero(part != number), part == number
            known = self.numbers[seen], self.truth[seen], self.weight[seen]
            slope, shift = calibrate([rows[at] for at in seen], *known)
            self.scores[held] = 1 / (1 + np.exp(-(self.numbers[held] * slope + shift)))
        self.source = np.array([row.source for row in rows])

    def figures(self) -> Iterator[str]:
        """Each measure on a line of its own."""
        goals, lines, objectives = (np.array([COLUMN[label] for label in kind]) for kind in (GOALS, LINES, OBJECTIVES))
        yield from self._benchmark()
        osdg = self.source == "osdg"
        yield f"osdg excerpts, first Goal right: {self._first(osdg, goals):.3f} of {osdg.sum()}"
        for source in ("oro", "dpg"):
            yield f"{source}, micro-F1 of Goals: {self._micro(self.source == source, goals):.3f}"
        free = self.source == "wiki0"
        alarms = (self.scores[free][:, goals] >= 0.5).any(1).mean()
        yield f"goal-free paragraphs given a Goal: {alarms:.3f} of {free.sum()}"
        yield from self._activities("wsis", "activities", goals, lines, objectives)
        yield from self._activities("stocktaking", "stocktaking activities", goals, lines, objectives)
        yield self._targets()
        abroad = []
        for lang in ABROAD:
            those = np.array([row.source == "official" and row.lang == lang for row in self.rows])
            abroad.append(self._first(those, goals))
        said = " ".join(f"{lang} {value:.2f}" for lang, value in zip(ABROAD, abroad, strict=True))
        yield f"official wording in other languages, first Goal right: {said}; mean {np.mean(abroad):.3f}"

    def _activities(self, source, called, goals, lines, objectives):
        those = self.source == source
        yield f"{called}, micro-F1 of lines: {self._micro(those, lines):.3f} of {those.sum()}"
        yield f"{called}, recall of lines among the first three: {self._recall(those, lines, 3):.3f}"
        of_compact = those & (self.weight[:, objectives].max(1) > 1)
        yield f"{called}, micro-F1 of objectives: {self._micro(of_compact, objectives):.3f} of {of_compact.sum()}"
        yield f"{called}, micro-F1 of Goals: {self._micro(those, goals):.3f}"

    def _benchmark(self):
        bench = np.flatnonzero(self.source == "bench")
        column = np.array([COLUMN[next(iter(self.rows[at].pos | self.rows[at].neg))] for at in bench])
        chance, right = self.scores[bench, column], self.truth[bench, column] > 0
        said = chance >= 0.5
        by_goal = [_f1(said[column == goal], right[column == goal]) for goal in range(len(GOALS))]
        accuracy = (said == right).mean()
        yield f"benchmark rows: macro-F1 {np.mean(by_goal):.3f}, accuracy {accuracy:.3f} of {len(bench)}"
        yield f"benchmark rows: ECE {_calibration_error(chance, right):.3f}, Brier {np.mean((chance - right) ** 2):.3f}"

    def _first(self, those, columns):
        best = self.numbers[those][:, columns].argmax(1)
        return self.truth[those][:, columns][np.arange(len(best)), best].mean()

    def _micro(self, those, columns):
        return _f1(self.scores[those][:, columns] >= 0.5, self.truth[those][:, columns] > 0)

    def _recall(self, those, columns, first):
        best = np.argsort(-self.scores[those][:, columns], axis=1)[:, :first]
        truth = self.truth[those][:, columns]
        return np.take_along_axis(truth, best, 1).sum() / truth.sum()

    def _targets(self):
        """Indicators ranked by a model of targets made without any indicator."""
        taught = [row if row.source != "indicator" else Row("left out", "", "en", frozenset()) for row in self.rows]
        those = np.flatnonzero(self.source == "indicator")
        found = target_scores(self.scores[those], self.counted[those] @ fit_targets(self.counted, taught))
        order = np.argsort(-found, axis=1)
        right = []
        for at, ranked in zip(those, order, strict=True):
            labels = [TARGETS[place] for place in ranked[:3]]
            right.append([bool(self.rows[at].pos & set(labels[:many])) for many in (1, 3)])
        first, three = np.mean(right, axis=0)
        return (
            f"indicators in English, target among the first: {first:.3f}, the first three: {three:.3f} of {len(those)}"
        )


def evidence(rows: list[Row], known: Knowledge, passages: int = 200, least: float = 0.05) -> Iterator[str]:
    """Three excerpts on three Goals in one passage: does the marked sentence of each Goal lie in its third?"""
    model = train([row for row in rows if row.part], known)
    excerpts = [row for row in rows if row.source == "osdg" and not row.part]
    chance = random.Random(5)  # noqa: S311 - the same passages each time
    given = right = asked = 0
    for _ in range(passages):
        thirds = chance.sample(excerpts, 3)
        if len({goal for row in thirds for goal in row.pos}) < 3:
            continue
        text, places = "", []
        for row in thirds:
            places.append((len(text), len(text) + len(row.text)))
            text += row.text + " "
        marked = {label: spans[0] for label, score, spans in model.answer([text], least=least)[0]}
        for row, (begin, stop) in zip(thirds, places, strict=True):
            asked += 1
            span = marked.get(next(iter(row.pos)))
            if span:
                given += 1
                right += begin <= (span[0] + span[1]) / 2 < stop
    yield f"evidence in the right third: {right / asked:.3f}; given {given / asked:.3f}, right {right / given:.3f}"


def at_work(rows: list[Row], copies: int = 4) -> Iterator[str]:
    """Speed, start and memory of the command as a process of its own, with the shipped model."""
    texts = [row.text for row in rows if row.source in ("osdg", "bench", "dpg", "oro")] * copies
    lines = "".join(json.dumps({"id": number, "text": text}) + "\n" for number, text in enumerate(texts))
    taken = _run(lines)[0]
    yield f"speed: {len(texts) / taken:,.0f} texts a CPU-second with targets and evidence, start included"
    one = json.dumps({"id": 1, "text": "Safe water"}) + "\n"
    yield f"start: {min(_run(one)[1] for _ in range(5)):.2f} s"
    yield f"memory: {_run(lines)[2] / 1024:.0f} MB"
    yield f"model: {SHIPPED.stat().st_size / 1e6:.2f} MB, {len(Model.read(SHIPPED).words):,} words"


# The command as it stands, which says at its end how much memory it took (kilobytes; 0 where the system does not tell).
COMMAND = """
import atexit, pathlib, sys
from ungis.command import main
def told():
    status = pathlib.Path("/proc/self/status")
    lines = status.read_text().splitlines() if status.exists() else []
    sys.stderr.write(next((line.split()[1] for line in lines if line.startswith("VmHWM")), "0"))
atexit.register(told)
main()
"""


def _run(lines):
    """CPU seconds, seconds on the clock, kilobytes."""
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    begin = time.perf_counter()
    done = subprocess.run(  # noqa: S603 - our own command
        [sys.executable, "-c", COMMAND, "align"], input=lines.encode(), capture_output=True, check=True
    )
    wall = time.perf_counter() - begin
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    return after.ru_utime - before.ru_utime + after.ru_stime - before.ru_stime, wall, int(done.stderr or 0)


def _f1(said, right):
    both = (said & right).sum()
    return 2 * both / max(1, said.sum() + right.sum())


def _calibration_error(chance, right, bins=10):
    place = np.minimum((chance * bins).astype(int), bins - 1)
    off = [abs(chance[place == one].sum() - right[place == one].sum()) for one in range(bins)]
    return sum(off) / len(chance)
