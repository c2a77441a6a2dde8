"""The paper as a page shows it: records numbered once, each sentence with the numbers of those it rests on."""

from dataclasses import dataclass
from typing import Any

from django.utils.translation import get_language

from .composition import BOX

MOST_MARKS = 6  # a sentence that rests on more leads to the whole list instead
COMPOSED_IN = "/en/"


@dataclass(frozen=True)
class Mark:
    """One record of the paper: its number in the list, its name, its page in the reader's language."""

    number: int
    label: str
    address: str


def preview(content: dict[str, Any]) -> tuple[dict[str, Any], list[Mark]]:
    """Return the content with `marks` (or `many`, their number) at every sentence, and all marks in order."""
    marks: dict[tuple[str, str], Mark] = {}

    def marked(sentences: list[dict[str, Any]]) -> list[dict[str, Any]]:
        return [_marked(sentence, marks) for sentence in sentences]

    def item(entry: Any) -> Any:
        return {**entry, "sentences": marked(entry["sentences"])} if isinstance(entry, dict) else marked(entry)

    shown = {
        **content,
        "box": {part: marked(content["box"][part]) for part in BOX},
        "blocks": [
            {
                **block,
                **({"sentences": marked(block["sentences"])} if "sentences" in block else {}),
                **({"entries": [item(entry) for entry in block["items"]]} if "items" in block else {}),
            }
            for block in content["blocks"]
        ],
        "footnotes": [marked(footnote) for footnote in content["footnotes"]],
    }
    return shown, list(marks.values())


def _marked(sentence: dict[str, Any], marks: dict[tuple[str, str], Mark]) -> dict[str, Any]:
    own = []
    for cite in sentence["cites"]:
        key = cite["type"], cite["id"]
        if key not in marks:
            marks[key] = Mark(len(marks) + 1, cite["label"], _in_readers_language(cite["address"]))
        own.append(marks[key])
    return {
        **sentence,
        "marks": own if len(own) <= MOST_MARKS else [],
        "many": len(own) if len(own) > MOST_MARKS else 0,
    }


def _in_readers_language(address: str) -> str:
    if not address.startswith(COMPOSED_IN):
        return address
    return f"/{get_language() or 'en'}/{address.removeprefix(COMPOSED_IN)}"
