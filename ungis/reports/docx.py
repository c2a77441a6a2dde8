"""A composed paper as a Word document, laid out as the ITU Council lays out its documents.

The package is written part by part rather than from a template of Word's: every style, number and colour in it is then
ours, and the same paper gives the same bytes. `paper_styles.xml` beside this file holds the styles of papers alone.
"""

import hashlib
import re
from pathlib import Path

from django.conf import settings

from ungis.press.clean import clean
from ungis.press.elements import bookmarked, element, paragraph, put, runs
from ungis.press.legible import legible
from ungis.press.manuscript import TEXT_WIDTH, Manuscript
from ungis.press.tables import layout

STYLES = Path(__file__).parent / "paper_styles.xml"
TRACES = ("none", "comments", "bookmarks")
HEAD_COLUMNS = (6038, 3600)
BOOKMARK = "_rec_"  # a name that begins with _ is hidden in Word
RUNNING = {  # what runs along at the head and the foot, by the id of its part: the first page has its own
    "header": ("header", "default"),
    "firstHeader": ("header", "first"),
    "footer": ("footer", "default"),
    "firstFooter": ("footer", "first"),
}
FIRST_TRACE = 10_000  # bookmarks of footnotes are numbered below it, those of records above


def write(content: dict, *, trace: str = "none") -> bytes:
    """Return the paper as the bytes of a .docx file; the same content gives the same bytes.

    `trace` leads each sentence back to its records: "comments" adds one Word comment a sentence with their full
    addresses, "bookmarks" hidden bookmarks around it; `strip` takes both away again.
    """
    if trace not in TRACES:
        raise ValueError(f"trace is one of {', '.join(TRACES)}, not {trace!r}")
    return _Paper(content, trace).written()


def strip(paper: bytes) -> bytes:
    """Return the document without any comment and without the bookmarks of `write`; its text stays as it is."""
    return clean(paper, BOOKMARK)


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


def references(sentences: list[dict]) -> list[dict]:
    """Return the references of the box as one run of sentences: divided by semicolons, closed by a full stop."""
    last = len(sentences) - 1
    return [
        {**sentence, "text": sentence_text(sentence).rstrip(" ;.") + ("." if place == last else ";")}
        for place, sentence in enumerate(sentences)
    ]


