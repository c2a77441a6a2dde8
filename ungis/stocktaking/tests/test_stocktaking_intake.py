"""Many activities in one file: the template, the reading, the preview, and how they are taken in."""

import io
import json
import zipfile

import pytest
from django.core.exceptions import PermissionDenied
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import OperationalError
from django.utils import translation
from hypothesis import HealthCheck, settings
from hypothesis import given as tried_with
from hypothesis import strategies as st
from openpyxl import Workbook, load_workbook

from ungis.core.acting import Refused
from ungis.core.models import Event
from ungis.core.standing import CLERK
from ungis.mail.models import Message
from ungis.mappings.models import Concept
from ungis.stocktaking import exports, intake_actions, workbook
from ungis.stocktaking.content import given_of
from ungis.stocktaking.intake_reading import read_file
from ungis.stocktaking.lines import MOST_LINES, TOLD, in_pieces, served_by, told
from ungis.stocktaking.models import Activity, Intake
from ungis.stocktaking.states import ActivityState
from ungis.stocktaking.tests.said import alike, givens, kept

pytestmark = pytest.mark.django_db
SUMMARY = "Trains three hundred farmers' cooperatives to sell what they grow through mobile telephones."
ADDRESS = "/en/activities/intake/"


def book_of(lines, *, heads=None, title="Activities", prepare=None):
    """A workbook as somebody may type it."""
    book = Workbook()
    sheet = book.active
    sheet.title = title
    heads = heads or list(dict.fromkeys(name for line in lines for name in line))
    sheet.append(heads)
    for line in lines:
        sheet.append([line.get(head) for head in heads])
    if prepare:
        prepare(sheet)
    content = io.BytesIO()
    book.save(content)
    return content.getvalue()


def line(which=1, **other):
    return {
        "title": f"Markets by telephone {which}",
        "summary": SUMMARY,
        "organizations": "FAO",
        "status": "ongoing",
        **other,
    }


def offered(content, user, name="activities.xlsx"):
    return intake_actions.offer_intake(read_file(content, by=user), by=user, name=name, sha256="0" * 64)


def troubles_in(content, user):
    return [(one.row, trouble.column, trouble.words) for one in read_file(content, by=user).lines
            for trouble in one.troubles]  # fmt: skip


def finish(user, intake, **choices):
    intake_actions.confirm_intake(intake, by=user, **choices)
    while intake_actions.take_in_due():
        pass
    intake.refresh_from_db()
    return intake


# --- the template --------------------------------------------------------------------------------


@pytest.mark.parametrize("language", ["ar", "zh-hans", "en", "fr", "ru", "es"])
def test_the_template_speaks_each_language_and_holds_nothing_but_an_example(language, member):
    with translation.override(language):
        content = workbook.template()
        with pytest.raises(Refused, match=r".+"):
            read_file(content, by=member)
    book = load_workbook(io.BytesIO(content))
    assert len(book.sheetnames) == 3
    assert bool(book.worksheets[0].sheet_view.rightToLeft) == (language == "ar")
    offered_lists = {rule.formula1 for rule in book.worksheets[0].data_validations.dataValidation}
    assert offered_lists == {f"=list_{name}" for name in (
        "status", "scope", "entity_kind", "source_language", "organizations", "countries", "regions", "lines",
        "goals", "objectives")}  # fmt: skip
    assert {name.lstrip("=") for name in offered_lists} <= set(book.defined_names)


def test_a_template_filled_in_in_one_language_is_read_in_another(member):
    with translation.override("fr"):
        book = load_workbook(io.BytesIO(workbook.template()))
        sheet = book.worksheets[0]
        heads = [cell.value for cell in sheet[1]]
        typed = dict(zip(TOLD, heads, strict=False))
        values = line(source_language="français", status="en cours", countries="Suisse; Côte d’Ivoire", goals="4")
        sheet.append([next((values[name] for name in values if typed[name] == head), None) for head in heads])
        content = io.BytesIO()
        book.save(content)
    (read,) = read_file(content.getvalue(), by=member).lines
    assert read.troubles == [] or [t.column for t in read.troubles] == ["status"]
    assert read.row == 3


