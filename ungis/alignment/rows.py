"""Labelled rows to train on and to measure with: what each judged, and what it left open."""

import csv
import gzip
import hashlib
import json
from dataclasses import dataclass
from pathlib import Path

from .labels import GOALS, KINDS, LABELS, LINES, OBJECTIVES, SUBJECTS

PHRASES = Path(__file__).with_name("phrases")
INDICATORS = Path(__file__).with_name("indicators.csv")
LANGUAGES = ("en", "fr", "es", "ru", "ar", "zh")
# Named by one Goal or one line, a text says little about the others.
UNSAID = 0.3
# How much a row of a source counts: wording of the frameworks and judged excerpts more, accepted survey titles less.
WORTH = {
    **{"aurora": 0.25, "osdg": 2, "official": 1, "target": 1, "indicator": 1, "none": 2, "wiki0": 2, "goal words": 2},
    **{"wsis": 3, "stocktaking": 2, "plan": 1, "own": 6, "bench": 4, "confirmed": 3},
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


def training_rows(folder: Path, *, confirmed: Path | None = None, permissive: bool = False) -> list[Row]:
    """All rows, without abstracts of publishers and LGPL terms; `permissive` leaves out the encyclopedia as well."""
    rows = [*goal_rows(folder), *official_targets(folder), *line_rows(folder), *plan_rows(folder)]
    rows += [*own_rows(), *indicator_rows()]
    if permissive:
        rows = [row for row in rows if row.source != "wiki0"]
    return rows + (confirmed_rows(confirmed) if confirmed else [])


def goal_rows(folder: Path) -> list[Row]:
    """Judged and labelled texts of the Goals."""
    rows = []
    for name in ("sdg_train.csv.gz", "sdg_dev.csv.gz"):
        for line in _lines(folder / "sdg" / name):
            rows.append(_goal_row(line))
    return rows


def _goal_row(line):
    text = line["text"]
    if line["source"] == "aurora":
        text = text.split(". ")[0]  # the title; the abstract stays its publisher's
    pos, neg = frozenset(line["pos"].split()), frozenset(line["neg"].split())
    if line["kind"] == "none":
        neg = frozenset(SUBJECTS)
    if line["kind"] == "multi":
        neg = frozenset(GOALS) - pos
    unsaid = frozenset(GOALS) - pos if line["kind"] == "single" else frozenset()
    return Row(line["source"], text, line["lang"], pos, neg, unsaid)


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
        text = f"{line['title']}. {line['summary']}"
        rows.append(_activity_row("wsis", text, line["al"], line["gdc"], line["sdg"]))
    for line in _lines(folder / "stocktaking_activities.csv"):
        said = (line[name].replace(";", " ") for name in ("action_lines", "gdc_objectives", "sdgs"))
        rows.append(_activity_row("stocktaking", f"{line['title']}. {line['summary']}", *said))
    return rows


def _activity_row(source, text, lines, objectives, goals):
    pos = frozenset(lines.split()) & frozenset(LINES)
    neg = frozenset(LINES) - pos
    if objectives.strip():
        of_compact = frozenset(f"GDC{number}" for number in objectives.split())
        pos, neg = pos | of_compact, neg | (frozenset(OBJECTIVES) - of_compact)
    of_agenda = frozenset(goals.split()) & frozenset(GOALS)
    return Row(source, text, "en", pos | of_agenda, neg, frozenset(GOALS) - of_agenda)


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
            for text in _handfuls(line["text"]):
                source = "own" if labels & frozenset(LINES + OBJECTIVES) else "goal words"
                rows.append(Row(source, text, line["lang"], labels, unsaid=_kin(labels) - labels))
    return rows


def _handfuls(text, size=4):
    """A list of phrases as rows of four: about as many words as a short text has."""
    phrases = [phrase.strip() for phrase in text.split(";")]
    return ["; ".join(phrases[begin : begin + size]) for begin in range(0, len(phrases), size)]


def indicator_rows() -> list[Row]:
    """Wording of indicators in English, with the target each belongs to."""
    return [Row("indicator", line["text"], "en", frozenset({line["target"]})) for line in _lines(INDICATORS)]


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
    with gzip.open(path, "rt", encoding="utf-8") if path.suffix == ".gz" else path.open(encoding="utf-8") as lines:
        yield from csv.DictReader(lines)
