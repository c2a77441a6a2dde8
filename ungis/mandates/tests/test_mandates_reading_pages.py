"""The pages on which a resolution is brought and confirmed: the secretariat's worksheet."""

import io
import zipfile

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from docx import Document
from lxml import etree

from ungis.core.standing import CLERK
from ungis.documents.models import Work
from ungis.mandates import reading_views
from ungis.mandates.actions import add_paragraph
from ungis.mandates.models import Paragraph, Reading
from ungis.mandates.reading import read
from ungis.mandates.reading_actions import begin_reading

pytestmark = pytest.mark.django_db

NEW = "/en/mandates/readings/new/"
TEXT = """90/77. The lamps of the coast
The General Assembly,
Recalling its resolution 70/125,
1. Requests the United Nations Educational, Scientific and Cultural Organization to report by 2040;
2. Invites UNGIS to light lamps;
3. Decides to review the lamps every two years."""


@pytest.fixture
def office(client_of, secretary):
    return client_of(secretary)


@pytest.fixture
def reading(secretary):
    work = Work.objects.get(slug="a-res-70-125")
    return begin_reading(work, read(TEXT.splitlines()), by=secretary, source="lamps.docx")


def sent(reading, **decisions):
    """The form of a page as a browser sends it: every line for later, but for those named by their number."""
    data = {}
    for line in reading.lines.all():
        for name in ("kind", "number", "verb", "addressee", "due"):
            data[f"line-{line.pk}-{name}"] = getattr(line, name)
        data[f"line-{line.pk}-decision"] = decisions.get(f"n{line.number}", "later")
    return data


def name_of(reading, number, field):
    return f"line-{reading.lines.get(number=number).pk}-{field}"


def word_file(*paragraphs):
    document = Document()
    for words in paragraphs:
        document.add_paragraph(words)
    file = io.BytesIO()
    document.save(file)
    return file.getvalue()


def with_tracked_changes(content):
    """The same Word file with its second paragraph's words inserted by one person and deleted by another."""
    space = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
    package = zipfile.ZipFile(io.BytesIO(content))
    body = etree.fromstring(package.read("word/document.xml"))
    run = body.findall(f".//{{{space}}}r")[1]
    for tag, author in (("del", "Amina Diallo"), ("ins", "Ben Okafor")):
        change = etree.Element(f"{{{space}}}{tag}")
        change.set(f"{{{space}}}id", "1")
        change.set(f"{{{space}}}author", author)
        run.addprevious(change)
        if tag == "ins":
            change.append(run)
    changed = io.BytesIO()
    with zipfile.ZipFile(changed, "w", zipfile.ZIP_DEFLATED) as target:
        for name in package.namelist():
            is_body = name == "word/document.xml"
            target.writestr(name, etree.tostring(body) if is_body else package.read(name))
    return changed.getvalue()


def test_a_pasted_resolution_is_read_for_the_document_whose_symbol_it_bears(office):
    page = office.post(NEW, {"text": TEXT.replace("90/77", "70/125"), "source": "a mail"})
    reading = Reading.objects.get()
    assert page.status_code == 302
    assert page["Location"] == reading.get_absolute_url()
    assert reading.work.slug == "a-res-70-125"
    before = Paragraph.objects.count()
    text = office.get(page["Location"]).content.decode()
    assert "0 of 6 lines confirmed" in text
    assert Paragraph.objects.count() == before


def test_a_typed_symbol_goes_before_the_printed_one_in_any_form(office):
    office.post(NEW, {"text": TEXT, "source": "x", "symbol": "General Assembly resolution 70/125"})
    assert Reading.objects.get().work.slug == "a-res-70-125"


def test_a_document_that_the_library_lacks_is_offered_with_what_the_text_says(office):
    page = office.post(NEW, {"text": TEXT, "source": "a mail"})
    text = page.content.decode()
    assert page.status_code == 422
    assert "The library has no such document" in text
    assert 'value="A/RES/90/77"' in text
    assert 'value="The lamps of the coast"' in text
    asked = {name: page.context["document"].initial[name] for name in ("symbol", "title", "body")}
    again = {f"document-{name}": value for name, value in asked.items()} | {"document-kind": "resolution"}
    kept = {"text": page.context["form"].data["text"], "is_lines": "on", "source": "a mail"}
    assert office.post(NEW, {**kept, **again, "document-date": "soon"}).status_code == 422
    assert office.post(NEW, {**kept, **again, "document-date": "2035-12-20"}).status_code == 302
    reading = Reading.objects.get()
    assert (reading.work.symbol, str(reading.work.date), reading.work.source) == ("A/RES/90/77", "2035-12-20", "a mail")
    assert reading.lines.count() == 6


