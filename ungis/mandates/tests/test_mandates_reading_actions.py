"""A resolution that was read is confirmed line by line; before that nothing of it is in the register."""

import pytest
from django.core.exceptions import PermissionDenied

from ungis.core.acting import Refused
from ungis.core.models import Event
from ungis.core.standing import CLERK
from ungis.documents.actions import add_work
from ungis.documents.models import Work
from ungis.mandates.actions import add_paragraph, quote_paragraph
from ungis.mandates.models import Character, Paragraph, Part, Reading, ReadLine, Weight
from ungis.mandates.reading import read
from ungis.mandates.reading_actions import (
    CONFIRM,
    LATER,
    LEAVE_OUT,
    NothingSaved,
    Typed,
    abandon_reading,
    begin_reading,
    confirm_lines,
    finish_reading,
)
from ungis.mandates.recognised import Registry

pytestmark = pytest.mark.django_db

TEXT = [
    "90/77. The lamps of the coast",
    "The General Assembly,",
    "Recalling its resolution 70/125,",
    "1. Requests the Secretary-General to submit a report to it at its ninety-second session;",
    "2. Invites UNESCO and the regional commissions to light lamps by 2040;",
    "3. Decides to review the lamps every two years.",
]


@pytest.fixture
def work(db):
    return add_work(by=CLERK, kind="resolution", title="Lamps", symbol="A/RES/90/77", body="General Assembly")


@pytest.fixture
def reading(work, secretary):
    return begin_reading(work, read(TEXT), by=secretary, source="lamps.docx")


def typed(line, decision=CONFIRM, **more):
    now = {name: getattr(line, name) for name in ("kind", "number", "verb", "addressee", "due")}
    return Typed(line=line.pk, decision=decision, **{**now, **more})


def line_of(reading, number):
    return reading.lines.get(number=number)


def test_what_was_read_waits_and_nothing_of_it_is_in_the_register(reading, work):
    assert reading.lines.count() == 6
    assert set(reading.lines.values_list("state", flat=True)) == {"proposed"}
    assert work.paragraphs.count() == 0
    assert Event.objects.of(reading).get().action == "mandates.reading_begun"


def test_only_the_secretariat_reads_resolutions(work, reading, member, chair):
    for person in (member, chair):
        with pytest.raises(PermissionDenied):
            begin_reading(work, read(TEXT), by=person, source="x")
        with pytest.raises(PermissionDenied):
            confirm_lines(reading, [typed(line_of(reading, "1"))], by=person)
        with pytest.raises(PermissionDenied):
            finish_reading(reading, by=person)
        with pytest.raises(PermissionDenied):
            abandon_reading(reading, by=person, reason="x")
        assert not Reading.objects.visible_to(person).exists()
        assert not ReadLine.objects.visible_to(person).exists()


def test_a_document_that_the_library_lacks_is_added_in_the_same_step_or_not_at_all(secretary):
    asked = {"kind": "resolution", "title": "Oil", "symbol": "A/RES/90/78"}
    reading = begin_reading(None, read(TEXT), by=secretary, source="x", document=asked)
    assert reading.work.symbol == "A/RES/90/78"
    with pytest.raises(Refused):
        begin_reading(
            None, read(["no resolution"]), by=secretary, source="x", document={**asked, "symbol": "A/RES/90/79"}
        )
    assert not Work.objects.filter(symbol="A/RES/90/79").exists()


@pytest.mark.parametrize("lines", [[], ["A letter."], ["1. Requests so."] * 5_001, ["1. Requests " + "x" * 100_001]])
def test_what_is_no_resolution_is_refused(lines, work, secretary):
    with pytest.raises(Refused):
        begin_reading(work, read(lines), by=secretary, source="x")


def test_a_text_needs_its_source_and_is_confirmed_once_at_a_time(work, reading, secretary):
    with pytest.raises(Refused, match="Say where"):
        begin_reading(work, read(TEXT), by=secretary, source=" ")
    with pytest.raises(Refused, match="already"):
        begin_reading(work, read(TEXT), by=secretary, source="again")
    abandon_reading(reading, by=secretary, reason="wrong file")
    assert begin_reading(work, read(TEXT), by=secretary, source="again").pk


