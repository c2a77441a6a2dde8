"""Files as people bring them, and as nobody should."""

import io
import struct
import zipfile

from docx import Document
from openpyxl import Workbook
from pypdf import PdfWriter
from pypdf.generic import ArrayObject, DictionaryObject, NameObject, TextStringObject


def docx(text="Hello", **parts) -> bytes:
    """A true Word file, with parts added or replaced: names with __ for / and _dot_ for the full stop."""
    out = io.BytesIO()
    document = Document()
    document.add_paragraph(text)
    document.save(out)
    return repack(out.getvalue(), parts) if parts else out.getvalue()


def xlsx(**parts) -> bytes:
    out = io.BytesIO()
    book = Workbook()
    book.active["A1"] = "=1+1"
    book.save(out)
    return repack(out.getvalue(), parts) if parts else out.getvalue()


def repack(content: bytes, parts: dict) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as old, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as new:
        for entry in old.infolist():
            if entry.filename not in parts:
                new.writestr(entry.filename, old.read(entry))
        for name, part in parts.items():
            new.writestr(name, part)
    return out.getvalue()


def part_of(content: bytes, name: str) -> bytes:
    with zipfile.ZipFile(io.BytesIO(content)) as package:
        return package.read(name)


def pdf(pages=1, **root) -> bytes:
    writer = PdfWriter()
    for _number in range(pages):
        writer.add_blank_page(200, 200)
    for key, value in root.items():
        writer._root_object[NameObject(f"/{key}")] = value
    out = io.BytesIO()
    writer.write(out)
    return out.getvalue()


def action(kind: str) -> DictionaryObject:
    return DictionaryObject({NameObject("/S"): NameObject(kind), NameObject("/X"): TextStringObject("x")})


def pdf_with_script() -> bytes:
    script = DictionaryObject({NameObject("/S"): NameObject("/JavaScript"), NameObject("/JS"): TextStringObject("x")})
    return pdf(OpenAction=script)


def pdf_with_file() -> bytes:
    writer = PdfWriter()
    writer.add_blank_page(200, 200)
    writer.add_attachment("x.txt", b"x")
    out = io.BytesIO()
    writer.write(out)
    return out.getvalue()


def pdf_with_password() -> bytes:
    writer = PdfWriter()
    writer.add_blank_page(200, 200)
    writer.encrypt("secret", algorithm="RC4-128")
    out = io.BytesIO()
    writer.write(out)
    return out.getvalue()


def pdf_that_holds_itself() -> bytes:
    writer = PdfWriter()
    writer.add_blank_page(200, 200)
    pages = writer._root_object["/Pages"].get_object()
    pages[NameObject("/Kids")] = ArrayObject([writer._root_object.raw_get("/Pages")])
    out = io.BytesIO()
    writer.write(out)
    return out.getvalue()


def overlapping() -> bytes:
    """Two entries of the directory that point to the same bytes."""
    content = bytearray(docx())
    end = content.rfind(b"PK\x05\x06")
    directory = struct.unpack("<I", content[end + 16 : end + 20])[0]
    name, extra, comment = struct.unpack("<HHH", content[directory + 28 : directory + 34])
    second = directory + 46 + name + extra + comment
    content[second + 42 : second + 46] = content[directory + 42 : directory + 46]
    return bytes(content)


def many_entries(number: int) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as package:
        for one in range(number):
            package.writestr(f"{one}", b"")
    return out.getvalue()