# --- out and in ----------------------------------------------------------------------------------


@pytest.mark.parametrize("form", ["xlsx", "csv", "json", "xml"])
def test_the_whole_register_goes_out_and_says_the_same_when_it_comes_back(client, form):
    response = client.get(f"/en/activities/export.{form}")
    content = response.getvalue() if response.streaming else response.content
    reading = read_file(content, by=CLERK)
    assert {one.kind for one in reading.lines} == {"same"}
    assert len(reading.lines) == Activity.objects.public().count()


@settings(max_examples=40, deadline=None, suppress_health_check=list(HealthCheck))
@tried_with(data=st.data())
def test_any_words_go_out_in_a_workbook_and_in_json_and_come_back(data):
    codes = data.draw(st.lists(st.sampled_from(["C3", "C7-ehea", "4", "9.c", "Objective 2"]), unique=True))
    concepts = list(Concept.objects.filter(code__in=codes, framework__slug__in=["wsis", "sdg", "gdc"]))
    activity = kept(data.draw(givens()), concepts=concepts, are_confirmed=True)
    language = data.draw(st.sampled_from(["en", "ar", "ru"]))
    with translation.override(language):
        as_book = workbook.written(told([activity], in_words=True))
    as_json = "".join(exports._as_json([activity])).encode()
    as_csv = "".join(exports._as_csv([activity])).encode()
    for content in (as_book, as_json, as_csv):
        (read,) = read_file(content, by=CLERK).lines
        assert read.troubles == []
        assert alike(read.given, given_of(activity)) is True
        assert {one.pk for one in read.concepts} == {one.pk for one in served_by(activity)}
        assert read.kind == "same"
    activity.delete()


def test_c7_no_cell_of_a_workbook_is_a_formula(member):
    content = book_of([line(title="'=1+1"), line(2, contact="+41 22 730 5111")])
    lines = read_file(content, by=member).lines
    out = workbook.remarked([{**one.cells, "title": '=HYPERLINK("http://x")'} for one in lines])
    cells = [cell for row in load_workbook(io.BytesIO(out)).worksheets[0].iter_rows() for cell in row]
    assert not [cell for cell in cells if cell.data_type == "f"]
    assert [one.given.contact for one in lines] == ["", "+41 22 730 5111"]


# --- what is wrong is told -----------------------------------------------------------------------


def test_each_trouble_names_its_line_and_its_column(member):
    content = book_of([
        line(1, organizations="FAOO"), line(2, countries="Atlantis"), line(3, status="paused"),
        line(4, starts_on="soon"), line(5, url="nowhere"), line(6, goals="99"), line(7, organizations="ITU"),
        line(8, summary="Short."), line(9, source_language="Deutsch"), line(10, number="many"), line(11),
    ])  # fmt: skip
    found = troubles_in(content, member)
    assert [(row, column) for row, column, _words in found] == [
        (2, "organizations"), (3, "countries"), (4, "status"), (5, "starts_on"), (6, "url"), (7, "goals"),
        (8, "organizations"), (9, "summary"), (10, "source_language"), (11, "number"),
    ]  # fmt: skip
    assert found[0][2] == "there is no organization “FAOO” in the register. Nearest are: FAO, IFAD, ICAO."
    assert "you do not sit for ITU" in found[6][2]


def test_dates_and_numbers_are_taken_however_a_spreadsheet_kept_them(member):
    from datetime import date

    content = book_of([line(1, starts_on=date(2024, 3, 1), ends_on=2026, goals=4.4), line(2, goals=16.1)])
    good, cut = read_file(content, by=member).lines
    assert (str(good.given.starts_on), str(good.given.ends_on)) == ("2024-03-01", "2026")
    assert [one.code for one in good.concepts] == ["4.4"]
    assert [trouble.words for trouble in cut.troubles] == [
        "the number 16.1 can be 16.1 or 16.10. Format the cell as text and write the code."
    ]


