"""The first mention of an abbreviation gives the name in full, as UN style asks."""

import re
from collections.abc import Iterator

NAMES = {
    "CEB": "United Nations System Chief Executives Board for Coordination",
    "CSTD": "Commission on Science and Technology for Development",
    "ECOSOC": "Economic and Social Council",
    "GDC": "Global Digital Compact",
    "HLPF": "High-level Political Forum on Sustainable Development",
    "IGF": "Internet Governance Forum",
    "ITU": "International Telecommunication Union",
    "LDC5": "5th United Nations Conference on the Least Developed Countries",
    "ODET": "Office for Digital and Emerging Technologies",
    "SDGs": "Sustainable Development Goals",
    "UNGIS": "United Nations Group on the Information Society",
    "WSIS": "World Summit on the Information Society",
}
QUOTED = re.compile(r"(“[^”]*”)")


def in_full(text: str) -> str:
    """Return a heading with its abbreviations written out: `Internet Governance Forum (IGF) 2025`."""
    return re.sub(r"^(IGF|HLPF|LDC5)\b", lambda match: f"{NAMES[match[1]]} ({match[1]})", text)


def introduce(content: dict) -> None:
    """Write each abbreviation out where the body of the paper first uses it, and nowhere else."""
    known: set[str] = set()
    for sentence in _sentences(content):
        sentence["text"] = _introduced(sentence["text"], known)


def _sentences(content: dict) -> Iterator[dict]:
    for block in content["blocks"]:
        if block["kind"] == "paragraph":
            yield from block["sentences"]
        elif block["kind"] in ("bullets", "numbers"):
            for item in block["items"]:
                yield from item


def _introduced(text: str, known: set[str]) -> str:
    """Return the text with the abbreviations that it uses first; quoted titles stay as they are."""
    for short, name in NAMES.items():
        if short in known:
            continue
        parts = QUOTED.split(text)
        found = (_place(parts[index], short, name) for index in range(0, len(parts), 2))
        index, place = next(((2 * n, place) for n, place in enumerate(found) if place), (0, None))
        if place is None:
            continue
        known.add(short)
        begins, ends, is_written_out = place
        if not is_written_out:
            article = "The " if index == begins == 0 else ""
            parts[index] = f"{parts[index][:begins]}{article}{name} ({short}){parts[index][ends:]}"
            text = "".join(parts)
    return text


def _place(part: str, short: str, name: str) -> tuple[int, int, bool] | None:
    """Return where the part first uses the abbreviation or the name, and whether it gives both already."""
    match = re.search(rf"{re.escape(name)}(?: \({short}\))?|\({short}\)|(?<![\w(/-]){short}(?![\w)/-])", part)
    return (match.start(), match.end(), match[0].endswith(f"({short})")) if match else None
