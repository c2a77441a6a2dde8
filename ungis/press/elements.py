"""The elements of WordprocessingML: runs, paragraphs, fields, bookmarks, links within the document."""

import re

from lxml import etree

from .scripts import directions, is_right_to_left, word_tag

W = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
R = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
XML_SPACE = "{http://www.w3.org/XML/1998/namespace}space"
LEFT_TO_RIGHT_MARK = "\u200e"
_CODE = re.compile(r"\d+\W*[^\W\d]")

# Children of properties stand in the order of the schema: Word refuses another. Those that we use:
ORDER = {
    "pPr": "pStyle keepNext keepLines pageBreakBefore widowControl numPr pBdr shd tabs suppressAutoHyphens bidi "
    "spacing ind jc textDirection outlineLvl rPr sectPr",
    "rPr": "ins del moveFrom moveTo rStyle rFonts b bCs i iCs caps strike color sz szCs u shd vertAlign rtl lang",
    "tblPr": "tblStyle bidiVisual tblW jc tblInd tblBorders shd tblLayout tblCellMar tblLook tblCaption tblDescription",
    "trPr": "cantSplit tblHeader",
    "tcPr": "tcW gridSpan vMerge tcBorders shd noWrap tcMar textDirection vAlign",
}


def element(tag: str, *children, **attributes):
    """Build one element of WordprocessingML; `r_id` is the attribute r:id."""
    made = etree.Element(f"{{{W}}}{tag}", nsmap={"w": W, "r": R})
    for name, value in attributes.items():
        made.set(f"{{{R}}}id" if name == "r_id" else f"{{{W}}}{name}", str(value))
    made.extend([child for child in children if child is not None])
    return made


def place_of(child, order: list[str]) -> int:
    return order.index(etree.QName(child).localname)


def put(properties, *children):
    """Put the children into the properties, each where the schema wants it; return the properties."""
    order = ORDER[etree.QName(properties).localname].split()
    for child in children:
        if child is None:
            continue
        after = [place for place, other in enumerate(properties) if place_of(other, order) <= place_of(child, order)]
        properties.insert(after[-1] + 1 if after else 0, child)
    return properties


def runs(text: str, style: str = "", *, language: str = "en", of: str = "en", is_exact: bool = False) -> list:
    """Return the text as runs: tabs and line breaks as Word's own, right-to-left script marked as such.

    `language` is that of the text, `of` that of the document, which the runs name only where they differ from it.
    A code such as 3.d would be turned to d.3 inside Arabic: it gets a mark of direction before it, unless the text
    must come back as it was (`is_exact`).
    """
    tag = word_tag(language)
    made = []
    for piece, is_rtl in directions(text, language):
        properties = element("rPr", element("rStyle", val=style) if style else None, element("rtl") if is_rtl else None)
        if language != of:
            properties.append(element("lang", **{"bidi" if is_right_to_left(language) else "val": tag}))
        if not is_exact and not is_rtl and is_right_to_left(language) and _CODE.match(piece):
            piece = LEFT_TO_RIGHT_MARK + piece
        run = element("r", properties if len(properties) else None)
        for part in re.split(r"([\n\t])", piece):
            if part in ("\n", "\t"):
                run.append(element("br" if part == "\n" else "tab"))
            elif part:
                run.append(_words("t", part))
        made.append(run)
    return made


def _words(tag: str, text: str):
    made = element(tag)
    made.text = text
    made.set(XML_SPACE, "preserve")
    return made


def reference(style: str, *marks):
    """Return a run in a character style: the mark of a note or of a comment."""
    return element("r", element("rPr", element("rStyle", val=style)), *marks)


def field(instruction: str, shown: str, style: str = "") -> list:
    """Return a field that Word computes itself, with what it shows until then."""
    code = _words("instrText", f" {instruction} ")
    marks = [element("r", element("fldChar", fldCharType=kind)) for kind in ("begin", "separate", "end")]
    made = [marks[0], element("r", code), marks[1], *runs(shown), marks[2]]
    for run in made if style else []:
        run.insert(0, element("rPr", element("rStyle", val=style)))
    return made


def paragraph(style: str, *inline, language: str = "en"):
    """Return a paragraph that runs as its language does."""
    properties = element("pPr", element("pStyle", val=style))
    if is_right_to_left(language):
        put(properties, element("bidi"))
    return element("p", properties, *inline)


def bookmarked(name: str, identity: int, inline: list) -> list:
    start = element("bookmarkStart", id=identity, name=name)
    return [start, *inline, element("bookmarkEnd", id=identity)]


def link_within(name: str, inline: list):
    """Return a link to a bookmark of the same document."""
    return element("hyperlink", *inline, anchor=name)
