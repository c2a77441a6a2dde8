"""A workbook comes back: what is wrong in it is told by sheet, row and column; what is right is shown, then done."""

import io
import time
import zipfile
from datetime import datetime

import pytest
from django.core.exceptions import PermissionDenied
from django.core.files.uploadedfile import SimpleUploadedFile
from openpyxl import Workbook

from ungis.core.acting import Refused
from ungis.core.events import verify
from ungis.core.models import Event
from ungis.core.standing import CLERK
from ungis.mappings import actions
from ungis.mappings.claim_table import ClaimTable
from ungis.mappings.import_actions import apply_import, discard_import, offer_import
from ungis.mappings.import_preview import mark_of_steps, steps_of
from ungis.mappings.models import Claim, Concept, Import
from ungis.mappings.tests.brought import (
    Filled,
    csv_from,
    csv_of,
    csv_rows,
    edition_of,
    filled,
    read,
    troubles_of,
    workbook_of,
)
from ungis.organizations.models import Organization

pytestmark = pytest.mark.django_db


@pytest.fixture
def edition(db):
    return edition_of("wsis-gdc", "draft")


@pytest.fixture
def goals(db):
    """An edition with targets, which can be worked on."""
    old = edition_of("wsis-sdg", "2015")
    actions.open_edition(old.matrix, by=CLERK, slug="next", title="Next", based_on=old)
    return edition_of("wsis-sdg", "next")


def offered_by(user, edition, content):
    return offer_import(edition, read(edition, content, user), by=user, name="claims.xlsx", sha256="0" * 64)


def applied(user, edition, content):
    offered = offered_by(user, edition, content)
    return apply_import(offered, by=user, seen=mark_of_steps(steps_of(offered, ClaimTable(edition))))


# --- what is right ------------------------------------------------------------------------------------


def test_changed_and_added_rows_are_found_and_the_rest_counted(edition):
    book = filled(edition)
    book.put(2, rationale="New words", strength=3)
    number = book.add(row="C7-eagr", column="GDC-11-a", author="FAO", rationale="Advice by phone")
    reading = read(edition, book.saved())
    changed, added = reading.changes
    assert (changed.row, changed.is_new, changed.fields) == (
        2, False, {"strength": [None, 3], "rationale": ["", "New words"]},
    )  # fmt: skip
    assert (added.row, added.is_new, added.place) == (number, True, ("C7-eagr", "GDC-11-a", "FAO"))
    assert reading.unchanged == 204
    assert (reading.sheet, reading.letters["rationale"]) == ("Claims", "F")


def test_what_was_shown_is_done_with_an_event_a_claim(edition, secretary):
    book = filled(edition)
    book.put(2, rationale="New words")
    book.add(row="C7-eagr", column="GDC-11-a", author="FAO", rationale="Advice by phone")
    before = Event.objects.count()
    applied(secretary, edition, book.saved())
    added = Claim.objects.get(edition=edition, author__acronym="FAO")
    assert (added.row.code, added.column.code, added.rationale, added.state) == (
        "C7-eagr", "GDC-11-a", "Advice by phone", "drafted",
    )  # fmt: skip
    assert edition.claims.filter(rationale="New words").count() == 1
    events = list(Event.objects.order_by("id").values_list("action", flat=True))[before:]
    assert sorted(events) == [
        "mappings.claim_drafted", "mappings.claim_revised", "mappings.import_applied", "mappings.import_offered",
    ]  # fmt: skip
    revised = Event.objects.get(action="mappings.claim_revised", id__gt=0, data__rationale=["", "New words"])
    assert revised.actor == str(secretary)


def test_claims_that_a_file_does_not_name_stay(edition, secretary):
    rows = csv_rows(csv_of(edition))
    reading = read(edition, csv_from([{**rows[0], "rationale": "New words"}]), secretary)
    assert (len(reading.changes), len(reading.left_out)) == (1, 204)
    applied(secretary, edition, csv_from([{**rows[0], "rationale": "New words"}]))
    assert edition.claims.standing().count() == 205


