"""Labelled rows to train on and to measure with: what each judged, and what it left open."""

import csv
import gzip
import hashlib
import json
from dataclasses import dataclass
from pathlib import Path

from .labels import GOALS, KINDS, LABELS, LINES, OBJECTIVES, SUBJECTS

PHRASES = Path(__file__).with_name("phrases")
LANGUAGES = ("en", "fr", "es", "ru", "ar", "zh")
# Named by one Goal or one line, a text says little about the others.
UNSAID = 0.3
# How much a row of a source counts: wording of the frameworks and judged excerpts more, accepted survey titles less.
WORTH = {
    "aurora": 0.25,
    "osdg": 2,
    "official": 2,
    "own": 1.5,
    "wsis": 3,
    "plan": 1,
    "bench": 3,
    "none": 1,
    "confirmed": 3,
}


@dataclass(frozen=True)
class Row:
    """A text with the labels it is about, those it is not about, and how sure the silence on all others is."""

    source: str
    text: str
    lang: str
    pos: frozenset[str]
    neg: frozenset[str] = frozenset()
    unsaid: frozenset[str] = frozenset()  # labels weakly taken as not applying

    @property
    def part(self) -> int:
        """One of five parts, the same for the same text, for training on four and judging on the fifth."""
        return hashlib.sha256(self.text.lower()[:60].encode("utf-8", "replace")).digest()[0] % 5


def training_rows(folder: Path, *, confirmed: Path | None = None) -> list[Row]:
    """All rows a purely permissive chain may use: no abstracts of publishers, no encyclopedia, no LGPL terms."""
    rows = [*goal_rows(folder), *official_targets(folder), *line_rows(folder), *plan_rows(folder), *own_rows()]
    return rows + (confirmed_rows(confirmed) if confirmed else [])


def goal_rows(folder: Path) -> list[Row]:
    """Judged and labelled texts of the Goals."""
    rows = []
    for name in ("sdg_train.csv.gz", "sdg_dev.csv.gz"):
        for line in _lines(folder / "sdg" / name):
            if line["source"] == "wiki0":
                continue
            rows.append(_goal_row(line))
    return rows


def _goal_row(line):
    text = line["text"]
    if line["source"] == "aurora":
        text = text.split(". ")[0]  # the title; the abstract stays its publisher's
    pos, neg = frozenset(line["pos"].split()), frozenset(line["neg"].split())
    if line["kind"] == "multi":
        neg = frozenset(GOALS) - pos
    unsaid = frozenset(GOALS) - pos if line["kind"] == "single" else frozenset()
    return Row(line["source"], text, line["lang"], pos, neg, unsaid)


def goal_free_rows(folder: Path) -> list[Row]:
    """Paragraphs about no Goal: only measured with."""
    return [
        Row("wiki0", line["text"], line["lang"], frozenset(), frozenset(GOALS))
        for line in _lines(folder / "sdg" / "sdg_train.csv.gz")
        if line["source"] == "wiki0"
    ]


def official_targets(folder: Path) -> list[Row]:
    """The wording of the targets in nine languages."""
    return [
        Row("target", line["text"], line["lang"], frozenset({line["code"]}))
        for line in _lines(folder / "sdg" / "goals_targets_9lang.csv.gz")
        if "." in line["code"]
    ]


def line_rows(folder: Path) -> list[Row]:
    """Activities with their lines, objectives and Goals."""
    rows = []
    for line in _lines(folder / "wsis" / "wsis_train.csv"):
        rows.append(_activity_row(f"{line['title']}. {line['summary']}", line["al"], line["gdc"], line["sdg"]))
    for line in _lines(folder / "stocktaking_activities.csv"):
        said = (line[name].replace(";", " ") for name in ("action_lines", "gdc_objectives", "sdgs"))
        rows.append(_activity_row(f"{line['title']}. {line['summary']}", *said))
    return rows


def _activity_row(text, lines, objectives, goals):
    pos = frozenset(lines.split()) & frozenset(LINES)
    neg = frozenset(LINES) - pos
    if objectives.strip():
        of_compact = frozenset(f"GDC{number}" for number in objectives.split())
        pos, neg = pos | of_compact, neg | (frozenset(OBJECTIVES) - of_compact)
    of_agenda = frozenset(goals.split()) & frozenset(GOALS)
    return Row("wsis", text, "en", pos | of_agenda, neg, frozenset(GOALS) - of_agenda)


def plan_rows(folder: Path) -> list[Row]:
    """The sentences of the Plan of Action under their line."""
    rows = []
    for line in _lines(folder / "wsis" / "action_lines.csv"):
        if line["code"] in LINES:
            for text in (line["name"].partition(": ")[2] or line["name"], *line["plan_of_action_text"].split(". ")):
                if len(text) > 20:
                    rows.append(Row("plan", text, "en", frozenset({line["code"]}), unsaid=frozenset(LINES)))
    return rows


def own_rows() -> list[Row]:
    """Our own phrases: `labels,lang,text`; "none" for a text about no Goal, line or objective."""
    rows = []
    for path in sorted(PHRASES.glob("*.csv")):
        for line in _lines(path):
            labels = frozenset(line["labels"].split())
            if labels == {"none"}:
                rows.append(Row("none", line["text"], line["lang"], frozenset(), frozenset(SUBJECTS)))
                continue
            unknown = labels - frozenset(LABELS)
            if unknown:
                raise ValueError(f"{path.name}: no such label: {', '.join(sorted(unknown))}")
            rows.append(Row("own", line["text"], line["lang"], labels, unsaid=_kin(labels) - labels))
    return rows


def confirmed_rows(path: Path) -> list[Row]:
    """What people confirmed and refused: JSON lines {"text", "lang", "pos", "neg"}, everything else left open."""
    rows = []
    for number, line in enumerate(Path(path).read_text("utf-8").splitlines(), 1):
        if not line.strip():
            continue
        try:
            said = json.loads(line)
            pos, neg = frozenset(said.get("pos", ())), frozenset(said.get("neg", ()))
            text, lang = str(said["text"]), str(said.get("lang", "en"))
        except (ValueError, KeyError, TypeError, AttributeError) as trouble:
            raise ValueError(f'{path}, line {number}: expected {{"text", "lang", "pos", "neg"}}.') from trouble
        unknown = (pos | neg) - frozenset(LABELS)
        if unknown:
            raise ValueError(f"{path}, line {number}: no such label: {', '.join(sorted(unknown))}")
        rows.append(Row("confirmed", text, lang, pos, neg))
    return rows


def _kin(labels):
    return frozenset(kin for codes in KINDS.values() if labels & frozenset(codes) for kin in codes)


def _lines(path):
    csv.field_size_limit(10**8)
    opened = gzip.open(path, "rt", encoding="utf-8") if path.suffix == ".gz" else path.open(encoding="utf-8")
    with opened as lines:
        yield from csv.DictReader(lines)
