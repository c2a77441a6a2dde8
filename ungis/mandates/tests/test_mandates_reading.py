"""How verbs, addressees and dates are read."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ungis.core.periods import PartialDate
from ungis.mandates import dues
from ungis.mandates.actions import anchor_of
from ungis.mandates.addressees import DIVIDERS, GROUP, NAMES, names_in
from ungis.mandates.changes import compare
from ungis.mandates.models import Weight
from ungis.mandates.verbs import VERBS, weight_of, weight_of_phrase
from ungis.record.reading import read

# --- verbs ---------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("verb", "weight"),
    [
        ("Decides", Weight.DECIDES),
        ("extend", Weight.DECIDES),
        ("endorses", Weight.DECIDES),
        ("Requests", Weight.REQUESTS),
        ("instructs", Weight.REQUESTS),
        ("Recalls; calls upon", Weight.CALLS_UPON),
        ("Highlights; calls", Weight.CALLS_UPON),
        ("invite; request", Weight.REQUESTS),
        ("Encourages; invites", Weight.INVITES),
        ("Reiterates; encourages", Weight.ENCOURAGES),
        ("Recommends further", Weight.RECOMMENDS),
        ("Highlights; recommends", Weight.RECOMMENDS),
        ("should", Weight.RECOMMENDS),
        ("Reaffirms; Notes", Weight.REAFFIRMS),
        ("Also recognizes", Weight.RECOGNIZES),
        ("Acknowledges", Weight.RECOGNIZES),
        ("Welcomes", Weight.WELCOMES),
        ("Takes note with appreciation", Weight.NOTES_WITH_APPRECIATION),
        ("Notes with appreciation", Weight.NOTES_WITH_APPRECIATION),
        ("Notes with great satisfaction", Weight.NOTES_WITH_APPRECIATION),
        ("Takes note of the report", Weight.NOTES),
        ("Notes", Weight.NOTES),
        ("", Weight.NONE),
        ("notebook", Weight.NONE),
    ],
)
def test_a_verb_has_its_weight(verb, weight):
    assert weight_of(verb) == weight


def test_every_verb_of_the_record_has_a_weight():
    verbs = {p["verb"] for d in read("mandates.yaml")["documents"] for p in d["paragraphs"] if p["verb"]}
    assert [verb for verb in verbs if weight_of(verb) == Weight.NONE] == []


KNOWN = st.sampled_from([phrase for phrases in VERBS.values() for phrase in phrases])


@given(st.lists(KNOWN, min_size=1, max_size=4))
def test_several_verbs_weigh_as_the_weightiest(phrases):
    assert weight_of("; ".join(phrases)) == min(map(weight_of_phrase, phrases))


@given(KNOWN, st.sampled_from(["also", "further", "once more"]))
def test_case_and_adverbs_change_no_weight(phrase, adverb):
    assert weight_of_phrase(f"{adverb} {phrase}".upper()) == weight_of_phrase(phrase)


@given(st.text(max_size=80))
def test_any_text_has_some_weight(text):
    assert weight_of(text) in Weight


# --- addressees ----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("wording", "names"),
    [
        ("UNGIS", ["UNGIS"]),
        ("UNGIS members", ["UNGIS"]),
        ("UNGIS and country teams", ["UNGIS", "UN country teams"]),
        ("UNGIS; UN entities", ["UNGIS", "UN entities"]),
        ("facilitators, regional commissions, UNGIS", ["UNGIS", "Action line facilitators", "UN regional commissions"]),
        (
            "ITU as UNGIS secretariat, with action line facilitators and members",
            ["UNGIS", "ITU", "Action line facilitators"],
        ),
        ("Action line facilitators in coordination with UNGIS", ["UNGIS", "Action line facilitators"]),
        ("funds, programmes and specialized agencies", ["Funds, programmes and specialized agencies"]),
        (
            "Governments, multilateral development organizations, private sector",
            ["Governments", "Multilateral development organizations", "Private sector"],
        ),
        ("Secretary-General with CEB", ["Secretary-General", "CEB"]),
        ("ITU, UNESCO, UNDP and facilitators", ["ITU", "UNESCO", "UNDP", "Action line facilitators"]),
        ("UN entities facilitating action lines", ["Action line facilitators"]),
        ("ITU Secretary-General", ["ITU"]),
        ("ITU and others", ["ITU"]),
        ("all", ["All stakeholders"]),
        ("not read", []),
        ("", []),
    ],
)
def test_a_wording_is_divided_into_the_names_of_the_register(wording, names):
    assert names_in(wording) == names


def test_twenty_one_paragraphs_of_the_source_are_addressed_to_the_group():
    paragraphs = [p for d in read("mandates.yaml")["documents"] for p in d["paragraphs"]]
    assert len(paragraphs) == 95
    assert sum(GROUP in names_in(p["addressee"]) for p in paragraphs) == 21


@given(st.lists(st.sampled_from(sorted({*NAMES.values()})), min_size=1, max_size=5, unique=True))
def test_names_joined_by_semicolons_come_apart_again(names):
    assert set(names_in("; ".join(names))) == set(names)


@given(st.text(max_size=200))
def test_any_wording_gives_names_that_fit_each_once(wording):
    names = names_in(wording)
    assert len(names) == len(set(names))
    assert all(0 < len(name) <= 80 for name in names)
    assert DIVIDERS.split("a") == ["a"]


# --- dates ---------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("written", "body", "due"),
    [
        ("2015", "", ("2015", date(2015, 12, 31), "", None)),
        ("2006-06", "", ("2006-06", date(2006, 6, 30), "", None)),
        ("2025-12-17", "General Assembly", ("2025-12-17", date(2025, 12, 17), "", None)),
        ("78th session", "General Assembly", ("2024-09", date(2024, 9, 30), "General Assembly", 78)),
        ("82nd session", "General Assembly", ("2028-09", date(2028, 9, 30), "General Assembly", 82)),
        ("28th session", "ECOSOC", ("2025", date(2025, 5, 31), "CSTD", 28)),
        ("CSTD 29th session (2026)", "CSTD (28th session), adopted by ECOSOC", ("2026", date(2026, 5, 31), "CSTD", 29)),
        ("CSTD 30th session, 2027", "General Assembly", ("2027", date(2027, 5, 31), "CSTD", 30)),
        ("General Assembly 81st session", "ECOSOC", ("2027-09", date(2027, 9, 30), "General Assembly", 81)),
    ],
)
def test_a_due_date_is_read(written, body, due):
    on, by, named, session = dues.read(written, body)
    assert (str(on), by, named, session) == due


@pytest.mark.parametrize("written", ["", "  ", "not read"])
def test_nothing_written_is_due_at_no_date(written):
    assert dues.read(written) == dues.Due()


@pytest.mark.parametrize(
    "written", ["soon", "2025-13", "0th session", "CSTD 30th session, 2026", "99999th session", "2025-02-30"]
)
def test_what_is_no_date_is_said_to_be_none(written):
    with pytest.raises(ValueError, match=r".+"):
        dues.read(written)


def test_every_due_date_of_the_record_is_read():
    for document in read("mandates.yaml")["documents"]:
        for paragraph in document["paragraphs"]:
            if paragraph.get("due"):
                assert dues.read(paragraph["due"], document["body"]).by


@given(st.dates(), st.sampled_from(["day", "month", "year"]))
def test_a_date_is_due_by_its_last_day(day, precision):
    written = PartialDate(day, precision)
    known = PartialDate.parse(str(written))
    assert dues.read(str(written)) == dues.Due(known, known.last_day)


@given(st.integers(1, 500), st.sampled_from(["General Assembly", "ECOSOC"]))
def test_a_later_session_is_due_later(number, body):
    assert dues.read(f"{number}th session", body).by < dues.read(f"{number + 1}th session", body).by


@given(st.text(max_size=60))
def test_any_text_is_a_date_or_a_value_error(text):
    try:
        dues.read(text)
    except ValueError:
        return


def test_days_are_counted_to_the_last_day():
    assert dues.days_left(date(2027, 5, 31), date(2027, 5, 30)) == 1
    assert dues.days_left(date(2027, 5, 31), date(2027, 5, 31)) == 0
    assert dues.days_left(date(2027, 5, 31), date(2027, 6, 2)) == -2
    assert dues.days_left(None, date(2027, 6, 2)) is None


# --- addresses -----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("number", "anchor"),
    [
        ("113", "113"),
        ("102 (b)", "102-b"),
        ("74-75", "74-75"),
        ("annex I para 48", "annex-i-48"),
        ("Goals 1-17", "goals-1-17"),
        ("para. 12", "12"),
    ],
)
def test_a_number_gives_its_address(number, anchor):
    assert anchor_of(number) == anchor


# --- changes of wording --------------------------------------------------------------------------


def test_a_changed_term_is_shown_and_the_rest_is_kept():
    pieces = compare("in assistance frameworks of country teams", "in cooperation frameworks of country teams")
    assert [(piece.kind, piece.words.strip()) for piece in pieces] == [
        ("kept", "in"),
        ("gone", "assistance"),
        ("new", "cooperation"),
        ("kept", "frameworks of country teams"),
    ]


WORDING = st.text(alphabet="ab ,\n", max_size=60)


@given(WORDING, WORDING)
def test_pieces_give_back_both_wordings(before, after):
    pieces = compare(before, after)
    assert " ".join(p.words for p in pieces if p.kind != "new").split() == before.split()
    assert " ".join(p.words for p in pieces if p.kind != "gone").split() == after.split()