def test_a_word_file_is_read_and_what_was_passed_over_is_said(office):
    file = SimpleUploadedFile("lamps.docx", word_file(*TEXT.splitlines()))
    page = office.post(NEW, {"file": file, "source": "lamps.docx", "symbol": "A/RES/70/125"})
    assert page.status_code == 302
    assert [line.number for line in Reading.objects.get().lines.exclude(number="")] == ["preambular 1", "1", "2", "3"]


def test_html_is_read_and_never_run(office):
    lines = "".join(f"<p>{line}</p>" for line in TEXT.splitlines())
    page = f"<!doctype html><html><head><script>alert(1)</script></head><body>{lines}<p onclick='x'>4. <img src=x></p>"
    file = SimpleUploadedFile("lamps.html", page.encode())
    office.post(NEW, {"file": file, "source": "lamps.html", "symbol": "A/RES/70/125"})
    text = office.get(Reading.objects.get().get_absolute_url()).content.decode()
    assert "alert(1)" not in text
    assert "onclick" not in text


def test_marks_of_direction_hide_no_number(office):
    text = TEXT.replace("1. Requests", "\u200f\u202a1.\u202c Requests")
    office.post(NEW, {"text": text, "source": "x", "symbol": "A/RES/70/125"})
    assert Reading.objects.get().lines.filter(number="1").exists()


def bad_files():
    return [
        (b"", "empty"),
        (b"%PDF-1.7 no", "PDF"),
        (b"\xff\xfe\x00bad", "UTF-8"),
        (b"Dear colleagues,", "No paragraph of a resolution"),
        (b"<div>" * 5_000 + b"x", "nested"),
        (b"x" * 1_000_000, "No paragraph"),
        (b"1. Requests " + b"x" * 1_000_000, "longer than any paragraph"),
        (with_tracked_changes(word_file(*TEXT.splitlines())), "Amina Diallo"),
    ]


@pytest.mark.parametrize("place", range(8))
def test_a_file_that_cannot_be_read_is_refused_in_plain_words(place, office):
    content, words = bad_files()[place]
    data = {"file": SimpleUploadedFile("file.docx", content), "source": "x", "symbol": "A/RES/70/125"}
    page = office.post(NEW, data)
    assert page.status_code == 422
    assert words in page.content.decode()
    assert not Reading.objects.exists()


def test_tracked_changes_are_told_with_number_authors_and_place(office):
    content = with_tracked_changes(word_file(*TEXT.splitlines()))
    page = office.post(NEW, {"file": SimpleUploadedFile("a.docx", content), "source": "x"}).content.decode()
    assert "1 insertion and 1 deletion" in page
    assert "paragraph 2, “The General Assembly,”" in page
    assert "Accept or reject all of them in Word" in page


def test_a_file_over_the_limit_is_refused_before_it_is_read(office, settings):
    settings.UPLOAD_LIMIT = 1024
    file = SimpleUploadedFile("big.txt", b"x" * 4096)
    page = office.post(NEW, {"file": file, "source": "x"})
    assert page.status_code == 422
    assert "larger than" in page.content.decode()


@pytest.mark.parametrize("name", ["long.txt", "long.html"])
def test_a_text_of_more_lines_than_a_resolution_has_is_refused_before_it_is_read(name, office, monkeypatch):
    monkeypatch.setattr(reading_views, "read", lambda lines: pytest.fail("read"))
    line = b"<p>1. Decides so;</p>\n" if name.endswith("html") else b"1. Decides so;\n"
    page = office.post(NEW, {"file": SimpleUploadedFile(name, line * 5_001), "source": "x"})
    assert page.status_code == 422
    assert "more than five thousand lines" in page.content.decode()


@pytest.mark.parametrize(
    "data", [{}, {"source": "x"}, {"text": " ", "source": "x"}, {"text": "1. Decides so.", "source": ""}]
)
def test_a_form_that_lacks_something_says_so_and_keeps_what_was_typed(data, office):
    page = office.post(NEW, data)
    assert page.status_code == 422
    assert page.context["form"].errors


def test_lines_that_are_ticked_are_saved_together(office, reading):
    page = office.post(reading.get_absolute_url(), sent(reading, n1="confirm", n2="leave-out"))
    assert page.status_code == 302
    assert [paragraph.number for paragraph in reading.work.paragraphs.filter(readings__reading=reading)] == ["1"]
    text = office.get(page["Location"]).content.decode()
    assert "1 of 6 lines confirmed" in text
    assert "1 left out" in text


