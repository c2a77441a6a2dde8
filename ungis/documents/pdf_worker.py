"""A PDF is read in a process of its own, with little time and memory: its objects can be made to never end.

Run as a programme, it reads a PDF from its input and prints one word: nothing is wrong, or what is.
This module imports nothing of the house, so that the process starts quickly.
"""

import io
import resource
import subprocess
import sys

SECONDS = 2  # of processor time
MOST_MEMORY = 256 * 1024 * 1024  # of data; the limit of the process, not of ours
MOST_PAGES = 3_000
MOST_OBJECTS = 150_000
# What a key in any dictionary of the file gives away.
KEYS = {
    "/JS": "script",
    "/JavaScript": "script",
    "/XFA": "script",
    "/Launch": "launch",
    "/EmbeddedFile": "embedded",
    "/EmbeddedFiles": "embedded",
    "/EF": "embedded",
    "/RichMedia": "embedded",
}
ACTIONS = {
    "/JavaScript": "script",
    "/Launch": "launch",
    "/SubmitForm": "form",
    "/ImportData": "form",
    "/GoToE": "embedded",
    "/Rendition": "script",
    "/Movie": "launch",
    "/Sound": "launch",
}


def examine_in_worker(content: bytes) -> str:
    """Return "" for a PDF that may be kept, else one word for what is wrong with it."""
    try:
        answer = subprocess.run(  # noqa: S603  our own module, nothing of the user's in the command
            [sys.executable, "-I", __file__],
            input=content,
            capture_output=True,
            timeout=4 * SECONDS,
            check=False,
        )
    except subprocess.TimeoutExpired:
        return "heavy"
    word = answer.stdout.decode("ascii", "replace").strip()
    if answer.returncode == 0 and word:
        return "" if word == "fit" else word
    return "heavy"  # ended by its limits


def examine(content: bytes) -> str:
    """Walk every object of the file."""
    from pypdf import PdfReader
    from pypdf.errors import LimitReachedError, PyPdfError

    try:
        reader = PdfReader(io.BytesIO(content), strict=False)
        if reader.is_encrypted:
            return "encrypted"
        if count_pages(reader) > MOST_PAGES:
            return "pages"
        return walk(reader)
    except (LimitReachedError, RecursionError, MemoryError):
        return "heavy"
    except (
        PyPdfError,
        ValueError,
        TypeError,
        KeyError,
        AttributeError,
        IndexError,
        OSError,
        OverflowError,
        AssertionError,
    ):
        return "broken"


def count_pages(reader) -> int:
    """Return the larger of what the file says and what it has, counted no further than the limit."""
    root = reader.trailer["/Root"].get_object()
    pages = root["/Pages"].get_object()
    stated = pages.get("/Count", 0)
    stated = int(stated.get_object() if hasattr(stated, "get_object") else stated)
    counted, seen, waiting = 0, set(), [root.raw_get("/Pages")]
    while waiting and counted <= MOST_PAGES:
        node = waiting.pop()
        key = getattr(node, "idnum", None)
        if key is not None:
            if key in seen:
                raise ValueError("pages that hold themselves")
            seen.add(key)
        node = node.get_object()
        kids = node.get("/Kids")
        if kids is None:
            counted += 1
        else:
            waiting.extend(kids.get_object())
    if counted == 0:
        raise ValueError("no pages")
    return max(stated, counted)


def walk(reader) -> str:
    from pypdf.generic import IndirectObject

    numbers = {(number, generation) for generation, table in reader.xref.items() for number in table}
    numbers |= {(number, 0) for number in reader.xref_objStm}
    if len(numbers) > MOST_OBJECTS:
        return "heavy"
    trouble = judge(reader.trailer)
    for number, generation in sorted(numbers):
        if trouble:
            return trouble
        try:
            found = reader.get_object(IndirectObject(number, generation, reader))
        except Exception:  # noqa: S112  an object nobody can read does nothing
            continue
        trouble = judge(found)
    return trouble or "fit"


def judge(found, depth: int = 0) -> str:
    """Return what is wrong with an object or what it directly holds; references are judged where they lead."""
    if depth > 40:
        return "heavy"
    if isinstance(found, dict):
        trouble = judge_dictionary(found)
        values = found.values()
    else:
        trouble, values = "", found if isinstance(found, list) else ()
    for value in values:
        if trouble:
            break
        if isinstance(value, (dict, list)):
            trouble = judge(value, depth + 1)
    return trouble


def judge_dictionary(found) -> str:
    if found.get("/S") in ACTIONS:
        return ACTIONS[found["/S"]]
    if found.get("/Type") == "/EmbeddedFile" or found.get("/Subtype") in ("/RichMedia", "/FileAttachment"):
        return "embedded"
    return next((KEYS[key] for key in found if key in KEYS), "")


def main() -> None:
    resource.setrlimit(resource.RLIMIT_CPU, (SECONDS, SECONDS + 1))
    resource.setrlimit(resource.RLIMIT_DATA, (MOST_MEMORY, MOST_MEMORY))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))
    sys.stdout.write(examine(sys.stdin.buffer.read()))


if __name__ == "__main__":
    main()
