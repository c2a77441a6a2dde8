"""Whether the bytes that somebody brings are what the library keeps: judged by what is in them, never by their name.

Everything is bounded before it is unpacked, nothing is resolved, nothing leaves the machine. What is
unfit is refused in plain words, by `Unfit`.
"""

import io
import re
import stat
import struct
import unicodedata
import zipfile
import zlib
from collections.abc import Iterator
from pathlib import PurePosixPath

from django.conf import settings
from django.utils.translation import gettext as _
from lxml import etree

from ungis.core.acting import Refused

from .pdf_worker import examine_in_worker

FORMATS = ("docx", "xlsx", "pdf")  # what people may bring
MEDIA_TYPES = {
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "pdf": "application/pdf",
    "txt": "text/plain; charset=utf-8",
}
MAIN_PARTS = {
    "application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml": "docx",
    "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml": "xlsx",
}
MOST_ENTRIES = 2_000
MOST_DIRECTORY = 512 * 1024
MOST_UNPACKED = 96 * 1024 * 1024
MOST_PART = 48 * 1024 * 1024
MOST_RATIO = 200
RATIO_FROM = 1024 * 1024  # smaller parts may be as dense as they like
MOST_MARKUP = 1_200_000  # signs "<" in all parts together
MOST_CELLS = 5_000_000
PIECE = 64 * 1024
END_OF_DIRECTORY, END_64 = b"PK\x05\x06", b"PK\x06\x07"
DIMENSION = re.compile(rb"<(?:\w+:)?dimension\b[^>]{0,200}?ref=[\"']([A-Z]{1,3})(\d{1,7}):([A-Z]{1,3})(\d{1,7})[\"']")
ROW_OR_CELL = re.compile(rb"<(?:\w+:)?(?:row|c)\b[^>]{0,80}?\br=[\"'](?:[A-Z]{4,}|[A-Z]{0,3}\d{8,})")


class Unfit(Refused):
    """The file cannot be taken in; the message says why and what to do."""


def examine(content: bytes, *, formats: tuple[str, ...] = FORMATS) -> str:
    """Return the format of the file: docx, xlsx, pdf, or txt where that is allowed. Raises Unfit."""
    if not content:
        raise Unfit(_("The file is empty."))
    if len(content) > settings.UPLOAD_LIMIT:
        limit = settings.UPLOAD_LIMIT // (1024 * 1024)
        raise Unfit(_("The file is larger than %(limit)s megabytes. Please bring a smaller one.") % {"limit": limit})
    if content.startswith(b"%PDF-"):
        found = "pdf"
        examine_pdf(content)
    elif content.startswith(b"PK"):
        found = examine_package(content)
    elif "txt" in formats:
        found = "txt"
        examine_text(content)
    else:
        found = ""
    if found not in formats:
        raise Unfit(_("This is not a Word (docx), Excel (xlsx) or PDF file. Please bring one of these."))
    return found


def examine_text(content: bytes) -> None:
    try:
        text = content.decode("utf-8")
    except UnicodeDecodeError:
        raise Unfit(_("This text is not written in UTF-8.")) from None
    if "\x00" in text:
        raise Unfit(_("This is not a text."))


def examine_pdf(content: bytes) -> None:
    trouble = examine_in_worker(content)
    messages = {
        "encrypted": _("This PDF is protected by a password. Please bring it without one."),
        "pages": _("This PDF has too many pages."),
        "script": _("This PDF holds a script. Please print it to a new PDF and bring that."),
        "launch": _("This PDF would start another programme. Please print it to a new PDF and bring that."),
        "embedded": _("This PDF holds other files. Please bring each file by itself."),
        "form": _("This PDF sends or fetches data. Please print it to a new PDF and bring that."),
        "broken": _("This PDF is damaged and cannot be read. Please save it anew and bring that."),
        "heavy": _("This PDF takes too long to read. Please print it to a new PDF and bring that."),
    }
    if trouble:
        raise Unfit(messages.get(trouble, messages["broken"]))


# --- Word and Excel: packages of parts ---------------------------------------------------------


def examine_package(content: bytes) -> str:
    """Return docx or xlsx, after the package and every part of it were found harmless."""
    entries = _directory(content)
    with zipfile.ZipFile(io.BytesIO(content)) as package:
        found = _main_format(package, entries)
        _refuse_active_parts(entries)
        budget = [MOST_MARKUP]
        for entry in entries:
            name = entry.filename.lower()
            if name.endswith((".xml", ".rels", ".vml")):
                _examine_xml(package, entry, budget)
            else:
                _examine_other(package, entry)
            if name.endswith(".rels"):
                _examine_relations(package, entry)
    return found


def _damaged() -> Unfit:
    return Unfit(_("This file is damaged and cannot be read. Please save it anew and bring that."))


def _bomb() -> Unfit:
    return Unfit(_("This file unpacks to far more than a document holds. Please save it anew and bring that."))