def test_a_file_that_changes_nothing_is_not_kept(edition, secretary):
    with pytest.raises(Refused, match="changes nothing"):
        offered_by(secretary, edition, workbook_of(edition))
    assert not Import.objects.exists()


def test_what_others_changed_meanwhile_is_kept_where_the_row_was_not_touched(edition, secretary):
    book = filled(edition)
    book.put(3, rationale="Mine")
    content = book.saved()
    claims = ClaimTable(edition).claims
    actions.revise_claim(claims[0], by=CLERK, rationale="Theirs")
    reading = read(edition, content, secretary)
    assert [change.row for change in reading.changes] == [3]
    assert reading.kept == 1
    assert not reading.changes[0].is_late


def test_a_row_that_both_changed_is_marked(edition, secretary):
    book = filled(edition)
    book.put(2, rationale="Mine")
    content = book.saved()
    actions.revise_claim(ClaimTable(edition).claims[0], by=CLERK, rationale="Theirs")
    (change,) = read(edition, content, secretary).changes
    assert (change.is_late, change.fields["rationale"]) == (True, ["Theirs", "Mine"])


def test_nothing_is_done_when_somebody_revised_after_the_preview(edition, secretary):
    book = filled(edition)
    book.put(2, rationale="Mine")
    book.put(3, rationale="Mine too")
    offered = offered_by(secretary, edition, book.saved())
    seen = mark_of_steps(steps_of(offered, ClaimTable(edition)))
    actions.revise_claim(ClaimTable(edition).claims[0], by=CLERK, rationale="Theirs")
    with pytest.raises(Refused, match="rows 2"):
        apply_import(offered, by=secretary, seen=seen)
    assert not edition.claims.filter(rationale__startswith="Mine").exists()
    seen = mark_of_steps(steps_of(offered, ClaimTable(edition)))
    apply_import(offered, by=secretary, seen=seen)
    assert edition.claims.filter(rationale__startswith="Mine").count() == 2


def test_an_import_is_decided_on_once(edition, secretary):
    book = filled(edition)
    offered = offered_by(secretary, edition, book.put(2, rationale="Mine").saved())
    discard_import(offered, by=secretary)
    with pytest.raises(Refused, match="already"):
        apply_import(offered, by=secretary, seen="")
    with pytest.raises(Refused, match="already"):
        discard_import(offered, by=secretary)
    assert Event.objects.filter(action="mappings.import_discarded").count() == 1


def test_one_row_that_is_refused_undoes_all(edition, secretary, monkeypatch):
    book = filled(edition)
    book.put(2, rationale="Mine")
    book.put(3, rationale="Mine too")
    offered = offered_by(secretary, edition, book.saved())
    seen = mark_of_steps(steps_of(offered, ClaimTable(edition)))
    real, calls = actions.reword, []

    def second_refuses(claim, fields):
        calls.append(claim)
        if len(calls) == 2:
            raise Refused("No.")
        return real(claim, fields)

    monkeypatch.setattr("ungis.mappings.import_actions.reword", second_refuses)
    with pytest.raises(Refused, match="Row 3: No"):
        apply_import(offered, by=secretary, seen=seen)
    assert not edition.claims.filter(rationale="Mine").exists()
    assert Import.objects.get().is_waiting


# --- whose rows ----------------------------------------------------------------------------------------


def test_a_facilitator_changes_rows_of_its_own_lines_only(edition, member):
    book = filled(edition)
    own = book.row_of("C7-eagr", "GDC-68")
    book.put(own, rationale="Ours")
    assert [change.row for change in read(edition, book.saved(), member).changes] == [own]
    other = book.row_of("C2", "GDC-10")
    book.put(other, rationale="Theirs")
    (trouble,) = troubles_of(edition, book.saved(), member)
    assert trouble.startswith(f"sheet “Claims”, row {other}: you do not speak for a facilitator of C2 or GDC-10")


def test_a_facilitator_writes_for_its_own_organization_only(edition, member):
    book = filled(edition)
    book.add(row="C7-eagr", column="GDC-11-a", author="WHO", rationale="Words")
    (trouble,) = troubles_of(edition, book.saved(), member)
    assert "you do not speak for WHO" in trouble