class _Paper(Manuscript):
    """One paper being written: its sentences lead back to their records as the trace asks."""

    def __init__(self, content: dict, trace: str):
        super().__init__(styles=STYLES.read_text(encoding="utf-8"))
        self.content = content
        self.symbol = legible(content["head"]["symbol"]) or document_line("")
        self.trace = trace
        self.bookmarks = 0

    # --- sentences --------------------------------------------------------------------------

    def sentences(self, sentences: list[dict]) -> list:
        made = []
        for place, sentence in enumerate(sentences):
            if place:
                made.extend(runs(" "))
            made.extend(self.traced(sentence, self.sentence(sentence)))
        return made

    def sentence(self, sentence: dict) -> list:
        made = self.words(sentence_text(sentence))
        if note := sentence.get("footnote"):
            if not 1 <= note <= len(self.content.get("footnotes", [])):
                raise ValueError(f"the paper has no footnote {note}")
            made.extend(self.note(note - 1))
        return made

    # --- traces -----------------------------------------------------------------------------

    def records_of(self, sentence: dict) -> list[dict]:
        """Return the records that the sentence rests on, each once."""
        return list({(cite["type"], str(cite["id"])): cite for cite in sentence.get("cites") or []}.values())

    def traced(self, sentence: dict, inline: list) -> list:
        if self.trace == "comments" and self.part == "document":  # Word allows no comment inside a footnote
            return self.told_in_a_comment(sentence, inline)
        if self.trace == "bookmarks":
            for record in self.records_of(sentence):
                self.bookmarks += 1
                inline = bookmarked(self.bookmark_name(record), FIRST_TRACE + self.bookmarks, inline)
        return inline

    def told_in_a_comment(self, sentence: dict, inline: list) -> list:
        """Put a comment on a sentence; it also names the records of the sentence's footnote."""
        records = [(cite, "") for cite in self.records_of(sentence)]
        if number := sentence.get("footnote"):
            for part in self.content["footnotes"][number - 1]:
                records += [(cite, "Footnote: ") for cite in self.records_of(part)]
        if not records:
            return inline
        with self.writing("comments"):
            lines = [self.record_line(record, heading) for record, heading in records]
        moment = f"{self.content['as_of']}T00:00:00Z"
        return self.commented(inline, lines, author="UNGIS record", initials="UNGIS", moment=moment)

    def record_line(self, record: dict, heading: str) -> list:
        """Return the line of a comment that names a record and leads to it."""
        label = legible(record.get("label") or f"{record['type']} {record['id']}")
        line = runs(f"{heading}{label}")
        if address := record.get("address"):
            full = settings.BASE_URL.rstrip("/") + legible(address)
            line += [*runs(": "), self.link(full, runs(full, "Hyperlink"))]
        return line

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
        body = element("body", *self.head(), self.box(), paragraph("AfterBox"))
        for block in self.content["blocks"]:
            body.extend(getattr(self, f"block_{block['kind']}")(block))
        put(body[-1][0], element("keepNext"))  # the rule does not stand alone on a page
        body.append(paragraph("ClosingRule"))
        uncited = set(range(len(self.content.get("footnotes", [])))) - set(self.notes)
        if uncited:
            raise ValueError(f"no sentence cites footnote {min(uncited) + 1}")
        running = [(kind, where, identity) for identity, (kind, where) in RUNNING.items()]
        body.append(self.section(*running, has_title_page=True))
        return element("document", body)

    def head(self) -> list:
        head = {key: legible(value) for key, value in self.content["head"].items()}
        left = [paragraph("Group", *runs(head["group"])), paragraph("Meeting", *runs(head["meeting"]))]
        right = [
            paragraph("Symbol", *runs(document_line(head["symbol"]))),
            paragraph("Particulars", *runs(head["date"])),
            paragraph("Particulars", *runs(head["language"])),
        ]
        return [
            paragraph("BeforeHead"),  # LibreOffice sets an empty line before a table that begins a text with notes
            layout(HEAD_COLUMNS, left, right, borders="nil", padding=0, description="Group, meeting and document"),
            paragraph("Source", *runs(head["source"])),
            paragraph("Title", *runs(head["title"])),
        ]

    def box(self):
        box = self.content["box"]
        cell = [
            paragraph("BoxHeading", *runs("Purpose")),
            paragraph("BoxText", *self.sentences(box["purpose"])),
            paragraph("BoxHeading", *runs("Action required")),
            paragraph("BoxText", *self.sentences(box["action"])),
            paragraph("BoxRule"),
            paragraph("BoxHeading", *runs("References")),
            paragraph("BoxText", *self.sentences(references(box["references"]))),
        ]
        return layout([TEXT_WIDTH], cell, borders="single", padding=198, description="Purpose, action and references")

    def block_paragraph(self, block: dict) -> list:
        return [paragraph("BodyText", *self.sentences(block["sentences"]))]

    def block_heading(self, block: dict) -> list:
        return [paragraph(f"Heading{block.get('level', 1)}", *runs(legible(block["text"])))]

    def block_bullets(self, block: dict) -> list:
        return self.bullets("ListBullet", [self.sentences(item) for item in block["items"]])

    def block_numbers(self, block: dict) -> list:
        return self.numbers("ListNumber", [self.sentences(item) for item in block["items"]])

    def block_quotes(self, block: dict) -> list:
        return [
            paragraph("Quote", *runs(f"{before}\t"), *self.sentences(sentences), *runs(after))
            for before, sentences, after in quotation(block["items"])
        ]

    # --- the whole --------------------------------------------------------------------------

    def written(self) -> bytes:
        document = self.document()
        footnotes = self.footnotes(lambda place: self.sentences(self.content["footnotes"][place]))
        running = {
            "header1": ("header", element("hdr", paragraph("Header", *runs(self.symbol)))),
            "header2": ("firstHeader", element("hdr", paragraph("Header"))),
            "footer1": ("footer", self.footer()),
            "footer2": ("firstFooter", self.footer()),
        }
        return self.package(document, self.properties(), footnotes=footnotes, running=running)

    def footer(self):
        return element("ftr", paragraph("Footer", *runs(self.symbol), *self.pages("\tPage ", " of ")))

    def properties(self) -> dict[str, str]:
        head, as_of = self.content["head"], self.content["as_of"]
        line = {key: " ".join(legible(head[key]).split()) for key in ("title", "symbol", "group", "meeting")}
        return {
            "dc:title": line["title"],
            "dc:subject": f"{document_line(line['symbol'])}: {line['group']}, {line['meeting']}",
            "dc:creator": "UNGIS secretariat",
            "dc:identifier": line["symbol"],
            "dc:language": "en-GB",
            "dc:description": f"The record of UNGIS as of {as_of}, since {self.content['since']}.",
            "cp:lastModifiedBy": "UNGIS secretariat",
            "dcterms:created": f"{as_of}T00:00:00Z",
            "dcterms:modified": f"{as_of}T00:00:00Z",
        }
