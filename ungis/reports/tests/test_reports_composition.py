"""What the paper says is what the record says: nothing later than its day, nothing hidden, all of it with a source."""

from datetime import date

import pytest

from ungis.core.periods import PartialDate
from ungis.core.standing import CLERK
from ungis.documents import actions as library
from ungis.documents.models import Work
from ungis.meetings import actions as meetings
from ungis.meetings.models import Meeting
from ungis.organizations import actions as registry
from ungis.organizations.models import Organization
from ungis.reports.abbreviations import introduce
from ungis.reports.composition import AIM, CONTRIBUTIONS, PURPOSE, compose, meeting_line
from ungis.reports.difference import sentences_of
from ungis.reports.english import from_to, listed, numbered, on_days, ordinal, ordinal_figure
from ungis.reports.models import Arrangement, CouncilSession, Paper

FORMULAS = (AIM, CONTRIBUTIONS, PURPOSE)


def paper(**choices):
    session = CouncilSession.objects.get(number=choices.pop("session", 43))
    given = {"number": 5, "since": date(2025, 2, 15), "as_of": date(2025, 8, 8), **choices}
    return Paper(session=session, **given)


def text_of(**choices):
    return "\n".join(sentences_of(compose(paper(**choices))))


def library_title():
    return Work.objects.get(symbol="E/RES/2024/13").title


def sentences(content):
    yield from (sentence for part in content["box"].values() for sentence in part)
    for block in content["blocks"]:
        yield from block.get("sentences", [])
        for item in block.get("items", []):
            yield from item["sentences"] if isinstance(item, dict) else item
    yield from (sentence for footnote in content["footnotes"] for sentence in footnote)


@pytest.mark.django_db
@pytest.mark.parametrize("arrangement", Arrangement.values)
@pytest.mark.parametrize(
    ("since", "as_of"), [("2023-01-01", "2023-12-20"), ("2025-02-15", "2025-08-08"), ("2009-09-01", "2012-07-01")]
)
def test_every_sentence_but_the_formulas_leads_back_to_a_record(arrangement, since, as_of):
    content = compose(paper(arrangement=arrangement, since=date.fromisoformat(since), as_of=date.fromisoformat(as_of)))
    for sentence in sentences(content):
        assert sentence["cites"] or sentence["text"] in FORMULAS, sentence["text"]
        for cite in sentence["cites"]:
            assert cite["type"]
            assert cite["id"].isdigit()
            assert cite["label"]
            assert cite["address"].startswith("/en/") or cite["type"] == "reports.councilsession", cite


@pytest.mark.django_db
def test_the_footnote_is_marked_once_in_the_text():
    marks = [sentence["footnote"] for sentence in sentences(compose(paper())) if "footnote" in sentence]
    assert marks == [1]


@pytest.mark.django_db
def test_the_same_record_gives_the_same_paper_in_every_language(settings):
    from django.utils.translation import override

    with override("ar"):
        arabic = compose(paper())
    assert arabic == compose(paper())


@pytest.mark.django_db
def test_nothing_dated_after_the_paper_is_told():
    text = text_of(session=40, since=date(2023, 1, 1), as_of=date(2023, 9, 15))
    assert "E/RES/2024" not in text
    assert "Kyoto" in text
    assert "briefing" not in text


@pytest.mark.django_db
def test_an_event_of_the_next_sixty_days_will_be_held_and_its_discussion_is_not_told():
    before = text_of(session=40, since=date(2023, 9, 1), as_of=date(2023, 9, 15))
    assert "UNGIS will hold a meeting, entitled “WSIS Action Lines" in before
    assert "The discussions covered" not in before
    assert "Kyoto" not in text_of(session=40, since=date(2023, 7, 1), as_of=date(2023, 8, 11))
    after = text_of(session=40, since=date(2023, 9, 1), as_of=date(2023, 10, 11))
    assert "UNGIS held a meeting, entitled “WSIS Action Lines" in after


@pytest.mark.django_db
def test_a_hidden_meeting_and_a_cancelled_one_are_not_told():
    meeting = Meeting.objects.get(number=22)
    meetings.change_meeting(meeting, by=CLERK, visibility="members")
    assert "twenty-second" not in text_of()

    planned = meetings.plan_meeting(by=CLERK, title="Extraordinary gathering of the group", year=2025)
    meetings.add_sitting(planned, by=CLERK, date=PartialDate.parse("2025-06-01"))
    assert "extraordinary gathering" in text_of()
    meetings.cancel_meeting(planned, by=CLERK)
    assert "extraordinary gathering" not in text_of()


@pytest.mark.django_db
def test_members_are_counted_as_of_the_day():
    organization = Organization.objects.get(acronym="OECD")
    registry.end_membership(organization.memberships.get(), by=CLERK, ends=PartialDate.parse("2025-08-01"))
    content = compose(paper())
    observers = content["footnotes"][0][1]["text"]
    assert observers.startswith("It has 16 observers")
    assert "OECD" not in observers
    assert "17 observers" in compose(paper(as_of=date(2025, 7, 31)))["footnotes"][0][1]["text"]


