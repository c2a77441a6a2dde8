"""The checks name what an officer must look at before a paper goes out."""

from datetime import date

import pytest

from ungis.core.periods import PartialDate
from ungis.core.standing import CLERK
from ungis.documents import actions as library
from ungis.documents.models import Work
from ungis.meetings import actions as meetings
from ungis.meetings.models import Meeting
from ungis.reports.checks import ERROR, NOTE, SEVERITIES, WARNING, findings
from ungis.reports.composition import compose
from ungis.reports.models import CouncilSession, Paper

pytestmark = pytest.mark.django_db


def found(**choices):
    session = CouncilSession.objects.get(number=choices.pop("session", 43))
    given = {"number": 5, "since": date(2025, 2, 15), "as_of": date(2025, 8, 8), **choices}
    paper = Paper(session=session, **given)
    return findings(paper, compose(paper))


def named(code, **choices):
    return [finding for finding in found(**choices) if finding.code == code]


def test_the_gravest_come_first_and_every_finding_has_a_known_severity():
    severities = [finding.severity for finding in found()]
    assert severities == sorted(severities, key=SEVERITIES.index)


def test_a_count_of_the_time_that_does_not_match_the_list_is_named():
    (finding,) = named("stated_count", session=40, since=date(2023, 9, 15), as_of=date(2023, 12, 20))
    assert "38 UN agencies" in finding.message
    assert "31 members and 17 observers, 48 together" in finding.message
    assert finding.address == "/en/members/"
    assert named("stated_count") == []


def test_an_event_still_planned_in_the_past_is_an_error_until_it_is_confirmed():
    planned = meetings.plan_meeting(by=CLERK, title="Gathering in spring", year=2025)
    meetings.add_sitting(planned, by=CLERK, date=PartialDate.parse("2025-05-05"))
    assert any("Gathering in spring" in finding.message for finding in named("planned_in_past"))
    meetings.hold_meeting(planned, by=CLERK)
    assert not any("Gathering in spring" in finding.message for finding in named("planned_in_past"))
    assert all(finding.severity == ERROR for finding in named("planned_in_past"))


def test_a_symbol_in_a_wrong_form_is_a_warning():
    work = Work.objects.get(slug="matrix-wsis-gdc")
    told = [*work.particulars["says"], "It follows General Assembly resolution A/71/212."]
    library.change_work(work, by=CLERK, particulars={**work.particulars, "says": told})
    wrong = [finding for finding in named("symbol_form") if finding.severity == WARNING]
    assert any("A/71/212" in finding.message and "A/RES/71/212" in finding.message for finding in wrong)


def test_known_miscitations_of_the_cited_texts_are_notes():
    notes = [finding for finding in named("symbol_form") if finding.severity == NOTE]
    assert any("172 (Rev. Guadalajara, 2010)" in finding.message for finding in notes)


def test_resolutions_that_were_replaced_are_named_with_the_one_that_is_cited():
    messages = [
        finding.message
        for finding in named("later_resolution", session=40, as_of=date(2023, 12, 20), since=date(2023, 9, 15))
    ]
    assert any("E/RES/2023/3" in message and "E/RES/2022/15" in message for message in messages)


def test_an_officer_whose_term_has_run_out_by_its_label_is_named():
    assert named("term_passed") == []
    passed = named("term_passed", as_of=date(2027, 3, 1), since=date(2027, 1, 1))
    assert any("2025-2026" in finding.message for finding in passed)


def test_a_chair_who_is_not_known_is_named():
    assert named("officer_unknown", since=date(2020, 6, 1), as_of=date(2021, 6, 1))
    assert not named("officer_unknown")


def test_dates_known_only_to_the_month_or_year_are_named():
    messages = [finding.message for finding in named("imprecise_date")]
    assert any("only to the month: July 2025" in message for message in messages)
    assert any("GDC Matrix" in message and "only to the year: 2025" in message for message in messages)


def test_paragraphs_whose_words_the_record_does_not_hold_are_named_with_their_page():
    missing = named("quote_missing")
    assert [finding.message.split(" of ")[1].split()[-1] for finding in missing] == ["125", "130", "132", "133"]
    assert all(finding.address.startswith("/en/mandates/") for finding in missing)
    assert [finding.code for finding in found() if "paragraph 98" in finding.message] == ["quote_cut_short"]


def test_a_stated_chair_that_contradicts_the_terms_is_named():
    meeting = Meeting.objects.get(number=22)
    assert named("contradiction") == []
    meetings.change_meeting(meeting, by=CLERK, stated_chair="WHO")
    (finding,) = named("contradiction")
    assert "names WHO as chair; by the terms of office it was UNCTAD" in finding.message


def test_a_session_without_days_and_a_paper_without_number_are_named():
    codes = {finding.code for finding in found(session=42, number=None)}
    assert {"session_date_unknown", "number_unknown"} <= codes


def test_a_paper_dated_after_its_session_began_is_an_error():
    (finding,) = named("dated_after_session", as_of=date(2025, 9, 10))
    assert finding.severity == ERROR


def test_a_period_in_which_nothing_happened_is_an_error():
    assert named("nothing_to_tell", since=date(2016, 8, 1), as_of=date(2016, 8, 2))
    assert not named("nothing_to_tell")


def test_what_is_only_inferred_is_named():
    inferred = named("inferred", since=date(2024, 1, 1), as_of=date(2024, 7, 1))
    assert any("WSIS+20 Forum High-Level Event 2024" in finding.message for finding in inferred)