def test_a_facilitator_does_not_reword_what_another_organization_says(edition, member, secretary):
    who = Organization.objects.get(acronym="WHO")
    row, column = (Concept.objects.get(code=code) for code in ("C7-eagr", "GDC-11-a"))
    actions.draft_claim(edition, row, column, by=secretary, author=who, rationale="So says WHO.")
    book = filled(edition)
    number = next(cell.row for cell in book.sheet[book.letters["rationale"]] if cell.value == "So says WHO.")
    book.put(number, rationale="FAO says that WHO says so.")
    (trouble,) = troubles_of(edition, book.saved(), member)
    assert "you do not speak for WHO" in trouble


def test_a_facilitator_who_left_meanwhile_is_told_the_row(edition, member):
    from ungis.core.periods import PartialDate
    from ungis.mappings.framework_actions import end_facilitation
    from ungis.mappings.models import Facilitator

    book = filled(edition)
    own = book.row_of("C7-eagr", "GDC-68")
    offered = offered_by(member, edition, book.put(own, rationale="Ours").saved())
    seen = mark_of_steps(steps_of(offered, ClaimTable(edition)))
    fao = Facilitator.objects.get(concept__code="C7-eagr", organization__acronym="FAO")
    end_facilitation(fao, by=CLERK, ends=PartialDate.parse("2025-01-01"))
    with pytest.raises(Refused, match=f"Row {own}"):
        apply_import(offered, by=member, seen=seen)


def test_only_who_brought_a_file_confirms_it(edition, member, secretary):
    book = filled(edition)
    offered = offered_by(member, edition, book.put(book.row_of("C7-eagr", "GDC-68"), rationale="Ours").saved())
    with pytest.raises(PermissionDenied):
        apply_import(offered, by=secretary, seen="")
    with pytest.raises(PermissionDenied):
        discard_import(offered, by=secretary)


def test_people_without_a_seat_bring_nothing(edition, stakeholder, secretary):
    reading = read(edition, filled(edition).put(2, rationale="Mine").saved(), secretary)
    with pytest.raises(PermissionDenied):
        offer_import(edition, reading, by=stakeholder, name="x.xlsx", sha256="")


def test_nothing_is_brought_into_a_closed_edition(secretary):
    edition = edition_of("wsis-sdg", "2015")
    with pytest.raises(Refused, match="closed"):
        offered_by(secretary, edition, filled(edition).put(2, rationale="Mine").saved())


# --- what is wrong ---------------------------------------------------------------------------------------


def one_trouble(edition, book: Filled) -> str:
    (trouble,) = troubles_of(edition, book.saved())
    return trouble


def test_an_unknown_code_is_told_with_the_nearest(goals):
    told = one_trouble(goals, filled(goals).put(7, column="9.z"))
    assert told.startswith("sheet “Claims”, row 7, column C (Column): there is no code “9.z”. Nearest are: 9.")


def test_a_heading_takes_no_claim(goals):
    assert "“C7” is a heading" in one_trouble(goals, filled(goals).put(7, row="C7"))


def test_the_number_of_a_code_is_read_where_it_can_be_only_one(goals):
    book = filled(goals)
    number = book.row_of("C2", "9.1")
    assert troubles_of(goals, book.put(number, column=9.1).saved()) == []
    assert read(goals, book.saved()).changes == []


def test_the_number_of_a_code_that_can_be_two_is_told(goals):
    book = filled(goals)
    told = one_trouble(goals, book.put(book.row_of("C1", "16.10"), column=16.1))
    assert "the number 16.1 can be 16.1 or 16.10. Format the cell as text" in told


def test_a_zero_that_a_spreadsheet_cut_is_noticed_by_the_address(goals):
    rows = csv_rows(csv_of(goals))
    (cut,) = [row for row in rows if (row["row"], row["column"]) == ("C1", "16.10")]
    cut["column"] = "16.1"
    (told,) = troubles_of(goals, csv_from([cut]))
    assert "row 2, column C (column): 16.1 stands here, but the address of the row says 16.10" in told