def test_confirmed_lines_become_paragraphs_with_the_words_of_the_text(reading, work, secretary):
    lines = [line_of(reading, number) for number in ("preambular 1", "1", "2", "3")]
    outcome = confirm_lines(reading, [typed(line) for line in lines], by=secretary)
    assert outcome.confirmed == [3, 4, 5, 6]
    preamble, first, second, third = work.paragraphs.order_by("order")
    assert (preamble.part, preamble.character, preamble.anchor) == (
        Part.PREAMBLE,
        Character.INFORMATIONAL,
        "preambular-1",
    )
    assert first.quote == "Requests the Secretary-General to submit a report to it at its ninety-second session;"
    assert (first.verb, first.weight, first.addressee) == ("Requests", Weight.REQUESTS, "the Secretary-General")
    assert (first.due_session, str(first.due_on)) == (92, "2038-09")
    assert (first.quote_source, first.source, first.character) == ("lamps.docx", "lamps.docx", Character.OPERATIONAL)
    assert {one.name for one in second.addressees.all()} == {"UNESCO", "UN regional commissions"}
    assert third.is_standing
    assert third.due == ""
    assert line_of(reading, "1").paragraph == first
    assert line_of(reading, "1").state == "confirmed"


def test_headings_and_titles_are_kept_in_the_reading_only(reading, work, secretary):
    title = reading.lines.get(order=1)
    confirm_lines(reading, [typed(title)], by=secretary)
    title.refresh_from_db()
    assert (title.state, title.paragraph, work.paragraphs.count()) == ("confirmed", None, 0)


def test_what_is_refused_of_one_line_leaves_the_others_saved(reading, work, secretary):
    first, second, third = (line_of(reading, number) for number in "123")
    outcome = confirm_lines(
        reading, [typed(first), typed(second, number="1"), typed(third, due="some day")], by=secretary
    )
    assert outcome.confirmed == [4]
    assert "already" in outcome.refused[second.pk]
    assert "some day" in outcome.refused[third.pk]
    assert [paragraph.number for paragraph in work.paragraphs.all()] == ["1"]
    second.refresh_from_db()
    assert (second.state, second.number) == ("proposed", "2")


def test_where_nothing_can_be_saved_nothing_is_recorded(reading, secretary):
    first = line_of(reading, "1")
    count = Event.objects.count()
    with pytest.raises(NothingSaved) as refusal:
        confirm_lines(reading, [typed(first, due="some day")], by=secretary)
    assert list(refusal.value.outcome.refused) == [first.pk]
    with pytest.raises(NothingSaved, match="Tick at least one"):
        confirm_lines(reading, [typed(first, LATER)], by=secretary)
    assert Event.objects.count() == count


def test_a_line_changed_for_later_keeps_what_was_typed(reading, work, secretary):
    first = line_of(reading, "1")
    outcome = confirm_lines(reading, [typed(first, LATER, addressee="the keepers")], by=secretary)
    first.refresh_from_db()
    assert (outcome.edited, first.addressee, first.state) == ([4], "the keepers", "proposed")
    assert work.paragraphs.count() == 0


def test_a_line_left_out_can_still_be_confirmed(reading, work, secretary):
    first = line_of(reading, "1")
    confirm_lines(reading, [typed(first, LEAVE_OUT)], by=secretary)
    assert (line_of(reading, "1").state, work.paragraphs.count()) == ("skipped", 0)
    confirm_lines(reading, [typed(first)], by=secretary)
    assert work.paragraphs.get().number == "1"


def test_a_line_is_confirmed_once(reading, secretary):
    first = line_of(reading, "1")
    confirm_lines(reading, [typed(first)], by=secretary)
    with pytest.raises(NothingSaved) as refusal:
        confirm_lines(reading, [typed(first)], by=secretary)
    assert "meanwhile" in refusal.value.outcome.refused[first.pk]


