"""`ungis align train`, `words` and `measure`: for those who make the model, with scipy beside numpy."""

import sys
from pathlib import Path

from .command import options_of, refuse


def main(arguments: list[str]) -> int:
    """The exit code: 0, or 2 where the question is wrong or scipy is missing."""
    try:
        import scipy  # noqa: F401
    except ImportError:
        return refuse("training and measuring need scipy, which the product at work does not: pip install scipy")
    verb, *rest = arguments
    try:
        if verb == "train":
            return _train(options_of(rest, {"--data", "--out", "--confirmed"}, flags=frozenset({"--permissive"})))
        if verb == "words":
            return _words(options_of(rest, {"--data", "--out"}))
        return _measure(options_of(rest, {"--data"}))
    except (ImportError, OSError, ValueError) as trouble:
        return refuse(str(trouble))


def _folder(options):
    if "--data" not in options:
        raise ValueError("--data names the folder with sdg/ and wsis/")
    folder = Path(options["--data"])
    if not (folder / "sdg").is_dir():
        raise ValueError(f"{folder} has no folder sdg/")
    return folder


def _train(options):
    from .knowledge import Knowledge
    from .rows import training_rows
    from .training import train

    folder = _folder(options)
    if "--out" not in options:
        raise ValueError("--out names the file of the model")
    confirmed = Path(options["--confirmed"]) if "--confirmed" in options else None
    rows = training_rows(folder, confirmed=confirmed, permissive="--permissive" in options)
    train(rows, Knowledge.read()).write(Path(options["--out"]))
    size = Path(options["--out"]).stat().st_size
    sys.stdout.write(f"{len(rows):,} rows; {options['--out']}, {size / 1e6:.2f} MB\n")
    return 0


def _words(options):
    from .knowledge import gather
    from .rows import training_rows

    if "--out" not in options:
        raise ValueError("--out names the file of the words")
    known = gather(training_rows(_folder(options)))
    known.write(Path(options["--out"]))
    sys.stdout.write(f"{len(known.words):,} words; {options['--out']}\n")
    return 0


def _measure(options):
    from .measuring import report

    for line in report(_folder(options)):
        sys.stdout.write(line + "\n")
        sys.stdout.flush()
    return 0
