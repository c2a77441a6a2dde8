"""The annex of an edition as a Word document: title page, the grid on one wide page, the claims in tables."""

from pathlib import Path
from typing import Any

from ungis.press.composed import ComposedDocument, Text
from ungis.press.elements import bookmarked, element, link_within, put
from ungis.press.legible import legible
from ungis.press.manuscript import WIDE_TEXT_WIDTH
from ungis.press.package import TABLE_STYLES
from ungis.press.tables import cell, row

from .annex_marks import MARKS

STYLES = Path(__file__).parent / "annex_styles.xml"
NAME_COLUMN = 3800  # of the grid, where its other columns are many; else a cell is as wide as it may be
CLAIM_COLUMNS = (3000, 4638, 2000)
CODE_COLUMNS = (1500, 8138)
TALL, WIDE = (
    [("header", "default", "header"), ("footer", "default", "footer")],
    [
        ("header", "default", "header"),
        ("footer", "default", "wideFooter"),
    ],
)
SHADES = {1: "", 2: "EEF3F6", 3: "D5E3EB"}


def write(content: dict[str, Any]) -> bytes:
    """Return the annex as the bytes of a .docx file; the same content gives the same bytes."""
    return _AnnexDocument(content).written()


class _AnnexDocument(ComposedDocument):
    def __init__(self, content: dict[str, Any]):
        super().__init__(language=content["language"], styles=TABLE_STYLES + STYLES.read_text(encoding="utf-8"))
        self.content, self.said = content, content["words"]
        self.bookmarks = 0

    # --- texts ------------------------------------------------------------------------------

    def inline(self, text: Text, style: str = "") -> list:
        return self.runs(legible(text["text"]), style, text["language"])

    def labelled(self, style: str, name: Text, value: Text):
        separator = self.runs(": ")
        return self.paragraph(style, *self.inline(name, "Quiet"), *separator, *self.inline(value))

    def heading(self, level: int, *inline, anchor: str = ""):
        return self.paragraph(f"Heading{level}", *(self.marked(anchor, list(inline)) if anchor else inline))

    def marked(self, anchor: str, inline: list) -> list:
        self.bookmarks += 1
        return bookmarked(_name(anchor), self.bookmarks, inline)

    def named(self, style: str, code: str, title: Text) -> list:
        """Return the lines of a concept: its code and its title, together where both run the same way."""
        strong = self.runs(code, "Strong")
        if title["language"] == self.language or not self.is_mirrored:
            return [self.paragraph(style, *strong, *self.runs(" "), *self.inline(title))]
        return [self.paragraph(style, *strong), self.line(style, title)]

    # --- parts ------------------------------------------------------------------------------

    def title_page(self) -> list:
        content = self.content
        return [
            self.line("AnnexGroup", content["group"]),
            self.line("AnnexTitle", content["title"]),
            self.line("AnnexEdition", content["edition"]),
            self.particulars(content["particulars"], content["title"]["text"]),
            self.paragraph("BodyText"),
            *[self.line("BodyText", note) for note in content["notes"]],
        ]

    def glance(self) -> list:
        glance = self.content["glance"]
        count = max(len(glance["heads"]), 1)
        each = (WIDE_TEXT_WIDTH - NAME_COLUMN) // count
        columns = (WIDE_TEXT_WIDTH - each * count, *[each] * count)
        corner = " / ".join(legible(part["text"]) for part in glance["corner"])
        heads = [self.grid_head(head, each) for head in glance["heads"]]
        rows = [
            row(
                cell(self.paragraph("GridHead", *self.runs(corner, "Quiet")), width=columns[0]),
                *heads,
                is_head=True,
                height=2300 if self.has_upright_heads else 0,
            )
        ]
        rows += [self.grid_row(line, columns) for line in glance["rows"]]
        return [
            self.heading(1, *self.inline(self.said["glance"])),
            self.table(columns, rows, self.said["glance"]["text"], "HouseGrid"),
            self.legend(glance["legend"]),
            *([] if glance["is_few"] or self.has_upright_heads else [self.key(glance["heads"])]),
        ]

    @property
    def has_upright_heads(self) -> bool:
        """Whether titles stand upright at narrow columns. LibreOffice loses such cells where a table is mirrored."""
        return not self.content["glance"]["is_few"] and not self.is_mirrored

    def key(self, heads: list[dict]):
        """Return what the bare codes at the head of the columns stand for."""
        told = self.paragraph("Legend")
        for place, head in enumerate(heads):
            dot = self.runs(" · ") if place else []
            told.extend([*dot, *self.runs(head["code"], "Strong"), *self.runs(" "), *self.inline(head["title"])])
        return told

    def grid_head(self, head: dict, width: int):
        if self.content["glance"]["is_few"]:
            return cell(*self.named("GridHead", head["code"], head["title"]), width=width)
        if self.has_upright_heads:
            return cell(*self.named("GridHead", head["code"], head["title"]), width=width, is_upright=True)
        return cell(self.paragraph("GridMark", *self.runs(head["code"], "Strong")), width=width, is_centred=True)

    def grid_row(self, line: dict, columns):
        code = self.runs(line["code"], "Strong")
        code = [link_within(_name(line["anchor"]), code)] if line["anchor"] else code
        name = self.paragraph("GridHead", *code, *self.runs(" "), *self.inline(line["title"]))
        if line["is_part"]:
            put(name[0], element("ind", left=170))
        cells = [
            cell(self.mark(mark), width=width, shade=SHADES[mark["tone"]] if mark else "", is_centred=True)
            for mark, width in zip(line["cells"], columns[1:], strict=True)
        ]
        return row(cell(name, width=columns[0], is_centred=True), *cells)

    def mark(self, mark: dict | None):
        inline = self.mark_runs(mark) if mark else self.runs("–", "Quiet")
        return self.paragraph("GridMark", *inline, language="en")  # a number and its signs run left to right

    def mark_runs(self, mark: dict) -> list:
        before, after, is_strong = MARKS[mark["tone"]]
        words = f"{before}{mark['count']}{after}{'‡' if mark['is_disputed'] else ''}"
        return self.runs(words, "Strong" if is_strong else "", "en")

    def legend(self, legend: list[dict]):
        inline = []
        for place, sample in enumerate(legend):
            inline += [*(self.runs("   ") if place else []), *self.mark_runs(sample), *self.runs(" ")]
            inline += self.inline(sample["words"])
        return self.paragraph("Legend", *inline)

    def lines(self) -> list:
        made = [self.heading(1, *self.inline(self.said["why"]))]
        for line in self.content["lines"]:
            name = [*self.runs(f"{line['name']}  "), *self.inline(line["title"])]
            made.append(self.heading(2, *name, anchor=line["anchor"]))
            made += [self.kept(self.labelled("TableText", *fact)) for fact in line["facts"]]
            made += [self.claims(line)] if line["groups"] else [self.line("TableText", self.said["no_claim"])]
        return made

    def kept(self, paragraph):
        put(paragraph[0], element("keepNext"))
        return paragraph

    def claims(self, line: dict):
        heads = (self.said["what"], self.said["reason"], self.said["sure"])
        rows = [self.heads(heads, CLAIM_COLUMNS)]
        for group in line["groups"]:
            if part := group["part"]:
                named = self.named("TableHead", part["name"], part["title"])
                rows.append(row(cell(*named, width=sum(CLAIM_COLUMNS), span=3, shade="EEF3F6")))
            rows += [self.claim(claim) for claim in group["claims"]]
        return self.table(CLAIM_COLUMNS, rows, f"{line['name']} {line['title']['text']}")

    def claim(self, claim: dict):
        rationale = claim["rationale"]
        why = [self.line("TableText", rationale)] if rationale else [self.line("TableSmall", claim["no_rationale"])]
        why += [self.labelled("TableSmall", *fact) for fact in claim["facts"]]
        if claim["readings"]:
            disagree = self.inline(self.said["disagree"], "Strong")
            told = [inline for reading in claim["readings"] for inline in [*self.runs(" "), *self.inline(reading)]]
            why.append(self.paragraph("TableText", *self.runs("‡ ", "Strong"), *disagree, *told))
        marks = [run for number in claim["sources"] for run in [*self.runs(" "), self.source_mark(number)]]
        sure = [
            self.line("TableText", claim["state"]),
            self.paragraph("TableSmall", *self.inline(claim["certainty"]), *marks),
        ]
        cells = (self.named("TableText", claim["code"], claim["title"]), why, sure)
        return row(*[cell(*inside, width=width) for inside, width in zip(cells, CLAIM_COLUMNS, strict=True)])

    def source_mark(self, number: int):
        return link_within(_name(f"source-{number}"), self.runs(f"[{number}]", "Hyperlink"))

    def concepts(self) -> list:
        made = [self.heading(1, *self.inline(self.said["concepts"]))]
        for named in self.content["concepts"]:
            made.append(self.heading(2, *self.inline(named["title"])))
            rows = [self.concept(one) for one in named["rows"]]
            made += [self.table(CODE_COLUMNS, rows, named["title"]["text"])] if rows else []
            made += [self.paragraph("TableSmall")]
            made += [self.line("TableText", named["silent"])] if named["silent"] else []
        return made

    def concept(self, one: dict):
        code = self.paragraph("TableText", *self.runs(one["code"], "Strong" if one["is_head"] else ""))
        title = self.line("TableHead" if one["is_head"] else "TableText", one["title"])
        return row(cell(code, width=CODE_COLUMNS[0]), cell(title, width=CODE_COLUMNS[1]))

    def sources(self) -> list:
        made = [self.heading(1, *self.inline(self.said["sources"]))]
        if not self.content["sources"]:
            return [*made, self.line("BodyText", self.said["no_source"])]
        for number, source in enumerate(self.content["sources"], start=1):
            mark = self.marked(f"source-{number}", self.runs(f"[{number}]", "Strong"))
            made.append(self.line("TableText", source, *mark, *self.runs(" ")))
        return made

    # --- the whole --------------------------------------------------------------------------

    def written(self) -> bytes:
        body = element("body", *self.title_page(), self.ending(TALL), *self.glance(), self.ending(WIDE, is_wide=True))
        body.extend([*self.lines(), *self.concepts(), *self.sources(), self.section(*TALL)])
        running = {
            "header1": ("header", element("hdr", self.header())),
            "footer1": ("footer", self.footer("Footer")),
            "footer2": ("wideFooter", self.footer("FooterWide")),
        }
        document = element("document", body)
        return self.package(document, self.properties(), footnotes=self.footnotes(lambda _key: []), running=running)

    def ending(self, running, *, is_wide: bool = False):
        """Return the paragraph that ends a section."""
        ending = self.paragraph("SectionEnd")
        put(ending[0], self.section(*running, is_wide=is_wide))
        return ending

    def header(self):
        """Return the address, at the end of the line and left to right whatever the document does."""
        made = self.paragraph("Header", *self.runs(legible(self.content["address"]), language="en"), language="en")
        if self.is_mirrored:
            put(made[0], element("jc", val="left"))
        return made

    def footer(self, style: str):
        before, between, after = self.said["page"]
        pages = self.pages(f"\t{before}", between, after)
        return element("ftr", self.paragraph(style, *self.inline(self.said["running"]), *pages))

    def properties(self) -> dict[str, str]:
        content = self.content
        title = " ".join(legible(content[key]["text"]) for key in ("title", "edition"))
        return {
            "dc:title": title,
            "dc:subject": legible(self.said["running"]["text"]),
            "dc:creator": "UNGIS",
            "dc:identifier": content["hash"] or content["address"],
            "dc:language": content["language"],
            "dcterms:created": f"{content['as_of']}T00:00:00Z",
            "dcterms:modified": f"{content['as_of']}T00:00:00Z",
        }


def _name(anchor: str) -> str:
    """Return the name of a bookmark: letters, digits and _ only, at most 40 of them."""
    return f"_{anchor}".replace("-", "_")[:40]