def test_a_code_that_became_a_date_is_told(goals):
    book = filled(goals)
    told = one_trouble(goals, book.put(book.row_of("C2", "9.1"), column=datetime(2026, 1, 9)))  # noqa: DTZ001
    assert "a date stands here (2026-01-09)" in told
    assert "9.1" in told


@pytest.mark.parametrize(
    ("values", "told"),
    [
        ({"rationale": "=1+1"}, "a formula stands here"),
        ({"rationale": 2025}, "a number stands here where a text is expected (2025)"),
        ({"rationale": datetime(2026, 1, 9)}, "a date stands here where a text is expected (2026-01-09)"),  # noqa: DTZ001
        ({"rationale": True}, "true or false stands here"),
        ({"strength": 4}, "“4” is no strength"),
        ({"strength": 2.5}, "“2.5” is no strength"),
        ({"strength": "strong"}, "“strong” is no strength"),
        ({"strength": "=3"}, "a formula stands here"),
        ({"certainty": "sure"}, "“sure” is none of"),
        ({"certainty": None, "rationale": "x"}, "the certainty is empty"),
        ({"author": "FAOO"}, "there is no organization “FAOO”. Nearest are: FAO"),
        ({"state": "cleared"}, "States are moved on the page"),
        ({"state": "nearly"}, "“nearly” is none of"),
        ({"mechanism": "x" * 201}, "the text has 201 characters; 200 at most are kept"),
        ({"rationale": "x" * 8_001}, "the text has 8001 characters"),
        ({"row": None}, "the code is missing"),
    ],
)  # fmt: skip
def test_a_cell_that_cannot_be_taken_is_told_by_sheet_row_and_column(edition, values, told):
    book = filled(edition).put(9, **values)
    (trouble,) = troubles_of(edition, book.saved())
    assert told in trouble
    assert trouble.startswith("sheet “Claims”, row 9")
    if len(values) == 1 and "States" not in told:
        (name,) = values
        assert f"column {book.letters[name]} (" in trouble


def test_a_sign_that_cannot_be_printed_is_told(edition):
    content = workbook_of(edition).replace(b"", b"")
    package = zipfile.ZipFile(io.BytesIO(content))
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as changed:
        for name in package.namelist():
            part = package.read(name)
            if name == "xl/worksheets/sheet1.xml":
                part = part.replace(b">WSIS action line<", b">WSIS_x0007_ line<", 1)
            changed.writestr(name, part)
    (trouble,) = troubles_of(edition, out.getvalue())
    assert "a sign that cannot be printed (U+0007)" in trouble


def test_two_rows_for_the_same_claim_name_each_other(edition):
    book = filled(edition)
    number = book.add(row=book.cell("row", 5).value, column=book.cell("column", 5).value)
    assert one_trouble(edition, book).startswith(
        f"sheet “Claims”, row {number}, column A (Row): this row, column and author stand in row 5 already"
    )


def test_merged_cells_are_told(edition):
    book = filled(edition)
    book.sheet.merge_cells("F4:F6")
    assert any(
        "row 4, column F (Rationale): the cells F4:F6 are merged" in told for told in troubles_of(edition, book.saved())
    )


def test_a_new_claim_is_a_draft(edition):
    book = filled(edition)
    book.add(row="C7-eagr", column="GDC-11-a", state="cleared")
    assert "a new claim is a draft" in one_trouble(edition, book)


def test_a_rejected_claim_is_opened_again_first(edition):
    claim = ClaimTable(edition).claims[0]
    book = filled(edition).put(2, rationale="Mine")
    actions.move_claim(
        edition.claims.get(pk=claim.pk), "reject" if claim.state != "cleared" else "reopen", by=CLERK, reason="No."
    )
    assert "this claim was rejected" in one_trouble(edition, book)


def test_a_wrong_head_and_the_missing_one_are_told(edition):
    book = filled(edition)
    book.sheet["F1"].value = "Rational"
    wrong, missing = troubles_of(edition, book.saved())
    assert wrong.startswith(
        "sheet “Claims”, row 1, column F: there is no such head: “Rational”. Nearest are: rationale"
    )
    assert missing == "sheet “Claims”, row 1: these heads are missing: Rationale (rationale)."


