"""The model as a file and at work: words to rows of a table, rows added up by sentence and by passage, sums to scores.

A word's row says what the word speaks for, a number for each subject. A passage's sum, divided by its weight, becomes a
score by the two numbers of calibration of each label. Targets have sparse rows, and lean on the score of their Goal.
"""

import json
import os
import zlib
from array import array
from pathlib import Path

for _threads in ("OPENBLAS_NUM_THREADS", "OMP_NUM_THREADS", "MKL_NUM_THREADS"):
    os.environ.setdefault(_threads, "1")  # before numpy: our matrices are small, threads only cost start and memory

import numpy as np  # noqa: E402

from .labels import GOALS, LABELS, SUBJECTS, TARGETS  # noqa: E402
from .reading import plain, sentences_of, stem, words_of  # noqa: E402

MAGIC = b"UNGIS tags 1\n"
PASSAGE = 70  # words that mean something; a longer text is judged by its passages
FLOOR = 300.0  # added to the weight of a passage, so that two words alone do not speak loudly
AT_ONCE = 12_000  # words in one round of arithmetic: bounds the memory
REMEMBERED = 150_000  # forms of words kept with their rows
GOAL_OF_TARGET = np.array([GOALS.index(target.partition(".")[0]) for target in TARGETS])

Answer = list[tuple[str, float, tuple[tuple[int, int], ...]]]


class _Rows(dict):
    """The row of a word as written; found out once for each form."""

    def __init__(self, words, stems):
        super().__init__()
        self.words, self.stems = words, stems

    def __missing__(self, written):
        word = plain(written)
        row = self.words.get(word)
        if row is None:
            row = self.stems.get(stem(word), 0)
        if len(self) < REMEMBERED and len(written) < 40:
            self[written] = row
        return row


