"""What people bring is judged by what is in it."""

import io
import time
import tracemalloc
import zipfile

import hostile as make
import pytest

from ungis.documents.contents import Unfit, clean_name, examine

RELATIONS = "word/_rels/document.xml.rels"
EXTERNAL = (
    b'<?xml version="1.0"?><Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">'
    b'<Relationship Id="r1" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/%s" '
    b'Target="https://evil.example/x" TargetMode="External"/></Relationships>'
)
LAUGHS = (
    b'<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;&a;&a;">'
    b'<!ENTITY c "&b;&b;&b;&b;&b;&b;&b;&b;&b;&b;">]><x>&c;</x>'
)
XXE = b'<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a SYSTEM "file:///etc/passwd">]><x>&a;</x>'
SHEET = (
    b'<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main">'
    b'<dimension ref="A1:XFD1048576"/><sheetData/></worksheet>'
)
DOCUMENT, SHEET_PART = "word/document.xml", "xl/worksheets/sheet1.xml"


def macro_types():
    types = make.part_of(make.docx(), "[Content_Types].xml")
    return types.replace(b"wordprocessingml.document.main+xml", b"wordprocessingml.document.macroEnabled.main+xml")


@pytest.mark.parametrize(("content", "found"), [(make.docx(), "docx"), (make.xlsx(), "xlsx"), (make.pdf(), "pdf")])
def test_true_files_are_known_by_their_content(content, found):
    assert examine(content) == found


def test_a_link_that_a_reader_follows_is_welcome():
    assert examine(make.docx(**{RELATIONS: EXTERNAL % b"hyperlink"})) == "docx"


HOSTILE = {
    "empty": lambda: b"",
    "html": lambda: b"<html><script>alert(1)</script>",
    "svg": lambda: b'<svg xmlns="http://www.w3.org/2000/svg" onload="alert(1)"/>',
    "old Word": lambda: b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600),
    "text": lambda: b"only text",
    "zip that is no document": lambda: make.many_entries(3),
    "cut short": lambda: make.docx()[:-40],
    "many entries": lambda: make.many_entries(20_000),
    "entities": lambda: make.docx(**{DOCUMENT: LAUGHS}),
    "outside entity": lambda: make.docx(**{DOCUMENT: XXE}),
    "entity in the types": lambda: make.docx(**{"[Content_Types].xml": LAUGHS}),
    "other encoding": lambda: make.docx(
        **{DOCUMENT: XXE.decode().replace("?>", ' encoding="utf-16"?>', 1).encode("utf-16")}
    ),
    "template elsewhere": lambda: make.docx(**{RELATIONS: EXTERNAL % b"attachedTemplate"}),
    "picture elsewhere": lambda: make.docx(**{RELATIONS: EXTERNAL % b"image"}),
    "macro": lambda: make.docx(**{"word/vbaProject.bin": b"x"}),
    "macro by type": lambda: make.docx(**{"[Content_Types].xml": macro_types()}),
    "embedded": lambda: make.docx(**{"word/embeddings/a.bin": b"x"}),
    "package in the package": lambda: make.docx(**{"word/media/a.png": make.docx()}),
    "programme": lambda: make.docx(**{"word/media/a.png": b"MZ\x90"}),
    "link between workbooks": lambda: make.xlsx(**{"xl/externalLinks/externalLink1.xml": b"<x/>"}),
    "sheet of all cells": lambda: make.xlsx(**{SHEET_PART: SHEET}),
    "zip slip": lambda: make.docx(**{"../../evil.xml": b"<x/>"}),
    "absolute name": lambda: make.docx(**{"/etc/evil.xml": b"<x/>"}),
    "bomb": lambda: make.docx(**{DOCUMENT: b"<x>" + b" " * 40_000_000 + b"</x>"}),
    "bomb of shared strings": lambda: make.xlsx(**{"xl/sharedStrings.xml": b"<x>" + b"<a/>" * 8_000_000 + b"</x>"}),
    "deep": lambda: make.docx(**{DOCUMENT: b"<a>" * 200_000}),
    "not well formed": lambda: make.docx(**{DOCUMENT: b"<a><b></a>"}),
    "overlapping": lambda: make.overlapping(),
    "script in PDF": lambda: make.pdf_with_script(),
    "file in PDF": lambda: make.pdf_with_file(),
    "launch in PDF": lambda: make.pdf(OpenAction=make.action("/Launch")),
    "form in PDF": lambda: make.pdf(AA=make.action("/SubmitForm")),
    "script behind an escaped name": lambda: make.pdf(OpenAction=make.action("/JavaScript")).replace(
        b"/JavaScript", b"/Java#53cript"
    ),
    "password": lambda: make.pdf_with_password(),
    "PDF loop": lambda: make.pdf_that_holds_itself(),
    "PDF without anything": lambda: b"%PDF-1.7\n%%EOF",
    "broken references": lambda: make.pdf().replace(b"startxref", b"startxxxx")[:200],
    "many pages": lambda: make.pdf(3_100),
}


@pytest.mark.parametrize("name", HOSTILE)
def test_hostile_files_are_refused_quickly_in_little_memory(name):
    content = HOSTILE[name]()
    tracemalloc.start()
    began = time.process_time()
    with pytest.raises(Unfit) as refusal:
        examine(content)
    took, (_now, peak) = time.process_time() - began, tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert str(refusal.value).endswith((".", "one.", "these."))
    assert took < 10
    assert peak < 64 * 1024 * 1024


def test_a_link_inside_a_package_may_not_point_out_of_it():
    out = io.BytesIO(make.docx())
    entry = zipfile.ZipInfo("word/link.xml")
    entry.external_attr = 0o120777 << 16
    with zipfile.ZipFile(out, "a") as package:
        package.writestr(entry, "/etc/passwd")
    with pytest.raises(Unfit):
        examine(out.getvalue())


def test_large_files_are_refused_before_they_are_opened(settings):
    settings.UPLOAD_LIMIT = 1000
    with pytest.raises(Unfit, match="megabytes"):
        examine(make.docx())


def test_text_is_taken_only_where_it_is_allowed():
    assert examine("Ünïcode".encode(), formats=("txt",)) == "txt"
    for wrong in (b"\xff\xfe", b"a\x00b"):
        with pytest.raises(Unfit):
            examine(wrong, formats=("txt",))


@pytest.mark.parametrize(
    ("brought", "kept"),
    [
        ("../../etc/passwd", "passwd.pdf"),
        ("..\\..\\boot.ini", "boot.ini.pdf"),
        ("Report 2025.PDF", "Report 2025.pdf"),
        ("%2e%2e%2fx", "2e2e2fx.pdf"),
        ("a\x00b\r\nc\u202egpj.pdf", "abcgpj.pdf"),
        ("CON", "_CON.pdf"),
        ("", "document.pdf"),
        ("...", "document.pdf"),
        ("x" * 300, "x" * 196 + ".pdf"),
        ("Отчёт за 2025 год.pdf", "Отчёт за 2025 год.pdf"),
    ],
)
def test_names_lose_what_could_lead_astray(brought, kept):
    assert clean_name(brought, "pdf") == kept
    assert len(clean_name(brought, "pdf")) <= 200
