"""What a paper would say today that it did not say when it was issued, sentence by sentence."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from ungis.core.differences import steps_between

from .composition import BOX, HEAD, compose
from .models import Paper


@dataclass(frozen=True)
class Change:
    """One place where the paper and today's record differ; an empty side was added or dropped."""

    before: str
    after: str

    @property
    def kind(self) -> str:
        return "added" if not self.before else "dropped" if not self.after else "changed"


def since_then(paper: Paper) -> list[Change]:
    """Return the differences between the issued paper and the same choices composed from today's record."""
    return list(_changes(sentences_of(paper.frozen), sentences_of(compose(paper))))


def sentences_of(content: dict[str, Any]) -> list[str]:
    """Return every line of the paper in reading order, without what leads back to records."""
    # by name: a frozen paper comes back from PostgreSQL with its keys in another order
    lines = [content["head"][name] for name in HEAD if content["head"][name]]
    for part in BOX:
        lines += [sentence["text"] for sentence in content["box"][part]]
    for block in content["blocks"]:
        lines += _lines_of(block)
    return lines + [sentence["text"] for footnote in content["footnotes"] for sentence in footnote]


def _lines_of(block: dict[str, Any]) -> list[str]:
    if block["kind"] == "heading":
        return [block["text"]]
    if block["kind"] == "paragraph":
        return [sentence["text"] for sentence in block["sentences"]]
    if block["kind"] == "quotes":
        return [
            f"{item['number']}. {sentence['text']}".lstrip(". ")
            for item in block["items"]
            for sentence in item["sentences"]
        ]
    return [" ".join(sentence["text"] for sentence in item) for item in block["items"]]


def _changes(before: list[str], after: list[str]) -> Iterator[Change]:
    for step, i, j, k, m in steps_between(before, after):
        if step == "equal":
            continue
        old, new = before[i:j], after[k:m]
        for place in range(max(len(old), len(new))):
            yield Change(old[place] if place < len(old) else "", new[place] if place < len(new) else "")
