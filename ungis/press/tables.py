"""Tables of WordprocessingML: those that hold data, with heads that repeat, and those that are there for the layout."""

from .elements import element, put

SIDES = ("top", "left", "bottom", "right")
RULE = "5F7482"


def cell(*paragraphs, width: int, span: int = 1, shade: str = "", is_upright: bool = False, is_centred: bool = False):
    """Return a cell; `is_upright` turns its text to be read from below."""
    properties = element("tcPr", element("tcW", w=width, type="dxa"))
    if span > 1:
        put(properties, element("gridSpan", val=span))
    if shade:
        put(properties, element("shd", val="clear", color="auto", fill=shade))
    if is_upright:
        put(properties, element("textDirection", val="btLr"))
    if is_upright or is_centred:
        put(properties, element("vAlign", val="bottom" if is_upright else "center"))
    return element("tc", properties, *paragraphs)


def row(*cells, is_head: bool = False, height: int = 0):
    """Return a row that stays on one page; a head is repeated on each page that the table goes on to."""
    properties = element("trPr", element("cantSplit"))
    if height:
        properties.append(element("trHeight", val=height, hRule="atLeast"))
    if is_head:
        properties.append(element("tblHeader"))
    return element("tr", properties, *cells)


def table(columns, *rows, style: str = "", description: str, is_mirrored: bool = False):
    """Return a table of data in a style of its own: the columns' widths, its rows, what it holds in words."""
    properties = element("tblPr", element("tblW", w=sum(columns), type="dxa"), element("tblLayout", type="fixed"))
    if style:
        put(properties, element("tblStyle", val=style))
    if is_mirrored:
        put(properties, element("bidiVisual"))
    put(properties, element("tblLook", val="0020", firstRow=1), element("tblDescription", val=description))
    return element("tbl", properties, _grid(columns), *rows)


def layout(columns, *cells, borders: str, padding: int, description: str, is_mirrored: bool = False):
    """Return a table of one row, kept on one page; it is there for the layout."""
    room = (padding // 2, padding, padding // 2, padding)
    edge = {"val": borders, "sz": 6, "space": 0, "color": RULE} if borders != "nil" else {"val": "nil"}
    properties = element(
        "tblPr",
        element("bidiVisual") if is_mirrored else None,
        element("tblW", w=sum(columns), type="dxa"),
        element("tblBorders", *[element(side, **edge) for side in SIDES]),
        element("tblLayout", type="fixed"),
        element("tblCellMar", *[element(side, w=w, type="dxa") for side, w in zip(SIDES, room, strict=True)]),
        element("tblDescription", val=description),
    )
    cells = [cell(*inside, width=width) for width, inside in zip(columns, cells, strict=True)]
    return element("tbl", properties, _grid(columns), row(*cells))


def _grid(columns):
    return element("tblGrid", *[element("gridCol", w=width) for width in columns])