def test_formulas_errors_and_the_same_line_twice_are_told(member):
    found = troubles_in(book_of([line(1, url="=1+1"), line(2), line(2), line(3, place_note="#N/A")]), member)
    assert [(row, column) for row, column, _words in found] == [(2, "url"), (4, "title"), (5, "place_note")]


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"", "empty"),
        (b"\xd0\xcf\x11\xe0old", "old kind"),
        (b"%PDF-1.4 no", "damaged|neither"),
        (b"\xff\xfe\xff", "neither"),
        (b"[1, 2]", "no list of activities"),
        (b'{"rows": [', "well-formed JSON"),
        (b"[" * 100_000, "well-formed JSON|no list"),
        (b"title,status\nA,ongoing\n", "heads are missing"),
        (b"title,title,summary\nA,B,C\n", "stands in two columns"),
        (b'title,summary\n"A,B\n', "quotation marks"),
        (b"title,summary\n,\n", "no activity"),
        (b"<html/>", "no file of IATI"),
        (b'<!DOCTYPE a [<!ENTITY b "c">]><iati-activities version="2.03"/>', "declares"),
        (b'<iati-activities version="1.03"/>', "version 2"),
        (b'<iati-activities version="2.03"><iati-activity>', "well-formed"),
        (b'<iati-activities version="2.03"/>', "no activity"),
        (b'<?xml version="1.0" encoding="utf-7"?><iati-activities version="2.03"/>', "UTF-8"),
    ],
)
def test_a_file_that_is_none_is_refused_in_plain_words(content, words, member):
    with pytest.raises(Refused, match=words):
        read_file(content, by=member)


@pytest.mark.parametrize(
    "declared",
    [
        b'<!DOCTYPE a [<!ENTITY b SYSTEM "file:///etc/passwd">]>',
        b'<!DOCTYPE a SYSTEM "http://127.0.0.1:9/outside.dtd">',
        b'<!DOCTYPE a [<!ENTITY b "lol"><!ENTITY c "&b;&b;&b;&b;&b;&b;&b;&b;&b;&b;">]>',
    ],
)
def test_c5_a_file_that_declares_entities_is_refused_before_any_is_looked_at(declared, member):
    with pytest.raises(Refused, match="declares"):
        read_file(declared + b'<iati-activities version="2.03"/>', by=member)


def test_a_csv_by_the_name_of_a_workbook_is_read_as_what_it_is(client_of, member):
    client = client_of(member)
    rows = f"title,summary,organizations,status\nBy telephone,{SUMMARY},FAO,ongoing\n"
    response = client.post(ADDRESS, {"file": SimpleUploadedFile("activities.xlsx", rows.encode())})
    assert response.status_code == 302
    assert Intake.objects.get().name == "activities.csv"


def test_more_lines_than_the_limit_are_refused_with_the_number(member):
    with pytest.raises(Refused, match="more than 2000 lines"):
        read_file(book_of([line(number) for number in range(MOST_LINES + 1)]), by=member)


def test_c4_a_sheet_of_a_million_rows_a_bomb_and_macros_are_refused(member):
    claimed = repacked(book_of([line()]), "xl/worksheets/sheet1.xml", b'ref="A1:D2"', b'ref="A1:XFD1048576"')
    with pytest.raises(Refused, match="five million cells"):
        read_file(claimed, by=member)
    swollen = b"<!--" + b"A" * 50_000_000 + b"--></styleSheet>"
    bomb = repacked(book_of([line()]), "xl/styles.xml", b"</styleSheet>", swollen)
    with pytest.raises(Refused, match="unpacks to far more"):
        read_file(bomb, by=member)
    kind = b"spreadsheetml.sheet.main+xml"
    macros = repacked(book_of([line()]), "[Content_Types].xml", kind, b"sheet.macroEnabled.main+xml")
    with pytest.raises(Refused, match="macros"):
        read_file(macros, by=member)


