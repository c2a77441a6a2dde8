"""`ungis report cwg`: the paper in one command."""

from io import BytesIO, StringIO

import pytest
from django.core.management import CommandError, call_command
from docx import Document
from pypdf import PdfReader

from ungis.core.models import Event
from ungis.reports.models import Paper

pytestmark = pytest.mark.django_db
CHOICES = ["--meeting", "CWG-WSIS&SDG-43", "--number", "5", "--since", "2025-02-15", "--as-of", "2025-08-08"]


def report(*arguments):
    out = StringIO()
    call_command("report", "cwg", *map(str, arguments), stdout=out)
    return out.getvalue()


def test_it_writes_word_and_pdf_prints_the_findings_and_stores_nothing(tmp_path):
    before = Event.objects.count()
    told = report(*CHOICES, "--out", tmp_path / "paper.docx", "--pdf", tmp_path / "paper.pdf")
    assert "[planned_in_past]" in told
    assert "(/en/meetings/" in told
    words = Document(BytesIO((tmp_path / "paper.docx").read_bytes()))
    assert any("twenty-second UNGIS meeting" in paragraph.text for paragraph in words.paragraphs)
    assert PdfReader(tmp_path / "paper.pdf").pages
    assert Event.objects.count() == before
    assert not Paper.objects.exists()


def test_the_arrangement_the_source_line_and_the_trace_are_chosen(tmp_path):
    plain, traced = tmp_path / "plain.docx", tmp_path / "traced.docx"
    report(*CHOICES, "--arrange", "kinds", "--source-line", "Contribution by the secretariat", "--out", plain)
    report(*CHOICES, "--arrange", "kinds", "--trace", "comments", "--out", traced)
    document = Document(BytesIO(plain.read_bytes()))
    lines = [paragraph.text for paragraph in document.paragraphs]
    lines += [cell.text for table in document.tables for row in table.rows for cell in row.cells]
    assert "UNGIS annual meetings 2025" in lines
    assert any("Contribution by the secretariat" in line for line in lines)
    assert len(traced.read_bytes()) > len(plain.read_bytes())


def test_strict_writes_nothing_when_a_finding_is_an_error(tmp_path):
    with pytest.raises(CommandError, match="Nothing was written"):
        report(*CHOICES, "--out", tmp_path / "paper.docx", "--strict")
    assert not (tmp_path / "paper.docx").exists()


def test_an_unknown_session_is_answered_with_those_known(tmp_path):
    with pytest.raises(CommandError, match="Known: CWG-WSIS&SDG-39, CWG-WSIS&SDG-40"):
        report("--meeting", "CWG-1", *CHOICES[2:], "--out", tmp_path / "paper.docx")


@pytest.mark.parametrize(
    ("wrong", "message"),
    [
        (["--since", "yesterday"], "is not a date"),
        (["--since", "20250215"], "is not a date"),
        (["--as-of", "2025-02-30"], "is not a date"),
        (["--as-of", "9999-12-31"], "is not a date"),
        (["--as-of", "2025-01-01"], "before the period"),
        (["--number", "٥"], "is not a document number"),
        (["--number", "0"], "is not a document number"),
        (["--arrange", "spiral"], "invalid choice"),
        (["--out", "/nowhere/at/all/paper.docx"], "There is no folder"),
    ],
)
def test_wrong_input_is_answered_in_plain_words(tmp_path, wrong, message):
    arguments = [*CHOICES, "--out", str(tmp_path / "paper.docx"), *wrong]
    with pytest.raises(CommandError, match=message):
        report(*arguments)


def test_it_asks_where_to_write():
    with pytest.raises(CommandError, match="Say where"):
        report(*CHOICES)