def test_what_is_refused_stands_at_its_line_and_nothing_typed_is_lost(office, reading):
    data = sent(reading, n1="confirm", n2="confirm", n3="confirm")
    data[name_of(reading, "2", "number")] = "1"
    data[name_of(reading, "3", "due")] = "some day"
    data[name_of(reading, "preambular 1", "addressee")] = "the keepers"
    page = office.post(reading.get_absolute_url(), data)
    text = page.content.decode()
    assert page.status_code == 422
    assert "1 of 6 lines confirmed" in text
    assert 'value="some day"' in text
    assert 'value="the keepers"' in text
    rows = {line.number: line for line in page.context["rows"]}
    assert rows["1"].form is None
    assert "already" in str(rows["2"].form.non_field_errors())
    assert "some day" in str(rows["3"].form.non_field_errors())


def test_a_field_that_is_too_long_is_told_at_its_line_and_the_others_are_saved(office, reading):
    data = sent(reading, n1="confirm", n2="confirm")
    data[name_of(reading, "2", "verb")] = "x" * 81
    page = office.post(reading.get_absolute_url(), data)
    assert page.status_code == 422
    assert reading.work.paragraphs.filter(readings__reading=reading).get().number == "1"


def test_nothing_ticked_is_said(office, reading):
    page = office.post(reading.get_absolute_url(), sent(reading))
    assert page.status_code == 422
    assert "Tick at least one line" in page.content.decode()


def test_lines_without_doubt_can_be_ticked_at_once_and_are_not_saved_by_that(office, reading):
    page = office.post(reading.get_absolute_url(), {**sent(reading), "tick": "1"})
    decisions = {line.number or line.text: line.form["decision"].value() for line in page.context["rows"]}
    assert decisions["1"] == "confirm"
    assert not reading.lines.filter(state="confirmed").exists()


def test_a_paragraph_of_the_register_is_shown_beside_its_line(office, reading):
    add_paragraph(reading.work, by=CLERK, number="1", verb="Asks")
    text = office.get(reading.get_absolute_url()).content.decode()
    assert "In the register already:" in text
    assert '<a href="/en/mandates/a-res-70-125/1/">paragraph 1</a>' in text


def test_organizations_and_documents_are_linked(office, reading):
    text = office.get(reading.get_absolute_url()).content.decode()
    assert 'href="/en/members/unesco/"' in text
    assert 'href="/en/documents/a-res-70-125/"' in text


def test_a_reading_is_finished_or_given_up(office, reading):
    address = reading.get_absolute_url()
    assert "still wait" in office.post(f"{address}finish/", follow=True).content.decode()
    assert office.post(f"{address}abandon/", {"reason": ""}).status_code == 422
    assert office.post(f"{address}abandon/", {"reason": "a better copy"}).status_code == 302
    assert "abandoned" in office.get("/en/mandates/readings/").content.decode()
    closed = office.post(address, sent(reading, n1="confirm"))
    assert closed.status_code == 422
    assert "This reading is closed" in closed.content.decode()


def test_a_long_resolution_has_pages_and_few_queries(office, secretary, django_assert_max_num_queries):
    work = Work.objects.get(slug="a-res-70-125")
    lines = [f"{number}. Requests UNESCO to light lamp {number};" for number in range(1, 61)]
    reading = begin_reading(work, read(lines), by=secretary, source="x")
    with django_assert_max_num_queries(20):
        page = office.get(f"{reading.get_absolute_url()}?page=3")
    assert len(page.context["rows"]) == 10
    assert office.get(f"{reading.get_absolute_url()}?page=9").status_code == 404


def test_others_see_no_reading_and_no_link_to_one(reading, client, client_of, member, chair):
    assert "readings" not in client.get("/en/mandates/").content.decode()
    for person in (member, chair):
        assert client_of(person).get(reading.get_absolute_url()).status_code in (403, 404)
        assert "readings" not in client_of(person).get("/en/mandates/").content.decode()


def test_the_secretariat_finds_the_way_from_the_register_and_from_a_document(office):
    assert f'href="{NEW}"' in office.get("/en/mandates/").content.decode()
    assert f'href="{NEW}?document=a-res-70-125"' in office.get("/en/mandates/a-res-70-125/").content.decode()
    assert office.get(f"{NEW}?document=a-res-70-125").context["form"].initial["symbol"] == "A/RES/70/125"