def repacked(content, part, old, new):
    """The same package with one part changed."""
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as package, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as other:
        for name in package.namelist():
            held = package.read(name)
            assert name != part or old in held
            other.writestr(name, held.replace(old, new) if name == part else held)
    return out.getvalue()


def test_wrong_sheets_and_merged_cells_are_refused(member):
    with pytest.raises(Refused, match="no sheet “Activities”"):
        read_file(book_of([line()], title="Tabelle1"), by=member)
    with pytest.raises(Refused, match="A2:B3 are merged"):
        read_file(book_of([line(), line(2)], prepare=lambda sheet: sheet.merge_cells("A2:B3")), by=member)


# --- confirmed and taken in ----------------------------------------------------------------------


def test_nothing_is_done_before_it_is_confirmed_and_all_is_done_after(member, secretary):
    before = Activity.objects.count()
    intake = offered(book_of([line(number) for number in range(120)]), member)
    assert Activity.objects.count() == before
    finish(member, intake)
    new = Activity._base_manager.filter(title__startswith="Markets by telephone")
    assert (new.count(), set(new.values_list("state", flat=True))) == (120, {ActivityState.SUBMITTED})
    assert (intake.done, intake.finished_at is not None) == (120, True)
    assert Message.objects.filter(to=member.email).count() == 1
    assert Message.objects.filter(to=secretary.email).count() == 1


def test_a_file_with_a_trouble_is_taken_whole_or_on_purpose_without_the_bad_lines(member):
    intake = offered(book_of([line(1), line(2, countries="Atlantis"), line(3)]), member)
    with pytest.raises(Refused, match="to be mended first"):
        intake_actions.confirm_intake(intake, by=member)
    finish(member, intake, only_good=True)
    assert [(row, bool(number)) for row, number, _words in intake.outcome] == [(2, True), (3, False), (4, True)]


def test_the_secretariat_may_publish_at_once_and_nobody_else(secretary, member):
    with pytest.raises(PermissionDenied):
        intake_actions.confirm_intake(offered(book_of([line()]), member), by=member, publish=True)
    finish(secretary, offered(book_of([line(7, organizations="ITU; UNESCO")]), secretary), publish=True)
    assert Activity.objects.public().filter(title="Markets by telephone 7").exists()


def test_a_worker_that_dies_goes_on_where_it_stopped_and_nothing_is_taken_in_twice(member, monkeypatch):
    intake = offered(book_of([line(number) for number in range(130)]), member)
    intake_actions.confirm_intake(intake, by=member)
    intake_actions.take_in_piece(intake, by=member)
    saved, calls = Activity.save, []

    def full(self, *args, **kwargs):
        calls.append(self)
        if len(calls) > 20:
            raise OperationalError("database or disk is full")
        return saved(self, *args, **kwargs)

    monkeypatch.setattr(Activity, "save", full)
    with pytest.raises(OperationalError):
        intake_actions.take_in_due()
    monkeypatch.setattr(Activity, "save", saved)
    intake.refresh_from_db()
    assert intake.done == len(intake.outcome) == 50
    assert Activity._base_manager.filter(title__startswith="Markets by telephone").count() == 50
    assert intake_actions.take_in_due() == 80
    assert intake_actions.take_in_due() == 0
    titles = Activity._base_manager.filter(title__startswith="Markets by telephone").values_list("title", flat=True)
    assert len(titles) == len(set(titles)) == 130


