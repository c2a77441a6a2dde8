"""The certificate of a round as a Word document."""

from typing import Any

from ungis.press.composed import ComposedDocument
from ungis.press.elements import element
from ungis.press.legible import legible
from ungis.press.manuscript import TEXT_WIDTH
from ungis.press.package import TABLE_STYLES
from ungis.press.tables import cell, row


def write(content: dict[str, Any]) -> bytes:
    """Return the certificate as the bytes of a .docx file; the same content gives the same bytes."""
    return _Certificate(content).written()


class _Certificate(ComposedDocument):
    def __init__(self, content: dict[str, Any]):
        super().__init__(language=content["language"], styles=TABLE_STYLES)
        self.content = content

    def head(self) -> list:
        content = self.content
        return [
            self.line("BodyText", content["group"]),
            self.line("Title", content["kind"]),
            self.line("Heading2", content["title"]),
            self.particulars(content["particulars"], content["kind"]["text"]),
        ]

    def chapter(self, section: dict[str, Any]) -> list:
        made = [self.line("Heading1", section["title"])]
        made += [self.line("BodyText", note) for note in section["notes"]]
        if not section["rows"]:
            return made
        of = sum(section["columns"])
        columns = [TEXT_WIDTH * width // of for width in section["columns"]]
        rows = [self.heads(section["heads"], columns)]
        for line in section["rows"]:
            cells = zip(line, columns, strict=True)
            rows.append(row(*[cell(*[self.line("TableText", one) for one in told], width=w) for told, w in cells]))
        return [*made, self.table(columns, rows, section["title"]["text"])]

    def written(self) -> bytes:
        content = self.content
        running = [("header", "default", "header"), ("footer", "default", "footer")]
        body = [*self.head(), *[part for section in content["sections"] for part in self.chapter(section)]]
        document = element("document", element("body", *body, self.section(*running)))
        header = element("hdr", self.paragraph("Header", *self.runs(content["address"], "", "en"), language="en"))
        footer = element("ftr", self.paragraph("Footer", *self.pages(*content["page"])))
        core = {
            "dc:title": legible(f"{content['kind']['text']}: {content['title']['text']}"),
            "dc:creator": "UNGIS",
            "dc:language": content["language"],
            "dcterms:created": content["at"][:19] + "Z",
        }
        parts = {"header1": ("header", header), "footer1": ("footer", footer)}
        return self.package(document, core, footnotes=self.footnotes(lambda _key: []), running=parts)
