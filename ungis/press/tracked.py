"""Changes that wait in a Word document until somebody accepts or rejects them, each with its author and moment."""

from .elements import W, element, put

TAKEN_OUT = ("del", "moveFrom")


def changed(kind: str, inline: list, identity: int, author: str, moment: str):
    """Return the runs as one change; what is taken out is no text of the document any more, but shown as struck."""
    if kind == "del":
        for run in inline:
            for text in run.iter(f"{{{W}}}t"):
                text.tag = f"{{{W}}}delText"
    return element(kind, *inline, **_by(identity, author, moment))


def changed_mark(kind: str, paragraph, identity: int, author: str, moment: str):
    """Mark the end of the paragraph as inserted or taken out; return the paragraph."""
    properties = paragraph[0]
    own = properties.find(f"{{{W}}}rPr")
    if own is None:
        own = element("rPr")
        put(properties, own)
    put(own, element(kind, **_by(identity, author, moment)))
    return paragraph


def _by(identity: int, author: str, moment: str) -> dict[str, object]:
    return {"id": identity, "author": author, "date": moment}
