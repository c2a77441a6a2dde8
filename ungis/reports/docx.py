"""A composed paper as a Word document, laid out as the ITU Council lays out its documents.

The package is written part by part rather than from a template of Word's: every style, number and colour in it is then
ours, and the same paper gives the same bytes. `word/` beside this file holds the parts that never change.
"""

import hashlib
import re
import zipfile
from io import BytesIO
from pathlib import Path

from django.conf import settings
from lxml import etree

W = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
R = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
RELATIONSHIPS = "http://schemas.openxmlformats.org/package/2006/relationships"
CONTENT_TYPES = "http://schemas.openxmlformats.org/package/2006/content-types"
WORD_TYPE = "application/vnd.openxmlformats-officedocument.wordprocessingml"
XML_SPACE = "{http://www.w3.org/XML/1998/namespace}space"

FIXED_PARTS = Path(__file__).parent / "word"
TRACES = ("none", "comments", "bookmarks")
TEXT_WIDTH = 9638  # of A4 between the margins, in twentieths of a point
HEAD_COLUMNS = (6038, 3600)
BOOKMARK = "_rec_"  # a name that begins with _ is hidden in Word
FIRST_TRACE = 10_000  # bookmarks of footnotes are numbered below it, those of records above
BULLETS, NUMBERS = "1", "2"  # the lists of word/styles.xml; each numbered list in the text counts in a list of its own

# Overrides of direction could turn the sentences after them around; a control character is not text at all.
_UNPRINTABLE = re.compile(
    "[\x00-\x08\x0e-\x1f\x7f-\x84\x86-\x9f\u202a-\u202e\u2066-\u206f\ud800-\udfff\ufdd0-\ufdef\ufeff\ufff9-\ufffb\ufffe\uffff]"
)
_RIGHT_TO_LEFT = "\u0590-\u08ff\ufb1d-\ufdff\ufe70-\ufefc"
_RIGHT_TO_LEFT_RUN = re.compile(rf"([{_RIGHT_TO_LEFT}](?:[\W{_RIGHT_TO_LEFT}]*[{_RIGHT_TO_LEFT}])?)")
_WEB_ADDRESS = re.compile(r"((?:https?://|www\.)[\w.~:/?#@!$&*+=%-]*[\w/])", re.ASCII)
_PARSER = etree.XMLParser(resolve_entities=False, no_network=True, remove_blank_text=False)


def write(content: dict, *, trace: str = "none") -> bytes:
    """Return the paper as the bytes of a .docx file; the same content gives the same bytes.

    `trace` leads each sentence back to its records: "comments" adds one Word comment a sentence with their full
    addresses, "bookmarks" hidden bookmarks around it; `strip` takes both away again.
    """
    if trace not in TRACES:
        raise ValueError(f"trace is one of {', '.join(TRACES)}, not {trace!r}")
    return _Manuscript(content, trace).package()


def strip(paper: bytes) -> bytes:
    """Return the document without any comment and without the bookmarks of `write`; its text stays as it is."""
    kept = {}
    with zipfile.ZipFile(BytesIO(paper)) as package:
        for name in package.namelist():
            if not _is_about_comments(name):
                kept[name] = _without_traces(name, package.read(name))
    return _zipped(kept)


def legible(text: str) -> str:
    """Return the text without characters that XML forbids or that act on the text around them; \\n breaks a line."""
    text = re.sub("\r\n?|[\x85\u2028\u2029]", "\n", str(text))
    return _UNPRINTABLE.sub("", re.sub("[\x0b\x0c]", " ", text)).strip()


def document_line(symbol: str) -> str:
    """Return how the head names the document; one that has no number yet is a draft."""
    return f"Document {symbol}" if symbol else "Draft"


def sentence_text(sentence: dict) -> str:
    """Return what a sentence of the paper prints, without its note."""
    return legible(sentence["text"])


def quotation(items: list[dict]) -> list[tuple[str, list[dict], str]]:
    """Return, for each quoted paragraph, what precedes its sentences (number, mark), them, and what follows.

    Paragraphs quoted word for word that stand together are one quotation: marked where it opens and where it closes.
    """
    printed = []
    for place, item in enumerate(items):
        number, sentences = legible(item.get("number") or ""), item["sentences"]
        opens = closes = False
        if item.get("verbatim") and sentences:
            opens = place == 0 or not items[place - 1].get("verbatim")
            closes = place == len(items) - 1 or not items[place + 1].get("verbatim")
            opens = opens and not sentence_text(sentences[0]).startswith(("“", '"', "«"))
            closes = closes and not sentence_text(sentences[-1]).endswith(("”", '"', "»"))
        label = f"{number}." if number and number[-1].isalnum() else number
        printed.append(("“" * opens + label, sentences, "”" * closes))
    return printed


