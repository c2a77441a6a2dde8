"""The annex of an edition: every claim with its reason and source, in Word and PDF, in six languages."""

import io
import re
import shutil
import subprocess
import zipfile

import docx as python_docx
import pypdf
import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import translation
from lxml import etree

from ungis.core.standing import Visibility
from ungis.languages.models import Translation
from ungis.mappings import annex_pdf, annex_word
from ungis.mappings.annex import compose
from ungis.mappings.models import Claim, Edition
from ungis.press.elements import ORDER, W

pytestmark = pytest.mark.django_db
WSIS_SDG, WSIS_GDC, SDG_GDC = ("wsis-sdg", "2015"), ("wsis-gdc", "draft"), ("sdg-gdc", "compact")
LANGUAGES = ("ar", "zh-hans", "en", "fr", "ru", "es")


def edition_of(matrix, slug):
    fetched = Edition.objects.select_related("matrix__rows", "matrix__columns")
    return fetched.get(matrix__slug=matrix, slug=slug)


def composed(which, language="en", **choices):
    with translation.override(language):
        return compose(edition_of(*which), **choices)


def claims_in(content):
    return [claim for line in content["lines"] for group in line["groups"] for claim in group["claims"]]


def part(document, name="document"):
    with zipfile.ZipFile(io.BytesIO(document)) as package:
        return etree.fromstring(package.read(f"word/{name}.xml"))


def words_of(document):
    return "\n".join("".join(line.itertext(f"{{{W}}}t")) for line in part(document).iter(f"{{{W}}}p"))


def squeezed(text):
    return re.sub(r"\s+", "", text)


def pages_of(content):
    return pypdf.PdfReader(io.BytesIO(annex_pdf.write(content))).pages


@pytest.mark.parametrize("which", [WSIS_SDG, WSIS_GDC, SDG_GDC])
@pytest.mark.parametrize("by_column", [False, True])
def test_every_claim_stands_in_it_once_in_either_direction(which, by_column):
    content = composed(which, by_column=by_column)
    assert len(claims_in(content)) == edition_of(*which).claims.standing().count()


def test_every_reason_stands_in_word_and_in_pdf():
    content = composed(WSIS_SDG)
    reasons = {claim.rationale for claim in edition_of(*WSIS_SDG).claims.all() if claim.rationale}
    assert len(reasons) > 100
    in_word = words_of(annex_word.write(content))
    in_pdf = squeezed("".join(page.extract_text() for page in pages_of(content)))
    assert [reason for reason in reasons if reason not in in_word] == []
    assert [reason for reason in reasons if squeezed(reason) not in in_pdf] == []


def test_lines_stand_in_the_order_of_the_framework_and_claims_in_that_of_the_goals():
    content = composed(WSIS_SDG)
    names = [line["name"] for line in content["lines"]]
    assert names[:3] == ["C1", "C2", "C3"]
    assert len(names) == 18
    assert "C7" not in names  # it only brackets its eight lines
    first = [claim["code"] for claim in content["lines"][0]["groups"][0]["claims"]]
    assert first == ["1", "3.8", "3.d", "5", "10.c", "16.5", "16.6", "16.10", "17.8"]


def test_read_by_column_the_claims_of_a_goal_are_gathered_by_target():
    goal = composed(WSIS_SDG, by_column=True)["lines"][2]
    assert goal["name"] == "Goal 3"
    assert [group["part"] and group["part"]["name"] for group in goal["groups"]][:2] == [None, "target 3.3"]


def test_a_claim_without_a_reason_says_so_and_both_readings_are_shown():
    told = [claim for claim in claims_in(composed(WSIS_SDG)) if claim["readings"]]
    assert len(told) == 6
    without = next(claim for claim in told if claim["rationale"] is None)
    readings = [reading["text"] for reading in without["readings"]]
    assert readings == ["“detail” does not.", "“overview” links the two."]
    in_word = words_of(annex_word.write(composed(WSIS_SDG)))
    assert in_word.count("The sources disagree.") == 6
    assert in_word.count("No reason on record.") == sum(not one["rationale"] for one in claims_in(composed(WSIS_SDG)))


def test_a_source_is_told_once_however_many_claims_rest_on_it():
    content = composed(WSIS_SDG)
    assert len(content["sources"]) == 1
    assert {tuple(claim["sources"]) for claim in claims_in(content)} == {(1,)}
    assert words_of(annex_word.write(content)).count("src/assets/data/en/actions.json") == 1