def test_a_head_that_stands_twice_is_told(edition):
    book = filled(edition)
    book.sheet["R1"].value = "Note"
    assert any("the head “Note” stands in column" in told for told in troubles_of(edition, book.saved()))


def test_what_stands_below_no_head_is_told(edition):
    book = filled(edition)
    book.sheet["Z5"].value = "stray"
    assert one_trouble(edition, book) == "sheet “Claims”, row 5, column Z: something stands here, below no head."


def test_hidden_rows_are_read_and_empty_ones_passed_over(edition):
    book = filled(edition).put(4, rationale="Hidden words")
    book.sheet.row_dimensions[4].hidden = True
    book.put(400, row="C7-eagr", column="GDC-11-a")
    assert [change.row for change in read(edition, book.saved()).changes] == [4, 400]


def test_a_renamed_sheet_is_told_with_those_that_are_there(edition):
    book = filled(edition)
    book.sheet.title = "Sheet1"
    with pytest.raises(Refused, match=r"no sheet “Claims”\. It has “Sheet1”, “At a glance”"):
        read(edition, book.saved())


@pytest.mark.parametrize("keywords", ["ungis-matrix wsis-gdc/2024 form-1", "ungis-matrix wsis-gdc/draft form-9"])
def test_a_workbook_of_another_edition_or_form_is_refused(edition, keywords):
    book = filled(edition)
    book.book.properties.keywords = keywords
    with pytest.raises(Refused, match="another edition"):
        read(edition, book.saved())


def test_a_workbook_without_its_note_is_told_apart_by_the_addresses(edition):
    book = filled(edition_of("wsis-sdg", "2015"))
    book.book.properties.keywords = None
    told = troubles_of(edition, book.saved())
    assert any("there is no code" in words for words in told)
    rows = csv_rows(csv_of(edition))
    (told,) = troubles_of(edition, csv_from([{**rows[0], "address": rows[0]["address"].replace("draft", "2024")}]))
    assert "this row is of another edition (wsis-gdc/2024)" in told


def test_the_first_hundred_troubles_are_told_and_the_rest_counted(edition):
    from ungis.mappings.workbook_reading import Troubled

    rows = csv_rows(csv_of(edition))
    with pytest.raises(Troubled) as trouble:
        read(edition, csv_from([{**row, "strength": "x"} for row in rows]))
    assert (len(trouble.value.troubles), trouble.value.more) == (100, 105)
    assert trouble.value.troubles[0].startswith("row 2, column E (strength): “x” is no strength")


def test_more_than_five_thousand_rows_are_refused(edition):
    row = csv_rows(csv_of(edition))[0]
    (told,) = troubles_of(edition, csv_from([row] * 5_001))
    assert "bring at most 5000 at once" in told


# --- what is no workbook -----------------------------------------------------------------------------------


def docx():
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as package:
        kind = "application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"
        types = f'<Types><Override PartName="/word/document.xml" ContentType="{kind}"/></Types>'
        package.writestr("[Content_Types].xml", types)
        package.writestr("word/document.xml", "<document/>")
    return out.getvalue()


def ods():
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as package:
        package.writestr("mimetype", "application/vnd.oasis.opendocument.spreadsheet")
    return out.getvalue()


def bomb():
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as package:
        package.writestr("[Content_Types].xml", "<Types/>" + " " * 60_000_000)
    return out.getvalue()