def test_a_line_with_a_number_corrects_the_entry_and_leaves_its_contact_alone(member):
    entry = Activity.objects.registered().filter(organizations__acronym="FAO", participations__role="carries-out")[0]
    row = next(told(in_pieces(Activity.objects.filter(pk=entry.pk))))
    row["results"] = "Reached 40 villages by May 2026."
    Activity.objects.filter(pk=entry.pk).update(contact="someone")
    intake = offered(json.dumps({"rows": [row]}).encode(), member)
    assert [one["kind"] for one in intake.rows] == ["corrected"]
    finish(member, intake)
    entry.refresh_from_db()
    assert (entry.results, entry.contact) == ("Reached 40 villages by May 2026.", "someone")
    assert Event.objects.of(entry).filter(action="stocktaking.activity_corrected").exists()


def test_an_entry_of_others_is_not_corrected_by_a_file(member):
    entry = Activity.objects.public().exclude(organizations__acronym="FAO")[0]
    found = troubles_in(book_of([line(number=str(entry.number))]), member)
    assert [words for _row, _column, words in found] == [
        "this entry is of other people: only they and the secretariat can correct it."
    ]


def test_a_file_is_decided_on_once_and_by_who_brought_it(member, other_member, secretary):
    intake = offered(book_of([line()]), member)
    for other in (other_member, secretary):
        with pytest.raises(PermissionDenied):
            intake_actions.confirm_intake(intake, by=other)
    intake_actions.discard_intake(intake, by=member)
    with pytest.raises(Refused):
        intake_actions.confirm_intake(intake, by=member)
    with pytest.raises(Refused):
        intake_actions.take_in_piece(intake, by=member) if intake.confirmed_by_id else intake_actions.discard_intake(
            intake, by=member
        )


# --- the pages -----------------------------------------------------------------------------------


def test_the_way_of_a_file_through_the_pages(client_of, member):
    client = client_of(member)
    file = SimpleUploadedFile("list.xlsx", book_of([line(1), line(2, countries="Atlantis", title="=bad")]))
    page = client.post(ADDRESS, {"file": file}, follow=True)
    shown = page.content.decode()
    assert "Countries" in shown
    assert "there is no country or region “Atlantis”" in shown
    address = page.redirect_chain[-1][0]
    remarks = load_workbook(io.BytesIO(client.get(f"{address}remarks.xlsx").content)).worksheets[0]
    assert remarks["A1"].value == "Remarks on this line"
    assert "Atlantis" in remarks["A3"].value
    assert client.post(f"{address}confirm/", {"lines": "all"}).status_code == 422
    assert client.post(f"{address}confirm/", {"lines": "good"}).status_code == 302
    under_way = client.get(address).content.decode()
    assert '<meta http-equiv="refresh"' in under_way
    assert "0 of 2 lines are done" in under_way
    while intake_actions.take_in_due():
        pass
    done = client.get(address).content.decode()
    assert "http-equiv" not in done
    assert "1 activity was taken in" in done


def test_a_file_that_cannot_be_read_is_refused_on_the_page(client_of, member):
    response = client_of(member).post(ADDRESS, {"file": SimpleUploadedFile("a.xlsx", b"PK\x03\x04no")})
    assert response.status_code == 422
    assert Intake.objects.count() == 0


def test_others_do_not_see_a_file(client_of, member, other_member):
    intake = offered(book_of([line()]), member)
    assert client_of(other_member).get(f"{ADDRESS}{intake.pk}/").status_code == 404


def test_a_draft_is_in_no_export(client, client_of, member, secretary):
    from ungis.stocktaking.actions import begin_activity
    from ungis.stocktaking.content import Given

    draft = begin_activity(by=member, given=Given(title="Not yet told to anybody", contact="me"))
    for reader in (client, client_of(secretary)):
        for form in ("csv", "json", "xml"):
            assert b"Not yet told" not in reader.get(f"/en/activities/export.{form}").getvalue()
        assert reader.get(f"/en/activities/{draft.number}.json").status_code == 404


def test_the_whole_register_costs_few_queries(client, django_assert_max_num_queries):
    with django_assert_max_num_queries(10):
        client.get("/en/activities/export.csv").getvalue()
    with django_assert_max_num_queries(12):
        client.get("/en/activities/1.xml").getvalue()
