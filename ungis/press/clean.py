"""A Word document without its comments and without the bookmarks that we put there."""

import re
import zipfile
from io import BytesIO

from lxml import etree

from .elements import W
from .package import serialized, zipped

_PARSER = etree.XMLParser(resolve_entities=False, no_network=True, remove_blank_text=False)


def clean(document: bytes, bookmarks: str) -> bytes:
    """Return the document without any comment and without bookmarks of this beginning; its text stays as it is."""
    kept = {}
    with zipfile.ZipFile(BytesIO(document)) as package:
        for name in package.namelist():
            if not _is_about_comments(name):
                kept[name] = _without_traces(name, package.read(name), bookmarks)
    return zipped(kept)


def _is_about_comments(name: str) -> bool:
    """Say whether a part of the package holds comments or, as Word itself writes, who made them."""
    return re.search(r"(^|/)(comments\w*|people)\.xml(\.rels)?$", name) is not None


def _without_traces(name: str, content: bytes, bookmarks: str) -> bytes:
    if name != "[Content_Types].xml" and not re.match(r"word/(\w+\.xml|_rels/\w+\.xml\.rels)$", name):
        return content
    root = etree.fromstring(content, _PARSER)
    gone = [
        row
        for row in root
        if _is_about_comments(row.get("PartName") or "") or _is_about_comments(row.get("Target") or "")
    ]
    for tag in ("commentRangeStart", "commentRangeEnd", "commentReference"):
        for mark in root.iter(f"{{{W}}}{tag}"):
            run = mark.getparent()
            alone = tag == "commentReference" and all(child.tag == f"{{{W}}}rPr" or child is mark for child in run)
            gone.append(run if alone else mark)
    ours = {
        mark.get(f"{{{W}}}id")
        for mark in root.iter(f"{{{W}}}bookmarkStart")
        if (mark.get(f"{{{W}}}name") or "").startswith(bookmarks)
    }
    for tag in ("bookmarkStart", "bookmarkEnd"):
        gone += [mark for mark in root.iter(f"{{{W}}}{tag}") if mark.get(f"{{{W}}}id") in ours]
    if not gone:
        return content
    for element in dict.fromkeys(gone):  # a run can hold two references
        element.getparent().remove(element)
    return serialized(root)