@pytest.mark.parametrize(
    ("content", "told"),
    [
        (b"", "empty"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\x00" * 600, "protected by a password, or an Excel file of the old"),
        (ods(), "OpenDocument"),
        (docx(), "neither an Excel workbook"),
        (b"PK\x03\x04broken", "damaged"),
        (bomb(), "unpacks to far more"),
        ("caf\xe9;x\n".encode("latin-1"), "CSV file in UTF-8"),
        (b'row,column\n"C1,x', "row 2: the quotation marks"),
        (b"hello", "no such head: “hello”"),
        (b"\xef\xbb\xbf\n\n", "there is nothing on it"),
        (b"\x00\x01\x02", "no such head"),
    ],
    ids=["empty", "xls", "ods", "docx", "broken", "bomb", "latin", "quotes", "words", "blank", "bytes"],
)  # fmt: skip
def test_a_file_that_is_no_workbook_is_told(edition, content, told):
    with pytest.raises(Refused) as refusal:
        read(edition, content)
    assert told in str(refusal.value)


def test_any_other_workbook_is_told_what_it_lacks(edition):
    book = Workbook()
    book.active.title = "Claims"
    out = io.BytesIO()
    book.save(out)
    assert troubles_of(edition, out.getvalue()) == ["sheet “Claims”: there is nothing on it."]


def test_parts_that_do_not_fit_together_are_told(edition):
    package = zipfile.ZipFile(io.BytesIO(workbook_of(edition)))
    for part in ("xl/workbook.xml", "xl/_rels/workbook.xml.rels", "_rels/.rels", "xl/worksheets/sheet1.xml"):
        out = io.BytesIO()
        with zipfile.ZipFile(out, "w") as changed:
            for name in package.namelist():
                if name != part:
                    changed.writestr(name, package.read(name))
        with pytest.raises(Refused, match=r"damaged|no sheet"):
            read(edition, out.getvalue())


@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16"])
def test_tables_are_read_however_spreadsheets_write_them(edition, delimiter, encoding):
    rows = csv_rows(csv_of(edition))
    reading = read(edition, csv_from(rows, delimiter, encoding))
    assert (reading.changes, reading.unchanged) == ([], 205)


# --- the pages -----------------------------------------------------------------------------------------------

ADDRESS = "/en/matrices/wsis-gdc/draft/import/"


def brought(client, content, name="claims.xlsx", address=ADDRESS):
    return client.post(address, {"file": SimpleUploadedFile(name, content)})


def test_a_facilitator_fills_in_a_workbook_looks_and_confirms(edition, member, client_of):
    client = client_of(member)
    content = client.get("/en/matrices/wsis-gdc/draft.xlsx").content
    book = Filled(content)
    own = book.row_of("C7-eagr", "GDC-68")
    book.put(own, rationale="=Words & <b>more</b>")
    book.cell("rationale", own).data_type = "s"
    answer = brought(client, book.saved())
    assert answer.status_code == 302
    page = client.get(answer["Location"])
    text = page.content.decode()
    assert "1 claim would be changed" in text
    assert "204 rows say what the edition says" in text
    assert f"Sheet “Claims”, row {own}" in text
    assert "<ins>=Words &amp; &lt;b&gt;more&lt;/b&gt;</ins>" in text
    done = client.post(answer["Location"] + "apply/", {"seen": page.context["seen"]})
    assert done["Location"] == "/en/matrices/wsis-gdc/draft/"
    assert edition.claims.get(row__code="C7-eagr", column__code="GDC-68").rationale == "=Words & <b>more</b>"
    assert "confirmed and done" in client.get(answer["Location"]).content.decode()


def test_the_way_back_is_shown_to_those_who_may_take_it(client, member, stakeholder, client_of):
    for person, is_shown in ((None, False), (stakeholder, False), (member, True)):
        for slug, is_open in (("wsis-gdc/draft", True), ("wsis-sdg/2015", False)):
            page = client_of(person).get(f"/en/matrices/{slug}/").content.decode()
            assert (f"/en/matrices/{slug}/import/" in page) == (is_shown and is_open)


def test_troubles_stand_on_the_page_and_nothing_is_kept(edition, secretary, client_of):
    answer = brought(client_of(secretary), filled(edition).put(5, strength=7, row="C99").saved())
    text = answer.content.decode()
    assert answer.status_code == 422
    assert "There are 2 troubles in this file" in text
    assert "sheet “Claims”, row 5, column A (Row): there is no code “C99”" in text
    assert not Import.objects.exists()


def test_a_file_that_is_discarded_changes_nothing(edition, secretary, client_of):
    client = client_of(secretary)
    answer = brought(client, filled(edition).put(5, rationale="Words").saved())
    assert client.post(answer["Location"] + "discard/")["Location"] == ADDRESS
    assert not edition.claims.filter(rationale="Words").exists()
    assert client.post(answer["Location"] + "apply/", {"seen": ""}).status_code == 422


def test_what_changed_since_the_page_was_made_is_told_and_shown(edition, secretary, client_of):
    client = client_of(secretary)
    answer = brought(client, filled(edition).put(2, rationale="Mine").saved())
    seen = client.get(answer["Location"]).context["seen"]
    actions.revise_claim(ClaimTable(edition).claims[0], by=CLERK, rationale="Theirs")
    page = client.post(answer["Location"] + "apply/", {"seen": seen})
    assert page.status_code == 422
    assert "Somebody changed the edition since this page was made" in page.content.decode()
    assert "<del>Theirs</del>" in page.content.decode()


def test_a_file_that_is_too_large_is_told_before_it_is_read(secretary, client_of, settings):
    settings.UPLOAD_LIMIT = 1024 * 1024
    answer = brought(client_of(secretary), b"x" * (1024 * 1024 + 1))
    assert answer.status_code == 422
    assert "larger than 1 megabytes" in answer.content.decode()


@pytest.mark.parametrize("content", [b"", b"PK", b"\x00" * 50, b"%PDF-1.4", b'"', b"row\n\xff"])
def test_odd_bytes_are_answered_calmly(content, secretary, client_of):
    assert brought(client_of(secretary), content).status_code == 422


def test_a_form_without_a_file_is_told(secretary, client_of):
    assert client_of(secretary).post(ADDRESS).status_code == 422


def test_the_name_of_a_file_is_shown_as_words(edition, secretary, client_of):
    client = client_of(secretary)
    answer = brought(client, filled(edition).put(2, rationale="Mine").saved(), name="<b>../x\u202e.xlsx")
    assert "<b>" not in client.get(answer["Location"]).content.decode().split("<h1>")[1].split("</h1>")[0]


def test_others_do_not_see_what_a_file_would_change(edition, member, other_member, secretary, client_of):
    book = filled(edition)
    content = book.put(book.row_of("C7-eagr", "GDC-68"), rationale="Ours").saved()
    place = brought(client_of(member), content)["Location"]
    assert client_of(secretary).get(place).status_code == 200
    assert "Confirm and change" not in client_of(secretary).get(place).content.decode()
    assert client_of(other_member).get(place).status_code == 404


def test_line_breaks_of_any_programme_are_welcome(edition):
    rows = csv_rows(csv_of(edition))
    (change,) = read(edition, csv_from([{**rows[0], "rationale": "first\r\nsecond\rthird"}])).changes
    assert change.fields == {"rationale": ["", "first\nsecond\nthird"]}


def test_an_import_of_thousands_of_rows_is_read_shown_and_done_at_once(edition, secretary, client_of):
    """No progress is shown, for none is needed: read and judged together, written together."""
    table = ClaimTable(edition)
    actions.open_edition(edition.matrix, by=CLERK, slug="large", title="Large")
    large = edition_of("wsis-gdc", "large")
    heads = csv_rows(csv_of(edition))[0]
    rows = [
        {**dict.fromkeys(heads, ""), "row": row.code, "column": column.code, "carried_out_by": "FAO; WHO; the moon"}
        for row in table.rows.claimable
        for column in table.columns.claimable
    ]
    began = time.process_time()
    offered = offered_by(secretary, large, csv_from(rows))
    read_in = time.process_time() - began
    seen = mark_of_steps(steps_of(offered, ClaimTable(large)))
    began = time.process_time()
    apply_import(offered, by=secretary, seen=seen)
    done_in = time.process_time() - began
    assert large.claims.count() == 18 * 107
    assert large.claims.filter(organizations__acronym="WHO").count() == 18 * 107
    assert (read_in < 20, done_in < 20) == (True, True), (read_in, done_in)
    assert [event for event, _why in verify()] == []