def web_addresses(text: str) -> list[tuple[str, str]]:
    """Return the text cut into pieces, each with the address that it leads to, or "" where it is plain text."""
    pieces = []
    for place, piece in enumerate(_WEB_ADDRESS.split(text)):
        if piece:
            target = piece if piece.startswith("http") else f"https://{piece}"
            pieces.append((piece, target if place % 2 else ""))
    return pieces


def references(sentences: list[dict]) -> list[dict]:
    """Return the references of the box as one run of sentences: divided by semicolons, closed by a full stop."""
    last = len(sentences) - 1
    return [
        {**sentence, "text": sentence_text(sentence).rstrip(" ;.") + ("." if place == last else ";")}
        for place, sentence in enumerate(sentences)
    ]


def _element(tag: str, *children, **attributes):
    """Build one element of WordprocessingML; `r_id` is the attribute r:id."""
    made = etree.Element(f"{{{W}}}{tag}", nsmap={"w": W, "r": R})
    for name, value in attributes.items():
        made.set(f"{{{R}}}id" if name == "r_id" else f"{{{W}}}{name}", str(value))
    made.extend([child for child in children if child is not None])
    return made


def _runs(text: str, style: str = "") -> list:
    """Return the text as runs: tabs and line breaks as Word's own, right-to-left script marked as such."""
    made = []
    for place, piece in enumerate(_RIGHT_TO_LEFT_RUN.split(text)):
        if not piece:
            continue
        properties = [_element("rStyle", val=style)] if style else []
        if place % 2:
            properties.append(_element("rtl"))
        run = _element("r", _element("rPr", *properties) if properties else None)
        for part in re.split(r"([\n\t])", piece):
            if part in ("\n", "\t"):
                run.append(_element("br" if part == "\n" else "tab"))
            elif part:
                words = _element("t")
                words.text = part
                words.set(XML_SPACE, "preserve")
                run.append(words)
        made.append(run)
    return made


def _field(instruction: str, shown: str) -> list:
    """Return a field that Word computes itself, with what it shows until then."""
    code = _element("instrText")
    code.text = f" {instruction} "
    code.set(XML_SPACE, "preserve")
    marks = [_element("r", _element("fldChar", fldCharType=kind)) for kind in ("begin", "separate", "end")]
    return [marks[0], _element("r", code), marks[1], *_runs(shown), marks[2]]


def _paragraph(style: str, *inline):
    return _element("p", _element("pPr", _element("pStyle", val=style)), *inline)


def _list(style: str, items: list[list], numbering: str) -> list:
    """Return a list as paragraphs; the last has the space of a paragraph after it, not that of an item."""
    made = [_paragraph(style, *inline) for inline in items]
    for item in made:
        item[0].append(_element("numPr", _element("ilvl", val=0), _element("numId", val=numbering)))
    if made:
        made[-1][0].append(_element("spacing", after=160))
    return made


def _bookmarked(name: str, identity: int, inline: list) -> list:
    start = _element("bookmarkStart", id=identity, name=name)
    return [start, *inline, _element("bookmarkEnd", id=identity)]