def _directory(content: bytes) -> list[zipfile.ZipInfo]:
    """Return the entries of the package, once their number, sizes, names and places are sound."""
    end = content.rfind(END_OF_DIRECTORY, max(0, len(content) - 66_000))
    if end < 0 or end + 22 > len(content) or content.find(END_64, max(0, end - 64), end) >= 0:
        raise _damaged()
    count, size, offset = struct.unpack("<HII", content[end + 10 : end + 20])
    # Read before any library does: the directory itself can be the bomb.
    if count > MOST_ENTRIES or size > MOST_DIRECTORY:
        raise _bomb()
    if offset + size > end:
        raise _damaged()
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as package:
            entries = package.infolist()
    except (zipfile.BadZipFile, ValueError, NotImplementedError, OSError, struct.error, OverflowError):
        raise _damaged() from None
    if not entries or len(entries) > MOST_ENTRIES or len(entries) != count:
        raise _damaged()
    if len({entry.filename.lower() for entry in entries}) != len(entries):
        raise _damaged()
    for entry in entries:
        _examine_entry(entry)
    if sum(entry.file_size for entry in entries) > MOST_UNPACKED:
        raise _bomb()
    _refuse_overlap(content, entries, offset)
    return entries


def _examine_entry(entry: zipfile.ZipInfo) -> None:
    name = entry.orig_filename
    path = PurePosixPath(name)
    outside = name.startswith("/") or "\\" in name or ":" in name or "\x00" in name or ".." in path.parts
    if outside or stat.S_ISLNK(entry.external_attr >> 16):
        raise Unfit(_("This file holds parts that point outside it. Please save it anew and bring that."))
    if entry.flag_bits & 0x1:
        raise Unfit(_("This file is protected by a password. Please bring it without one."))
    if entry.compress_type not in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED):
        raise _damaged()
    dense = entry.file_size > RATIO_FROM and entry.file_size > MOST_RATIO * max(entry.compress_size, 1)
    if dense or entry.file_size > MOST_PART:
        raise _bomb()


def _refuse_overlap(content: bytes, entries: list[zipfile.ZipInfo], directory: int) -> None:
    """Two entries may not share bytes: that is how one small file becomes many large ones."""
    reached = 0
    for entry in sorted(entries, key=lambda one: one.header_offset):
        at = entry.header_offset
        if at < reached or content[at : at + 4] != b"PK\x03\x04" or at + 30 > directory:
            raise _damaged()
        name, extra = struct.unpack("<HH", content[at + 26 : at + 30])
        reached = at + 30 + name + extra + entry.compress_size
        if reached > directory:
            raise _damaged()


def _main_format(package: zipfile.ZipFile, entries: list[zipfile.ZipInfo]) -> str:
    types = next((entry for entry in entries if entry.filename == "[Content_Types].xml"), None)
    if types is None:
        raise Unfit(_("This is not a Word (docx), Excel (xlsx) or PDF file. Please bring one of these."))
    formats = set()
    for node in _small_tree(package, types).iter("{*}Override", "{*}Default"):
        kind = (node.get("ContentType") or "").lower()
        if "macroenabled" in kind or "vbaproject" in kind or "activex" in kind:
            raise Unfit(_("This file holds macros. Please save it without them (docx or xlsx)."))
        if kind in MAIN_PARTS:
            formats.add(MAIN_PARTS[kind])
    if len(formats) != 1:
        raise Unfit(_("This is not a Word (docx), Excel (xlsx) or PDF file. Please bring one of these."))
    return formats.pop()


def _refuse_active_parts(entries: list[zipfile.ZipInfo]) -> None:
    for entry in entries:
        name = entry.filename.lower()
        if "vbaproject" in name or "vbadata" in name or "/activex/" in name or "/macrosheets/" in name:
            raise Unfit(_("This file holds macros. Please save it without them (docx or xlsx)."))
        if "/embeddings/" in name or "oleobject" in name:
            raise Unfit(_("This file holds other files. Please bring each file by itself."))
        if "/externallinks/" in name or name.endswith("/connections.xml") or "/querytables/" in name:
            raise Unfit(_("This file fetches data from other files. Please replace the links by their values."))


def _pieces(package: zipfile.ZipFile, entry: zipfile.ZipInfo) -> Iterator[bytes]:
    """Yield the part piece by piece, never more than it declares."""
    try:
        with package.open(entry) as part:
            while piece := part.read(PIECE):
                yield piece
    except (zipfile.BadZipFile, zlib.error, EOFError, OSError, NotImplementedError, RuntimeError, ValueError):
        raise _damaged() from None


class _Watcher:
    """Takes the events of the parser, keeps nothing, refuses document type declarations."""

    def start(self, tag, attributes):
        pass

    def end(self, tag):
        pass

    def data(self, text):
        pass

    def doctype(self, name, public, system):
        raise Unfit(_("This file declares entities or a document type, as no document of Word or Excel does."))

    def close(self):
        return None