def test_a_paragraph_of_the_register_gets_its_words_and_what_it_lacks(reading, work, secretary):
    held = add_paragraph(work, by=CLERK, number="1", verb="Asks", summary="ours", source="seed")
    outcome = confirm_lines(reading, [typed(line_of(reading, "1"))], by=secretary)
    held.refresh_from_db()
    assert outcome.kept_quotes == []
    assert held.quote.startswith("Requests the Secretary-General")
    assert (held.verb, held.addressee, held.summary, held.source) == ("Asks", "the Secretary-General", "ours", "seed")
    assert held.due_session == 92
    assert line_of(reading, "1").paragraph == held


def test_a_quotation_of_the_register_is_never_written_over(reading, work, secretary):
    held = add_paragraph(work, by=CLERK, number="1", verb="Requests", addressee="ITU", due="2030")
    quote_paragraph(held, quote="Other words", quote_source="seed", by=CLERK)
    outcome = confirm_lines(reading, [typed(line_of(reading, "1"))], by=secretary)
    held.refresh_from_db()
    assert (held.quote, held.addressee, held.due, outcome.kept_quotes) == ("Other words", "ITU", "2030", ["1"])


def test_the_register_lists_paragraphs_as_the_text_does(reading, work, secretary):
    add_paragraph(work, by=CLERK, number="2", verb="Invites")
    for number in ("3", "1", "preambular 1"):
        confirm_lines(reading, [typed(line_of(reading, number))], by=secretary)
    assert [paragraph.number for paragraph in work.paragraphs.order_by("order")] == ["preambular 1", "1", "2", "3"]


def test_a_verb_without_known_weight_needs_one(reading, work, secretary):
    first = line_of(reading, "1")
    with pytest.raises(NothingSaved):
        confirm_lines(reading, [typed(first, verb="Lights")], by=secretary)
    confirm_lines(reading, [typed(first, verb="Lights", weight=int(Weight.REQUESTS))], by=secretary)
    assert work.paragraphs.get().weight == Weight.REQUESTS


def test_a_preambular_paragraph_needs_a_number(reading, secretary):
    with pytest.raises(NothingSaved):
        confirm_lines(reading, [typed(line_of(reading, "preambular 1"), number="")], by=secretary)


def test_a_reading_is_finished_when_no_line_waits(reading, secretary):
    with pytest.raises(Refused, match="6 lines still wait"):
        finish_reading(reading, by=secretary)
    confirm_lines(reading, [typed(line, LEAVE_OUT) for line in reading.lines.all()], by=secretary)
    finish_reading(reading, by=secretary)
    assert reading.state == "done"
    with pytest.raises(Refused, match="closed"):
        confirm_lines(reading, [typed(reading.lines.first())], by=secretary)


def test_a_reading_given_up_keeps_what_was_confirmed(reading, work, secretary):
    confirm_lines(reading, [typed(line_of(reading, "1"))], by=secretary)
    with pytest.raises(Refused, match="Say why"):
        abandon_reading(reading, by=secretary, reason=" ")
    abandon_reading(reading, by=secretary, reason="a better copy came")
    assert (reading.state, work.paragraphs.count()) == ("abandoned", 1)
    assert Event.objects.of(reading).last().data["reason"] == "a better copy came"


def test_a_preamble_is_informational_and_a_quotation_names_its_source(work):
    preamble = add_paragraph(work, by=CLERK, number="preambular 1", verb="Requesting", part=Part.PREAMBLE)
    assert preamble.character == Character.INFORMATIONAL
    with pytest.raises(Refused, match="quotation"):
        add_paragraph(work, by=CLERK, number="1", quote="Words without a source")
    assert not Paragraph.objects.filter(work=work, number="1").exists()


def test_organizations_are_recognised_by_name_alias_and_together():
    registry = Registry.load()

    def found(wording):
        return [[one.acronym for one in recognised.organizations] for recognised in registry.find(wording)]

    assert found("the United Nations Educational, Scientific and Cultural Organization and ITU") == [
        ["UNESCO"],
        ["ITU"],
    ]
    assert found("the Economic Commission for Africa") == [["UN ECA"]]
    assert sorted(found("the regional commissions")[0]) == ["UN ECA", "UN ECE", "UN ECLAC", "UN ESCAP", "UN ESCWA"]
    assert found("the United Nations Children’s Fund") == [["UNICEF"]]
    assert found("all stakeholders, and who knows whom") == []