def _table(columns, *cells, borders: str, padding: int, description: str):
    """Return a table of one row, kept on one page; it is there for the layout."""
    sides = ("top", "left", "bottom", "right")
    room = (padding // 2, padding, padding // 2, padding)
    edge = {"val": borders, "sz": 6, "space": 0, "color": "5F7482"} if borders != "nil" else {"val": "nil"}
    properties = _element(
        "tblPr",
        _element("tblW", w=sum(columns), type="dxa"),
        _element("tblBorders", *[_element(side, **edge) for side in sides]),
        _element("tblLayout", type="fixed"),
        _element("tblCellMar", *[_element(side, w=w, type="dxa") for side, w in zip(sides, room, strict=True)]),
        _element("tblDescription", val=description),
    )
    row = _element("tr", _element("trPr", _element("cantSplit")))
    for width, cell in zip(columns, cells, strict=True):
        row.append(_element("tc", _element("tcPr", _element("tcW", w=width, type="dxa")), *cell))
    return _element("tbl", properties, _element("tblGrid", *[_element("gridCol", w=width) for width in columns]), row)


class _Manuscript:
    """One paper being written: what must be counted across its parts (notes, comments, bookmarks, links, lists)."""

    def __init__(self, content: dict, trace: str):
        self.content = content
        self.symbol = legible(content["head"]["symbol"]) or document_line("")
        self.trace = trace
        self.notes: list[int] = []  # places in content["footnotes"], in the order in which the text cites them
        self.comments: list = []
        self.bookmarks = 0
        self.numbered_lists = 0
        self.part = "document"  # links and bookmarks go to the part being written
        self.links: dict[str, list[str]] = {"document": [], "footnotes": [], "comments": []}

    # --- sentences --------------------------------------------------------------------------

    def link(self, target: str, inline: list):
        known = self.links[self.part]
        if target not in known:
            known.append(target)
        return _element("hyperlink", *inline, r_id=f"link{known.index(target) + 1}")

    def words(self, text: str) -> list:
        """Return the runs of a text, its web addresses as links."""
        made = []
        for piece, target in web_addresses(text):
            made.extend([self.link(target, _runs(piece, "Hyperlink"))] if target else _runs(piece))
        return made

    def sentences(self, sentences: list[dict]) -> list:
        made = []
        for place, sentence in enumerate(sentences):
            if place:
                made.extend(_runs(" "))
            made.extend(self.traced(sentence, self.sentence(sentence)))
        return made

    def sentence(self, sentence: dict) -> list:
        made = self.words(sentence_text(sentence))
        if note := sentence.get("footnote"):
            made.extend(self.note(note - 1))
        return made

    def note(self, place: int) -> list:
        """Return the mark of a footnote; where it was cited before, the same number again."""
        superscript = _element("rPr", _element("rStyle", val="FootnoteReference"))
        if place in self.notes:
            number = self.notes.index(place) + 1
            again = _field(f"NOTEREF _note_{number} \\f \\h", str(number))
            for run in again:
                run.insert(0, _element("rPr", _element("rStyle", val="FootnoteReference")))
            return again
        if not 0 <= place < len(self.content.get("footnotes", [])):
            raise ValueError(f"the paper has no footnote {place + 1}")
        self.notes.append(place)
        number = len(self.notes)
        run = _element("r", superscript, _element("footnoteReference", id=number))
        return _bookmarked(f"_note_{number}", number, [run])

    # --- traces -----------------------------------------------------------------------------

    def records_of(self, sentence: dict) -> list[dict]:
        """Return the records that the sentence rests on, each once."""
        return list({(cite["type"], str(cite["id"])): cite for cite in sentence.get("cites") or []}.values())

    def traced(self, sentence: dict, inline: list) -> list:
        if self.trace == "comments" and self.part == "document":  # Word allows no comment inside a footnote
            return self.commented(sentence, inline)
        if self.trace == "bookmarks":
            for record in self.records_of(sentence):
                self.bookmarks += 1
                inline = _bookmarked(self.bookmark_name(record), FIRST_TRACE + self.bookmarks, inline)
        return inline

    def commented(self, sentence: dict, inline: list) -> list:
        """Put a comment on a sentence; it also names the records of the sentence's footnote."""
        records = [(cite, "") for cite in self.records_of(sentence)]
        if number := sentence.get("footnote"):
            for part in self.content["footnotes"][number - 1]:
                records += [(cite, "Footnote: ") for cite in self.records_of(part)]
        if not records:
            return inline
        identity = len(self.comments)
        self.comments.append(self.comment(identity, records))
        reference = _element(
            "r",
            _element("rPr", _element("rStyle", val="CommentReference")),
            _element("commentReference", id=identity),
        )
        return [
            _element("commentRangeStart", id=identity),
            *inline,
            _element("commentRangeEnd", id=identity),
            reference,
        ]

    def comment(self, identity: int, records: list):
        body, self.part = self.part, "comments"
        lines = []
        for record, heading in records:
            label = legible(record.get("label") or f"{record['type']} {record['id']}")
            inline = _runs(f"{heading}{label}")
            if address := record.get("address"):
                full = settings.BASE_URL.rstrip("/") + legible(address)
                inline += [*_runs(": "), self.link(full, _runs(full, "Hyperlink"))]
            lines.append(_paragraph("CommentText", *inline))
        mark = _element("r", _element("rPr", _element("rStyle", val="CommentReference")), _element("annotationRef"))
        lines[0].insert(1, mark)
        self.part = body
        moment = f"{self.content['as_of']}T00:00:00Z"
        return _element("comment", *lines, id=identity, author="UNGIS record", date=moment, initials="UNGIS")

    def bookmark_name(self, record: dict) -> str:
        """Return a name for the record, unlike any other in the paper and no longer than the 40 letters of Word."""
        kind, identity = (re.sub(r"\W", "_", str(record[key]), flags=re.ASCII) for key in ("type", "id"))
        name, ending = f"{BOOKMARK}{kind}_{identity}", f"_{self.bookmarks}"
        if len(name) + len(ending) > 40:  # keep the model's name, not the room's, and what tells two of them apart
            digest = hashlib.sha256(f"{record['type']} {record['id']}".encode()).hexdigest()[:8]
            name = f"{BOOKMARK}{str(kind).partition('_')[2]}_{identity}"[: 40 - len(ending) - 9] + f"_{digest}"
        return name + ending

    # --- the body ---------------------------------------------------------------------------

    def document(self):
        body = _element("body", *self.head(), self.box(), _paragraph("AfterBox"))
        for block in self.content["blocks"]:
            body.extend(getattr(self, f"block_{block['kind']}")(block))
        body[-1][0].insert(1, _element("keepNext"))  # the rule does not stand alone on a page
        body.append(_paragraph("ClosingRule"))
        uncited = set(range(len(self.content.get("footnotes", [])))) - set(self.notes)
        if uncited:
            raise ValueError(f"no sentence cites footnote {min(uncited) + 1}")
        body.append(
            _element(
                "sectPr",
                _element("headerReference", type="default", r_id="header"),
                _element("headerReference", type="first", r_id="firstHeader"),
                _element("footerReference", type="default", r_id="footer"),
                _element("footerReference", type="first", r_id="firstFooter"),
                _element("pgSz", w=11906, h=16838),
                _element("pgMar", top=1304, right=1134, bottom=1247, left=1134, header=680, footer=624, gutter=0),
                _element("titlePg"),
            )
        )
        return _element("document", body)

    def head(self) -> list:
        head = {key: legible(value) for key, value in self.content["head"].items()}
        left = [_paragraph("Group", *_runs(head["group"])), _paragraph("Meeting", *_runs(head["meeting"]))]
        right = [
            _paragraph("Symbol", *_runs(document_line(head["symbol"]))),
            _paragraph("Particulars", *_runs(head["date"])),
            _paragraph("Particulars", *_runs(head["language"])),
        ]
        return [
            _paragraph("BeforeHead"),  # LibreOffice sets an empty line before a table that begins a text with notes
            _table(HEAD_COLUMNS, left, right, borders="nil", padding=0, description="Group, meeting and document"),
            _paragraph("Source", *_runs(head["source"])),
            _paragraph("Title", *_runs(head["title"])),
        ]

    def box(self):
        box = self.content["box"]
        cell = [
            _paragraph("BoxHeading", *_runs("Purpose")),
            _paragraph("BoxText", *self.sentences(box["purpose"])),
            _paragraph("BoxHeading", *_runs("Action required")),
            _paragraph("BoxText", *self.sentences(box["action"])),
            _paragraph("BoxRule"),
            _paragraph("BoxHeading", *_runs("References")),
            _paragraph("BoxText", *self.sentences(references(box["references"]))),
        ]
        return _table([TEXT_WIDTH], cell, borders="single", padding=198, description="Purpose, action and references")

    def block_paragraph(self, block: dict) -> list:
        return [_paragraph("BodyText", *self.sentences(block["sentences"]))]

    def block_heading(self, block: dict) -> list:
        return [_paragraph(f"Heading{block.get('level', 1)}", *_runs(legible(block["text"])))]

    def block_bullets(self, block: dict) -> list:
        return _list("ListBullet", [self.sentences(item) for item in block["items"]], BULLETS)

    def block_numbers(self, block: dict) -> list:
        self.numbered_lists += 1
        counted = str(int(NUMBERS) + self.numbered_lists)
        return _list("ListNumber", [self.sentences(item) for item in block["items"]], counted)

    def block_quotes(self, block: dict) -> list:
        return [
            _paragraph("Quote", *_runs(f"{before}\t"), *self.sentences(sentences), *_runs(after))
            for before, sentences, after in quotation(block["items"])
        ]

    # --- the other parts --------------------------------------------------------------------

    def footnotes(self):
        self.part = "footnotes"
        made = [
            _element("footnote", _element("p", _tight(), _element("r", _element(kind))), type=kind, id=identity)
            for identity, kind in ((-1, "separator"), (0, "continuationSeparator"))
        ]
        for number, place in enumerate(self.notes, start=1):
            mark = _element("r", _element("rPr", _element("rStyle", val="FootnoteReference")), _element("footnoteRef"))
            text = self.sentences(self.content["footnotes"][place])
            made.append(_element("footnote", _paragraph("FootnoteText", mark, *_runs("\t"), *text), id=number))
        return _element("footnotes", *made)

    def numbering(self):
        """Return the lists: bullets, numbers, and for each numbered list of the text one that begins at 1."""
        bullet = _list_level("bullet", "•", "ListBullet")
        decimal = _list_level("decimal", "%1", "ListNumber")
        made = [
            _element("abstractNum", _element("multiLevelType", val="singleLevel"), level, abstractNumId=identity)
            for identity, level in ((BULLETS, bullet), (NUMBERS, decimal))
        ]
        made += [
            _element("num", _element("abstractNumId", val=identity), numId=identity) for identity in (BULLETS, NUMBERS)
        ]
        for count in range(1, self.numbered_lists + 1):
            restart = _element("lvlOverride", _element("startOverride", val=1), ilvl=0)
            made.append(_element("num", _element("abstractNumId", val=NUMBERS), restart, numId=int(NUMBERS) + count))
        return _element("numbering", *made)

    def footer(self):
        pages = [*_runs("\tPage "), *_field("PAGE", "1"), *_runs(" of "), *_field("NUMPAGES", "1")]
        return _element("ftr", _paragraph("Footer", *_runs(self.symbol), *pages))

    def core_properties(self) -> bytes:
        head, as_of = self.content["head"], self.content["as_of"]
        line = {key: " ".join(legible(head[key]).split()) for key in ("title", "symbol", "group", "meeting")}
        texts = [
            ("dc:title", line["title"]),
            ("dc:subject", f"{document_line(line['symbol'])}: {line['group']}, {line['meeting']}"),
            ("dc:creator", "UNGIS secretariat"),
            ("dc:identifier", line["symbol"]),
            ("dc:language", "en-GB"),
            ("dc:description", f"The record of UNGIS as of {as_of}, since {self.content['since']}."),
            ("cp:lastModifiedBy", "UNGIS secretariat"),
            ("dcterms:created", f"{as_of}T00:00:00Z"),
            ("dcterms:modified", f"{as_of}T00:00:00Z"),
        ]
        spaces = {
            "cp": "http://schemas.openxmlformats.org/package/2006/metadata/core-properties",
            "dc": "http://purl.org/dc/elements/1.1/",
            "dcterms": "http://purl.org/dc/terms/",
            "xsi": "http://www.w3.org/2001/XMLSchema-instance",
        }
        root = etree.Element(f"{{{spaces['cp']}}}coreProperties", nsmap=spaces)
        for name, text in texts:
            prefix, _, local = name.partition(":")
            child = etree.SubElement(root, f"{{{spaces[prefix]}}}{local}")
            child.text = text
            if prefix == "dcterms":
                child.set(f"{{{spaces['xsi']}}}type", "dcterms:W3CDTF")
        return _serialized(root)

    def package(self) -> bytes:
        document = self.document()
        header = _element("hdr", _paragraph("Header", *_runs(self.symbol)))
        parts = {  # name: its content type, the id and kind of its relationship, its content
            "document": ("document.main", "", "", document),
            "styles": ("styles", "styles", "styles", (FIXED_PARTS / "styles.xml").read_bytes()),
            "settings": ("settings", "settings", "settings", (FIXED_PARTS / "settings.xml").read_bytes()),
            "fontTable": ("fontTable", "fontTable", "fontTable", (FIXED_PARTS / "fontTable.xml").read_bytes()),
            "numbering": ("numbering", "numbering", "numbering", self.numbering()),
            "footnotes": ("footnotes", "footnotes", "footnotes", self.footnotes()),
            "header1": ("header", "header", "header", header),
            "header2": ("header", "firstHeader", "header", _element("hdr", _paragraph("Header"))),
            "footer1": ("footer", "footer", "footer", self.footer()),
            "footer2": ("footer", "firstFooter", "footer", self.footer()),
        }
        if self.comments:
            parts["comments"] = ("comments", "comments", "comments", _element("comments", *self.comments))
        types = etree.Element(f"{{{CONTENT_TYPES}}}Types", nsmap={None: CONTENT_TYPES})
        for extension, kind in (
            ("rels", "application/vnd.openxmlformats-package.relationships+xml"),
            ("xml", "application/xml"),
        ):
            etree.SubElement(types, f"{{{CONTENT_TYPES}}}Default", Extension=extension, ContentType=kind)
        core = "application/vnd.openxmlformats-package.core-properties+xml"
        overrides = {"/docProps/core.xml": core}
        overrides |= {f"/word/{name}.xml": f"{WORD_TYPE}.{part[0]}+xml" for name, part in parts.items()}
        for name, kind in overrides.items():
            etree.SubElement(types, f"{{{CONTENT_TYPES}}}Override", PartName=name, ContentType=kind)

        core_relation = "http://schemas.openxmlformats.org/package/2006/relationships/metadata/core-properties"
        files = {
            "[Content_Types].xml": _serialized(types),
            "_rels/.rels": _relations(
                [("paper", f"{R}/officeDocument", "word/document.xml"), ("core", core_relation, "docProps/core.xml")]
            ),
            "docProps/core.xml": self.core_properties(),
        }
        own = [(identity, f"{R}/{kind}", f"{name}.xml") for name, (_, identity, kind, _) in parts.items() if identity]
        for name, (_, _, _, content) in parts.items():
            files[f"word/{name}.xml"] = content if isinstance(content, bytes) else _serialized(content)
            links = [
                (f"link{number}", f"{R}/hyperlink", target)
                for number, target in enumerate(self.links.get(name, []), start=1)
            ]
            relations = links + (own if name == "document" else [])
            if relations:
                files[f"word/_rels/{name}.xml.rels"] = _relations(relations)
        return _zipped(files)


def _tight():
    return _element("pPr", _element("spacing", after=0, line=240, lineRule="auto"))


def _list_level(form: str, text: str, style: str):
    return _element(
        "lvl",
        _element("start", val=1),
        _element("numFmt", val=form),
        _element("pStyle", val=style),
        _element("lvlText", val=text),
        _element("lvlJc", val="left"),
        _element("pPr", _element("tabs", _element("tab", val="num", pos=567)), _element("ind", left=567, hanging=397)),
        ilvl=0,
    )


def _serialized(root) -> bytes:
    return etree.tostring(root, xml_declaration=True, encoding="UTF-8", standalone=True)


def _relations(rows: list[tuple[str, str, str]]) -> bytes:
    root = etree.Element(f"{{{RELATIONSHIPS}}}Relationships", nsmap={None: RELATIONSHIPS})
    for identity, kind, target in rows:
        row = etree.SubElement(root, f"{{{RELATIONSHIPS}}}Relationship", Id=identity, Type=kind, Target=target)
        if kind.endswith("/hyperlink"):
            row.set("TargetMode", "External")
    return _serialized(root)


def _zipped(files: dict[str, bytes]) -> bytes:
    """Return the files as one archive whose bytes depend on nothing but them."""
    made = BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as package:
        for name, content in files.items():
            entry = zipfile.ZipInfo(name, date_time=(1980, 1, 1, 0, 0, 0))
            entry.compress_type, entry.external_attr = zipfile.ZIP_DEFLATED, 0o600 << 16
            package.writestr(entry, content)
    return made.getvalue()


def _is_about_comments(name: str) -> bool:
    """Say whether a part of the package holds comments or, as Word itself writes, who made them."""
    return re.search(r"(^|/)(comments\w*|people)\.xml(\.rels)?$", name) is not None


def _without_traces(name: str, content: bytes) -> bytes:
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
        if (mark.get(f"{{{W}}}name") or "").startswith(BOOKMARK)
    }
    for tag in ("bookmarkStart", "bookmarkEnd"):
        gone += [mark for mark in root.iter(f"{{{W}}}{tag}") if mark.get(f"{{{W}}}id") in ours]
    if not gone:
        return content
    for element in dict.fromkeys(gone):  # a run can hold two references
        element.getparent().remove(element)
    return _serialized(root)
