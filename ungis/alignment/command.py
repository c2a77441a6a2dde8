"""`ungis align`: suggested tags for JSON lines, without Django."""

import json
import sys
from json.encoder import encode_basestring_ascii as quoted

HELP = """\
usage: ungis align [--model FILE] [--least SCORE] < texts.jsonl > labels.jsonl
       ungis align train --data DIR --out FILE [--confirmed FILE] [--permissive]
       ungis align words --data DIR --out FILE
       ungis align measure --data DIR

Reads {"id", "text"} on each line of standard input and writes, in the same order,
{"id", "labels": [{"label", "score"}], "evidence": {label: [[start, end]]}}.

Labels are Goals "1" to "17", targets such as "4.4", action lines C1 to C11 (C7-egov and so on) and
objectives GDC1 to GDC5. A label that scores at least 0.5 is suggested; those below are printed for
those who rank. Evidence is where the words that led to a label stand, in characters of the text.

  --model FILE   another model than the one shipped
  --least SCORE  the lowest score printed (0.05)

A line that cannot be read is named on standard error and left out; the exit code is then 1.

train    makes a model from labelled rows (needs scipy); --confirmed adds rows people confirmed,
         JSON lines {"text", "lang", "pos": [label], "neg": [label]}; --permissive leaves out
         the paragraphs of an encyclopedia (CC BY-SA) that teach what is about no Goal
words    asks two published encoders what they know of the words (needs both; it says which)
measure  prints the figures of the model on the development data (needs scipy)
"""
BATCH_TEXTS, BATCH_CHARACTERS = 256, 250_000
LEAST = 0.05


def main(arguments: list[str]) -> int:
    """The exit code: 0, 1 where lines could not be read, 2 where the question is wrong."""
    if "-h" in arguments or "--help" in arguments:
        sys.stdout.write(HELP)
        return 0
    if arguments[:1] in (["train"], ["words"], ["measure"]):
        from . import workshop

        return workshop.main(arguments)
    try:
        options = options_of(arguments, {"--model", "--least"})
        least = float(options.get("--least", LEAST))
        model = _model(options.get("--model"))
    except (OSError, ValueError) as trouble:
        return refuse(str(trouble))
    try:
        return _align(model, sys.stdin.buffer, sys.stdout, least)
    except BrokenPipeError:
        sys.stderr.close()  # the reader has gone; nobody is left to be told
        return 1


def options_of(arguments: list[str], known: set[str], *, flags: frozenset[str] = frozenset()) -> dict[str, str]:
    """Pairs of name and value, and flags; ValueError for anything else."""
    options = {}
    words = iter(arguments)
    for name in words:
        name, equals, value = name.partition("=")
        if name in flags and not equals:
            options[name] = "yes"
            continue
        if name not in known:
            raise ValueError(f"{name} is not an option; see ungis align --help")
        options[name] = value if equals else next(words, "")
        if not options[name]:
            raise ValueError(f"{name} needs a value; see ungis align --help")
    return options


def refuse(reason: str) -> int:
    """Says on standard error why nothing was done."""
    sys.stderr.write(f"ungis align: {reason}\n")
    return 2


def _model(path):
    if path is None:
        from .suggesting import the_model

        return the_model()
    from .model import Model

    return Model.read(path)


def _align(model, lines, out, least):
    wrong = False
    names, texts, characters = [], [], 0
    for number, line in enumerate(lines, 1):
        try:
            name, text = _read(line)
        except ValueError as trouble:
            if str(trouble):
                wrong = True
                sys.stderr.write(f"line {number}: {trouble}\n")
            continue
        names.append(name)
        texts.append(text)
        characters += len(text)
        if len(texts) >= BATCH_TEXTS or characters >= BATCH_CHARACTERS:
            out.write(_written(names, model.answer(texts, least=least)))
            names, texts, characters = [], [], 0
    out.write(_written(names, model.answer(texts, least=least)))
    out.flush()
    return int(wrong)


def _read(line):
    """The id and the text of a line; ValueError says what is wrong with it, or nothing for an empty line."""
    if not line.strip():
        raise ValueError
    try:
        row = json.loads(line)
    except (ValueError, RecursionError):
        raise ValueError("not JSON") from None
    if not isinstance(row, dict):
        raise ValueError('expected {"id", "text"}')
    if "id" not in row or not isinstance(row.get("text"), str):
        raise ValueError('"id" or "text" is missing or "text" is not a text')
    return row["id"], row["text"]


def _written(names, answers):
    """The lines of a batch; written by hand, for speed: labels and numbers need no escape."""
    lines = []
    for name, answer in zip(names, answers, strict=True):
        answer.sort(key=_by_score)
        labels = ",".join([f'{{"label":"{label}","score":{score}}}' for label, score, spans in answer])
        evidence = ",".join([f'"{label}":[[{spans[0][0]},{spans[0][1]}]]' for label, score, spans in answer])
        name = quoted(name) if isinstance(name, str) else json.dumps(name)
        lines.append(f'{{"id":{name},"labels":[{labels}],"evidence":{{{evidence}}}}}\n')
    return "".join(lines)


def _by_score(row):
    return -row[1]