@pytest.mark.django_db
def test_the_references_are_those_in_force_on_the_day():
    def references(as_of):
        return "; ".join(
            sentence["text"] for sentence in compose(paper(as_of=date.fromisoformat(as_of)))["box"]["references"]
        )

    late = references("2026-01-15")
    assert "A/RES/80/173" in late
    assert "A/RES/70/125" not in late
    assert "A/RES/70/125" in references("2025-08-08")


@pytest.mark.django_db
def test_an_adopted_resolution_drives_its_draft_report_out_of_the_references():
    library.add_work(
        by=CLERK,
        symbol="E/RES/2025/99",
        kind="resolution",
        body="ECOSOC",
        title=library_title(),
        date=PartialDate.parse("2025-07-29"),
    )
    text = "; ".join(sentence["text"] for sentence in compose(paper())["box"]["references"])
    assert "E/RES/2025/99" in text
    assert "E/CN.16" not in text


@pytest.mark.django_db
def test_words_of_a_paragraph_are_quoted_where_the_record_holds_them():
    from ungis.mandates import actions as register
    from ungis.mandates.models import Paragraph

    paragraph = Paragraph.objects.get(work__symbol__startswith="E/2025/31", number="130")
    register.quote_paragraph(paragraph, quote="Takes note of the matrix;", quote_source="the text", by=CLERK)
    quotes = next(block for block in compose(paper())["blocks"] if block["kind"] == "quotes")
    by_number = {item["number"]: item for item in quotes["items"]}
    assert by_number["130"]["verbatim"] is True
    assert by_number["130"]["sentences"][0]["text"] == "Takes note of the matrix;"
    assert by_number["125"]["verbatim"] is False


@pytest.mark.django_db
def test_a_session_without_days_prints_only_its_number():
    assert meeting_line(CouncilSession.objects.get(number=42)) == "Forty-second meeting"
    assert meeting_line(CouncilSession.objects.get(number=41)) == "Forty-first meeting – From 2 to 3 October 2024"


@pytest.mark.parametrize(
    ("number", "words", "figures"),
    [
        (1, "first", "1st"),
        (5, "fifth", "5th"),
        (12, "twelfth", "12th"),
        (13, "thirteenth", "13th"),
        (20, "twentieth", "20th"),
        (22, "twenty-second", "22nd"),
        (39, "thirty-ninth", "39th"),
        (40, "fortieth", "40th"),
        (43, "forty-third", "43rd"),
        (111, "111th", "111th"),
    ],
)
def test_ordinals_are_written_as_the_papers_write_them(number, words, figures):
    assert (ordinal(number), ordinal_figure(number)) == (words, figures)


def test_days_are_written_as_exactly_as_they_are_known():
    days = [PartialDate.parse(day) for day in ("2023-03-17", "2023-03-14")]
    assert on_days(days) == "on 14 and 17 March 2023"
    assert on_days([PartialDate.parse("2025-07")]) == "in July 2025"
    assert (
        on_days([PartialDate.parse("2025-06-30"), PartialDate.parse("2025-07-01")]) == "on 30 June 2025 and 1 July 2025"
    )


@pytest.mark.parametrize(
    ("days", "parts", "written"),
    [
        (("2024-02-01", "2024-02-02"), ("p.m.", ""), "From 1 February (p.m.) to 2 February 2024"),
        (("2025-09-09", "2025-09-10"), ("", "a.m."), "From 9 to 10 (a.m.) September 2025"),
        (("2025-09-30", "2025-10-01"), ("", ""), "From 30 September to 1 October 2025"),
        (("2025-12-31", "2026-01-01"), ("", ""), "From 31 December 2025 to 1 January 2026"),
        (("2025-09-09", "2025-09-09"), ("", ""), "9 September 2025"),
    ],
)
def test_the_days_of_a_session_are_written_as_in_the_head_of_the_papers(days, parts, written):
    assert from_to(*map(date.fromisoformat, days), *parts) == written


def test_enumerations_end_in_and():
    assert listed(["a"]) == "a"
    assert listed(["a", "b", "c"]) == "a, b and c"
    assert numbered(["a", "b", "c"]) == "(i) a; (ii) b; and (iii) c"
    assert numbered(["a"]) == "a"


def test_an_abbreviation_is_written_out_once_and_never_inside_a_quoted_title():
    content = {
        "blocks": [
            {"kind": "heading", "text": "The IGF"},
            {
                "kind": "paragraph",
                "sentences": [{"text": "A side event “IGF and CSTD” at the IGF."}, {"text": "CSTD met at the IGF."}],
            },
        ]
    }
    introduce(content)
    assert [sentence["text"] for sentence in content["blocks"][1]["sentences"]] == [
        "A side event “IGF and CSTD” at the Internet Governance Forum (IGF).",
        "The Commission on Science and Technology for Development (CSTD) met at the IGF.",
    ]