def test_the_grid_tells_numbers_and_how_sure_they_are_without_colour():
    rows = {row["code"]: row for row in composed(WSIS_SDG)["glance"]["rows"]}
    assert rows["C1"]["cells"][2] == {"count": 2, "tone": 3, "is_disputed": False}
    assert rows["C2"]["cells"][7] == {"count": 1, "tone": 2, "is_disputed": True}
    assert rows["C2"]["cells"][1] is None
    grid = python_docx.Document(io.BytesIO(annex_word.write(composed(WSIS_SDG)))).tables[1]
    cells = [cell.paragraphs[0] for cell in grid.rows[2].cells]
    assert [cell.text for cell in cells[1:9]] == ["1", "–", "–", "–", "–", "–", "–", "1‡"]
    assert [run.style.name for run in cells[1].runs] == ["Strong"]


def test_what_is_only_inferred_stands_in_brackets_and_is_counted():
    content = composed(WSIS_GDC)
    assert "95 of 205 are inferred, and have to be confirmed." in [note["text"] for note in content["notes"]]
    assert "(4)" in words_of(annex_word.write(content))


def test_the_title_page_names_the_state_the_address_and_the_hash(settings):
    settings.BASE_URL = "https://ungis.example"
    content = composed(WSIS_SDG)
    told = [value["text"] for _name, value in content["particulars"]]
    address = "https://ungis.example/en/matrices/wsis-sdg/2015/"
    assert told == ["published", "May 2015", address, edition_of(*WSIS_SDG).sha256]
    assert pages_of(content)[1].extract_text().count(address) == 1
    assert "none: it is not frozen yet" in [value["text"] for _name, value in composed(WSIS_GDC)["particulars"]]


def test_who_facilitates_a_line_is_told_the_lead_first():
    (lead,) = [line["facts"] for line in composed(WSIS_SDG)["lines"] if line["name"] == "C2"]
    assert [[part["text"] for part in fact] for fact in lead] == [["Lead facilitator", "ITU"]]
    assert all(line["facts"] == [] for line in composed(WSIS_SDG, by_column=True)["lines"])


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("which", [WSIS_SDG, WSIS_GDC])
def test_it_can_be_had_in_every_language(which, language):
    content = composed(which, language)
    document = annex_word.write(content)
    python_docx.Document(io.BytesIO(document))
    for properties in part(document).iter(*[f"{{{W}}}{tag}" for tag in ORDER if tag != "trPr"]):
        order = ORDER[etree.QName(properties).localname].split()
        places = [order.index(etree.QName(child).localname) for child in properties]
        assert places == sorted(places)
    reader = pypdf.PdfReader(io.BytesIO(annex_pdf.write(content)))
    assert reader.trailer["/Root"]["/MarkInfo"]["/Marked"]
    assert reader.trailer["/Root"]["/Lang"].partition("-")[0] == language.partition("-")[0]
    assert "U+" not in "".join(page.extract_text() for page in reader.pages)


def test_the_grid_is_one_page_on_its_side():
    for which in (WSIS_SDG, WSIS_GDC, SDG_GDC):
        for by_column in (False, True):
            sizes = [page.mediabox for page in pages_of(composed(which, by_column=by_column))]
            assert [size.width > size.height for size in sizes].count(True) == 1


def test_a_text_that_is_not_translated_stays_in_its_language_and_says_so():
    claim = edition_of(*WSIS_SDG).claims.first()
    Translation.objects.of(claim).delete()
    Claim.objects.filter(pk=claim.pk).update(rationale="A reason in English only.")
    document = part(annex_word.write(composed(WSIS_SDG, "ar")))
    (line,) = [line for line in document.iter(f"{{{W}}}p") if "in English only" in "".join(line.itertext())]
    assert line.find(f"{{{W}}}pPr/{{{W}}}bidi") is None  # it runs from left to right
    assert line.find(f".//{{{W}}}lang").get(f"{{{W}}}val") == "en-GB"


def test_in_arabic_the_document_is_mirrored_whole():
    document = part(annex_word.write(composed(WSIS_SDG, "ar")))
    tables = list(document.iter(f"{{{W}}}tbl"))
    assert all(table.find(f"{{{W}}}tblPr/{{{W}}}bidiVisual") is not None for table in tables)
    sections = list(document.iter(f"{{{W}}}sectPr"))
    assert len(sections) == 3
    assert all(section.find(f"{{{W}}}bidi") is not None for section in sections)


def test_hostile_texts_come_out_as_text():
    hostile = "=SUM(A1) *bold* #evil() <w:t> & \x0bend"
    claim = edition_of(*WSIS_SDG).claims.first()
    Claim.objects.filter(pk=claim.pk).update(rationale=hostile, mechanism="@cmd \u202eturned", source='#read("x")\n\n')
    content = composed(WSIS_SDG)
    in_word = words_of(annex_word.write(content))
    assert "=SUM(A1) *bold* #evil() <w:t> &  end" in in_word
    assert "\u202e" not in in_word
    in_pdf = squeezed("".join(page.extract_text() for page in pages_of(content)))
    assert squeezed("=SUM(A1) *bold* #evil() <w:t> & end") in in_pdf
    assert '#read("x")' in in_word


