"""The package of a Word document: its parts, how they lead to each other, and the archive that holds them."""

import zipfile
from io import BytesIO
from pathlib import Path
from string import Template

from lxml import etree

from .elements import R
from .scripts import WORD_TAGS, is_right_to_left, word_tag

RELATIONSHIPS = "http://schemas.openxmlformats.org/package/2006/relationships"
CONTENT_TYPES = "http://schemas.openxmlformats.org/package/2006/content-types"
WORD_TYPE = "application/vnd.openxmlformats-officedocument.wordprocessingml"
CORE_TYPE = "application/vnd.openxmlformats-package.core-properties+xml"
CORE_RELATION = "http://schemas.openxmlformats.org/package/2006/relationships/metadata/core-properties"
DOCX = f"{WORD_TYPE}.document"  # the media type of the whole
FIXED_PARTS = Path(__file__).parent / "word"
TABLE_STYLES = (FIXED_PARTS / "tables.xml").read_text(encoding="utf-8")  # for documents that hold data in tables
SPACES = {
    "cp": "http://schemas.openxmlformats.org/package/2006/metadata/core-properties",
    "dc": "http://purl.org/dc/elements/1.1/",
    "dcterms": "http://purl.org/dc/terms/",
    "xsi": "http://www.w3.org/2001/XMLSchema-instance",
}
# Chinese is set in a face that has a bold of its own; documents in other languages only quote it.
EAST_ASIAN = {"zh-hans": "Microsoft YaHei"}


def fixed_parts(styles: str, language: str = "en") -> dict[str, bytes]:
    """Return the parts that no text changes; `styles` are those of the document beside those of the house."""
    tag = word_tag(language)
    filled = {
        "styles": styles,
        "language": WORD_TAGS["en"] if is_right_to_left(language) else tag,  # right-to-left script has a tag of its own
        "east_asian": EAST_ASIAN.get(language, "SimSun"),
    }
    return {
        name: Template((FIXED_PARTS / f"{name}.xml").read_text(encoding="utf-8")).substitute(filled).encode()
        for name in ("styles", "settings", "fontTable")
    }


def core_properties(texts: dict[str, str]) -> bytes:
    """Return what names the document, by the prefixed names of the standard: "dc:title", "dcterms:created"."""
    root = etree.Element(f"{{{SPACES['cp']}}}coreProperties", nsmap=SPACES)
    for name, text in texts.items():
        prefix, _, local = name.partition(":")
        child = etree.SubElement(root, f"{{{SPACES[prefix]}}}{local}")
        child.text = text
        if prefix == "dcterms":
            child.set(f"{{{SPACES['xsi']}}}type", "dcterms:W3CDTF")
    return serialized(root)


def assembled(parts: dict[str, tuple], links: dict[str, list[str]], core: bytes) -> bytes:
    """Return the document as a file; the same parts give the same bytes.

    `parts`: by name, its content type, the id and the kind of the body's relation to it, its content; the body itself
    is "document". `links`: the web addresses that a part leads to, as link1, link2 and so on.
    """
    relations = [("paper", f"{R}/officeDocument", "word/document.xml"), ("core", CORE_RELATION, "docProps/core.xml")]
    files = {"[Content_Types].xml": _types(parts), "_rels/.rels": related(relations), "docProps/core.xml": core}
    own = [(identity, f"{R}/{kind}", f"{name}.xml") for name, (_, identity, kind, _) in parts.items() if identity]
    for name, (_, _, _, content) in parts.items():
        files[f"word/{name}.xml"] = content if isinstance(content, bytes) else serialized(content)
        relations = [
            (f"link{number}", f"{R}/hyperlink", target) for number, target in enumerate(links.get(name, []), start=1)
        ]
        relations += own if name == "document" else []
        if relations:
            files[f"word/_rels/{name}.xml.rels"] = related(relations)
    return zipped(files)


def _types(parts: dict[str, tuple]) -> bytes:
    types = etree.Element(f"{{{CONTENT_TYPES}}}Types", nsmap={None: CONTENT_TYPES})
    for extension, kind in (
        ("rels", "application/vnd.openxmlformats-package.relationships+xml"),
        ("xml", "application/xml"),
    ):
        etree.SubElement(types, f"{{{CONTENT_TYPES}}}Default", Extension=extension, ContentType=kind)
    overrides = {"/docProps/core.xml": CORE_TYPE}
    overrides |= {f"/word/{name}.xml": f"{WORD_TYPE}.{part[0]}+xml" for name, part in parts.items()}
    for name, kind in overrides.items():
        etree.SubElement(types, f"{{{CONTENT_TYPES}}}Override", PartName=name, ContentType=kind)
    return serialized(types)


def related(rows: list[tuple[str, str, str]]) -> bytes:
    root = etree.Element(f"{{{RELATIONSHIPS}}}Relationships", nsmap={None: RELATIONSHIPS})
    for identity, kind, target in rows:
        row = etree.SubElement(root, f"{{{RELATIONSHIPS}}}Relationship", Id=identity, Type=kind, Target=target)
        if kind.endswith("/hyperlink"):
            row.set("TargetMode", "External")
    return serialized(root)


def serialized(root) -> bytes:
    return etree.tostring(root, xml_declaration=True, encoding="UTF-8", standalone=True)


def zipped(files: dict[str, bytes]) -> bytes:
    """Return the files as one archive whose bytes depend on nothing but them."""
    made = BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as package:
        for name, content in files.items():
            entry = zipfile.ZipInfo(name, date_time=(1980, 1, 1, 0, 0, 0))
            entry.compress_type, entry.external_attr = zipfile.ZIP_DEFLATED, 0o600 << 16
            package.writestr(entry, content)
    return made.getvalue()