class Model:
    """What the file holds; `answer` is the only question."""

    def __init__(self, header: dict, words: list[str], stems: list[str], arrays: dict):
        self.header = header
        self.words, self.stems = words, stems
        self.arrays = arrays
        first = len(words) + 1
        self.rows = _Rows(
            dict(zip(words, range(1, first), strict=True)),
            dict(zip(stems, range(first, first + len(stems)), strict=True)),
        )
        scale = arrays["scale"]
        self.table = np.zeros((first + len(stems), len(SUBJECTS) + 1), np.float32)
        self.table[1:, :-1] = arrays["table"]
        self.table[1:, :-1] *= scale
        self.table[1:, -1] = arrays["weight"].astype(np.float32) ** 2
        self.bias, self.slope, self.shift = (arrays[name].astype(np.float32) for name in ("bias", "slope", "shift"))
        self.target_start = np.concatenate([[0], np.cumsum(arrays["target_count"], dtype=np.int64)])
        self.target_label = arrays["target_label"].astype(np.int64)
        self.target_worth = arrays["target_worth"].astype(np.float32) * np.float32(header["target_scale"])

    # ---- the file

    @classmethod
    def read(cls, path: Path) -> "Model":
        """The model in a file; ValueError for a file that is none."""
        data = Path(path).read_bytes()
        if not data.startswith(MAGIC):
            raise ValueError(f"{path} is not a model of suggested tags.")
        length = int.from_bytes(data[len(MAGIC) : len(MAGIC) + 4], "little")
        begin = len(MAGIC) + 4
        header = json.loads(data[begin : begin + length])
        if header["labels"] != list(LABELS):
            raise ValueError(f"{path} was made for other labels; train it again.")
        body = memoryview(zlib.decompress(memoryview(data)[begin + length :]))
        arrays, place = {}, 0
        for name, kind, shape in header["arrays"]:
            count = int(np.prod(shape))
            arrays[name] = np.frombuffer(body, kind, count, place).reshape(shape)
            place += arrays[name].nbytes
        words = bytes(arrays.pop("words")).decode().split("\n")
        stems = bytes(arrays.pop("stems")).decode().split("\n")
        return cls(header, words, stems, arrays)

    def write(self, path: Path) -> None:
        """The same model, the same bytes."""
        arrays = {
            "words": np.frombuffer("\n".join(self.words).encode(), np.uint8),
            "stems": np.frombuffer("\n".join(self.stems).encode(), np.uint8),
            **self.arrays,
        }
        described = [(name, values.dtype.str, list(values.shape)) for name, values in arrays.items()]
        header = json.dumps({**self.header, "labels": list(LABELS), "arrays": described}, sort_keys=True).encode()
        body = zlib.compress(b"".join(np.ascontiguousarray(values).tobytes() for values in arrays.values()), 9)
        Path(path).write_bytes(MAGIC + len(header).to_bytes(4, "little") + header + body)

    # ---- at work

    def answer(self, texts: list[str], *, least: float = 0.5) -> list[Answer]:
        """For each text the labels that score at least `least`, each with the sentence that speaks most for it."""
        read = self._read(texts)
        answers: list[Answer] = [[] for _ in texts]
        if not read.spans:
            return answers
        sums, targets = self._add_up(read)
        scores = self.scores(*self._pooled(read, sums, targets))
        for place, column in np.argwhere(scores >= least).tolist():
            begin, stop = read.bounds[place], read.bounds[place + 1]
            if begin == stop:
                continue
            speaks = sums[begin:stop, column] if column < len(SUBJECTS) else targets[begin:stop, column - len(SUBJECTS)]
            span = _trimmed(texts[place], *read.spans[begin + int(speaks.argmax())])
            answers[place].append((LABELS[column], round(float(scores[place, column]), 4), (span,)))
        return answers

    def raw(self, texts: list[str]) -> tuple[np.ndarray, np.ndarray]:
        """Before calibration: a number for each subject and for each target, a row for each text."""
        read = self._read(texts)
        return self._pooled(read, *self._add_up(read))

    def scores(self, subjects: np.ndarray, targets: np.ndarray) -> np.ndarray:
        """Calibrated scores of all labels."""
        logits = subjects * self.slope + self.shift
        lean, own, base = self.header["target_mix"]
        of_goal = logits[:, : len(GOALS)][:, GOAL_OF_TARGET]
        every = np.concatenate([logits, lean * np.minimum(of_goal, 3) + own * targets + base], axis=1)
        return 1 / (1 + np.exp(-every))

    def _read(self, texts):
        read = _Read()
        rows = self.rows.__getitem__
        for text in texts:
            count = 0
            for begin, stop in sentences_of(text):
                found = [row for row in map(rows, words_of(text[begin:stop])) if row]
                if found:
                    if count and count + len(found) > PASSAGE:
                        read.passages.append(len(read.spans))
                        count = 0
                    count += len(found)
                    read.words.extend(found)
                    read.starts.append(len(read.words))
                    read.spans.append((begin, stop))
            read.bounds.append(len(read.spans))
            if count:
                read.passages.append(len(read.spans))
            read.passage_bounds.append(len(read.passages) - 1)
        return read

    def _add_up(self, read):
        """A row of sums for each sentence: subjects and weight, and targets."""
        words = np.frombuffer(read.words, np.int32)
        starts = np.frombuffer(read.starts, np.int64)
        sums = np.empty((len(read.spans), self.table.shape[1]), np.float32)
        targets = np.zeros((len(read.spans), len(TARGETS)), np.float32)
        begin = 0
        while begin < len(read.spans):
            stop = max(begin + 1, int(np.searchsorted(starts, starts[begin] + AT_ONCE)) - 1)
            some = words[starts[begin] : starts[stop]]
            np.add.reduceat(self.table[some], starts[begin:stop] - starts[begin], axis=0, out=sums[begin:stop])
            sentence = np.repeat(np.arange(stop - begin), np.diff(starts[begin : stop + 1]))
            self._add_targets(some, sentence, targets[begin:stop])
            begin = stop
        return sums, targets

    def _add_targets(self, words, sentence, into):
        first = self.target_start[words]
        count = self.target_start[words + 1] - first
        total = int(count.sum())
        if not total:
            return
        place = np.repeat(first - np.concatenate([[0], np.cumsum(count)[:-1]]), count) + np.arange(total)
        cell = np.repeat(sentence * into.shape[1], count) + self.target_label[place]
        into += np.bincount(cell, self.target_worth[place], into.size).reshape(into.shape).astype(np.float32)

    def _pooled(self, read, sums, targets):
        """A row for each text: the mean of its passages, pulled towards the strongest."""
        many = len(read.bounds) - 1
        subjects = np.broadcast_to(self.bias, (many, len(SUBJECTS))).copy()
        aims = np.zeros((many, len(TARGETS)), np.float32)
        if not read.spans:
            return subjects, aims
        starts = np.array(read.passages[:-1])
        root = np.sqrt(FLOOR + np.add.reduceat(sums[:, -1], starts))[:, None]
        by_passage = np.add.reduceat(sums[:, :-1], starts, axis=0) / root + self.bias
        aims_by_passage = np.add.reduceat(targets, starts, axis=0) / root
        bounds = np.array(read.passage_bounds)
        filled = np.flatnonzero(np.diff(bounds))
        first = bounds[filled]
        number = np.diff(bounds)[filled][:, None]
        pull = self.header["pull"]
        subjects[filled] = (1 - pull) * np.add.reduceat(by_passage, first, axis=0) / number
        subjects[filled] += pull * np.maximum.reduceat(by_passage, first, axis=0)
        aims[filled] = np.maximum.reduceat(aims_by_passage, first, axis=0)
        return subjects, aims


def _trimmed(text, begin, stop):
    sentence = text[begin:stop]
    begin += len(sentence) - len(sentence.lstrip())
    return begin, begin + len(sentence.strip())


class _Read:
    """Texts taken apart: rows of words in sentences, sentences in passages, passages in texts."""

    def __init__(self):
        self.words = array("i")
        self.starts = array("q", [0])  # of the sentences, among the words
        self.spans = []  # of the sentences, in their text
        self.bounds = [0]  # of the texts, among the sentences
        self.passages = [0]  # starts and the last end, among the sentences
        self.passage_bounds = [0]  # of the texts, among the passages