def test_the_same_edition_gives_the_same_bytes():
    one, two = composed(WSIS_SDG, "ar"), composed(WSIS_SDG, "ar")
    assert annex_word.write(one) == annex_word.write(two)
    assert annex_pdf.write(one) == annex_pdf.write(two)


def test_an_edition_without_claims_is_still_a_document():
    empty = edition_of(*WSIS_GDC)
    empty.claims.all().delete()
    content = composed(WSIS_GDC)
    assert words_of(annex_word.write(content)).count("No claim.") == 19
    assert "No claim names a source." in pages_of(content)[-1].extract_text()


def test_links_within_lead_somewhere_and_each_bookmark_is_there_once():
    document = part(annex_word.write(composed(WSIS_GDC)))
    names = [mark.get(f"{{{W}}}name") for mark in document.iter(f"{{{W}}}bookmarkStart")]
    wanted = {link.get(f"{{{W}}}anchor") for link in document.iter(f"{{{W}}}hyperlink")} - {None}
    assert len(set(names)) == len(names)
    assert wanted <= set(names)
    assert all(re.fullmatch(r"\w{1,40}", name, re.ASCII) for name in names)


@pytest.mark.parametrize(("form", "kind"), [("docx", "wordprocessingml"), ("pdf", "application/pdf")])
def test_it_is_downloaded_under_the_name_of_the_edition(client, form, kind):
    answer = client.get(f"/en/matrices/wsis-sdg/2015.{form}")
    assert answer.status_code == 200
    assert kind in answer["Content-Type"]
    assert answer["Content-Disposition"] == f'attachment; filename="wsis-sdg-2015.{form}"'
    turned = client.get(f"/en/matrices/wsis-sdg/2015.{form}?by=column")
    assert turned["Content-Disposition"] == f'attachment; filename="wsis-sdg-2015-by-column.{form}"'


@pytest.mark.parametrize("form", ["docx", "pdf"])
def test_what_is_not_there_or_not_for_the_reader_is_not_found(client, client_of, member, form):
    for address in ("wsis-sdg/1999", "none/2015"):
        assert client.get(f"/en/matrices/{address}.{form}").status_code == 404
    assert client.get(f"/en/matrices/wsis-sdg/2015.{form}?by=goal").status_code == 404
    Edition.objects.filter(matrix__slug="wsis-gdc").update(visibility=Visibility.GROUP)
    assert client.get(f"/en/matrices/wsis-gdc/draft.{form}").status_code == 404
    assert client_of(member).get(f"/en/matrices/wsis-gdc/draft.{form}").status_code == 200


@pytest.mark.parametrize("language", ["en", "ar"])
def test_it_costs_five_queries_however_many_claims_it_holds(client, language):
    address = f"/{language}/matrices/sdg-gdc/compact.docx"
    client.get(address)
    with CaptureQueriesContext(connection) as queries:
        assert client.get(address).status_code == 200
    assert len(queries) <= 5


def test_who_asks_for_one_after_the_other_is_asked_to_wait(client):
    for _time in range(30):
        assert client.get("/en/matrices/wsis-sdg/1999.docx").status_code == 404
    assert client.get("/en/matrices/wsis-sdg/1999.docx").status_code == 429


@pytest.mark.skipif(not shutil.which("soffice") or not shutil.which("pdftotext"), reason="LibreOffice is not installed")
@pytest.mark.parametrize("language", ["en", "ar"])
def test_libreoffice_prints_every_reason(tmp_path, language):
    content = composed(WSIS_SDG, language)
    (tmp_path / "annex.docx").write_bytes(annex_word.write(content))
    profile = f"-env:UserInstallation=file://{tmp_path}/profile"
    command = ["soffice", profile, "--headless", "--convert-to", "pdf", "--outdir", tmp_path, tmp_path / "annex.docx"]
    subprocess.run(command, check=True, capture_output=True, timeout=120)
    shown = subprocess.run(
        ["pdftotext", "-raw", tmp_path / "annex.pdf", "-"], check=True, capture_output=True
    ).stdout.decode()
    if language == "en":
        reasons = [claim["rationale"]["text"] for claim in claims_in(content) if claim["rationale"]]
        whole = squeezed(shown).replace("-", "")  # pdftotext takes the hyphen at the end of a line away
        assert [reason for reason in reasons if squeezed(reason).replace("-", "") not in whole] == []
    assert pypdf.PdfReader(tmp_path / "annex.pdf").pages[1].mediabox.width > 800