def _parser(target=None) -> etree.XMLParser:
    return etree.XMLParser(target=target, resolve_entities=False, no_network=True, huge_tree=False, load_dtd=False)


def _examine_xml(package: zipfile.ZipFile, entry: zipfile.ZipInfo, budget: list[int]) -> None:
    """Read the part through once: well formed, no document type, no more markup than a document has."""
    parser = _parser(_Watcher())
    is_sheet = "/worksheets/" in entry.filename.lower()
    is_first = True
    try:
        for piece in _pieces(package, entry):
            if is_first:
                _refuse_encoding(piece)
            if is_sheet:
                _examine_cells(piece)
            is_first = False
            budget[0] -= piece.count(b"<")
            if budget[0] < 0:
                raise _bomb()
            parser.feed(piece)
        parser.close()
    except etree.XMLSyntaxError:
        raise _damaged() from None


def _refuse_encoding(piece: bytes) -> None:
    """Parts are in UTF-8: in other encodings what is refused could hide from those who read the bytes."""
    declared = re.match(rb"(?:\xef\xbb\xbf)?\s*<\?xml[^>]{0,100}?encoding\s*=\s*[\"']([\w.-]{1,40})", piece)
    if b"\x00" in piece[:200] or (declared and declared[1].lower() not in (b"utf-8", b"us-ascii")):
        raise _damaged()


def _examine_cells(piece: bytes) -> None:
    dimension = DIMENSION.search(piece)
    if dimension:
        first_column, first_row, last_column, last_row = dimension.groups()
        columns = _column(last_column) - _column(first_column) + 1
        rows = int(last_row) - int(first_row) + 1
        if columns * rows > MOST_CELLS:
            raise Unfit(
                _("A sheet of this file is said to have more than five million cells. Please remove empty ones.")
            )
    if ROW_OR_CELL.search(piece):
        raise _damaged()


def _column(letters: bytes) -> int:
    number = 0
    for letter in letters:
        number = number * 26 + letter - 64
    return number


def _examine_other(package: zipfile.ZipFile, entry: zipfile.ZipInfo) -> None:
    """Pictures and the like are not opened; a package inside the package is refused."""
    if entry.is_dir():
        return
    beginning = next(_pieces(package, entry), b"")
    if beginning.startswith((b"PK\x03\x04", b"\xd0\xcf\x11\xe0", b"Rar!", b"7z\xbc\xaf", b"\x1f\x8b")):
        raise Unfit(_("This file holds other files. Please bring each file by itself."))
    if beginning.startswith((b"MZ", b"\x7fELF", b"#!")):
        raise Unfit(_("This file holds a programme."))


def _small_tree(package: zipfile.ZipFile, entry: zipfile.ZipInfo) -> etree._Element:
    if entry.file_size > 2 * RATIO_FROM:
        raise _bomb()
    content = b"".join(_pieces(package, entry))
    _refuse_encoding(content)
    try:
        root = etree.fromstring(content, _parser())
    except etree.XMLSyntaxError:
        raise _damaged() from None
    if root.getroottree().docinfo.doctype:
        raise Unfit(_("This file declares entities or a document type, as no document of Word or Excel does."))
    return root


def _examine_relations(package: zipfile.ZipFile, entry: zipfile.ZipInfo) -> None:
    """Links that a reader follows are welcome; whatever a programme would fetch by itself is not."""
    for node in _small_tree(package, entry).iter("{*}Relationship"):
        kind = (node.get("Type") or "").rsplit("/", 1)[-1].lower()
        if (node.get("TargetMode") or "").lower() == "external" and kind != "hyperlink":
            raise Unfit(_("This file fetches a template, a picture or data from elsewhere. Please put them into it."))
        if kind in ("vbaproject", "attachedtemplate") and (node.get("Target") or "").lower().startswith(
            ("http", "\\", "file", "//")
        ):
            raise Unfit(_("This file fetches a template, a picture or data from elsewhere. Please put them into it."))


# --- names ------------------------------------------------------------------------------------------

RESERVED = {"con", "prn", "aux", "nul", *(f"{port}{n}" for port in ("com", "lpt") for n in range(1, 10))}
MOST_NAME = 200


def clean_name(name: str, format: str) -> str:
    """Return a name to show and to save under: the last step of the path, nothing invisible, the right ending."""
    last = re.split(r"[/\\]", unicodedata.normalize("NFC", name))[-1]
    kept = "".join(letter for letter in last if unicodedata.category(letter)[0] != "C" and letter not in '<>:"|?*#%')
    kept = " ".join(kept.split()).strip(" .")
    stem = kept[: -len(format) - 1] if kept.lower().endswith(f".{format}") else kept
    stem = stem.strip(" .")[: MOST_NAME - len(format) - 1].rstrip(" .") or "document"
    if stem.split(".")[0].lower() in RESERVED:
        stem = f"_{stem}"[: MOST_NAME - len(format) - 1]
    return f"{stem}.{format}"
