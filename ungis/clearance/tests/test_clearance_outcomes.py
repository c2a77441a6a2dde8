"""What the outcome does to the record: claims are cleared, the text gets its files, the library leads back to it."""

import io
from datetime import timedelta

import docx
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test.utils import CaptureQueriesContext

from ungis.clearance.models import Endorsement
from ungis.clearance.position_actions import endorse, send_position
from ungis.clearance.proof import compare_bytes, compare_words
from ungis.clearance.publish_actions import bring_endorsers, publish_round
from ungis.clearance.states import Stance
from ungis.clearance.tasks import close_due
from ungis.core.models import Event
from ungis.core.periods import PartialDate
from ungis.core.standing import CLERK
from ungis.documents.actions import path_of
from ungis.documents.models import Work
from ungis.drafting import actions as drafting
from ungis.drafting.library_papers import papers_of
from ungis.drafting.parts import Part
from ungis.mappings.actions import freeze_edition, open_edition, thaw_edition
from ungis.mappings.models import Matrix
from ungis.meetings.models import Meeting
from ungis.organizations.actions import admit, register_organization
from ungis.organizations.models import Capacity, Organization
from ungis.pages.dates import print_date

pytestmark = pytest.mark.django_db
OBJECTION = {"stance": Stance.OBJECTION, "words": "Paragraph 1 goes too far.", "way_out": "Delete “digital”."}
TITLE = "Joint statement on lamps"


@pytest.fixture
def text(secretary, now):
    parts = [Part("Joint work", "heading"), Part("We will light the coast together^[Every night].")]
    return drafting.open_text(by=secretary, kind="statement", title=TITLE, parts=parts, languages=["en", "ar"])


@pytest.fixture
def version(text, secretary):
    return drafting.freeze_version(text.versions.get(), by=secretary)


@pytest.fixture
def round(version, open_round):
    return open_round(version)


@pytest.fixture
def edition(db, now):
    matrix = Matrix.objects.get(slug="wsis-gdc")
    based_on = matrix.editions.get(slug="draft")
    edition = open_edition(matrix, by=CLERK, slug="next", title="Next", based_on=based_on)
    edition.claims.update(state="drafted")
    return freeze_edition(edition, by=CLERK)


def of(acronym):
    return Organization.objects.get(acronym=acronym)


def closed(round, now):
    now.set(round.closes_at)
    close_due()
    round.refresh_from_db()
    return round


def words_of(content):
    return "\n".join(one.text for one in docx.Document(io.BytesIO(content)).paragraphs)


# Editions of a matrix


def test_the_drafted_claims_of_an_edition_are_cleared_when_it_is_adopted(edition, open_round, now):
    round = closed(open_round(edition), now)
    assert set(edition.claims.values_list("state", flat=True)) == {"cleared"}
    assert round.title in edition.claims.first().state_reason
    assert not Event.objects.filter(action="mappings.claim_clear", at__lt=round.closes_at).exists()


def test_a_broken_round_clears_no_claim(edition, open_round, member, now):
    round = open_round(edition)
    send_position(round, of("FAO"), by=member, **OBJECTION)
    closed(round, now)
    assert set(edition.claims.values_list("state", flat=True)) == {"drafted"}


def test_an_edition_that_was_opened_again_meanwhile_keeps_its_claims_and_the_outcome_stands(edition, open_round, now):
    round = open_round(edition)
    thaw_edition(edition, by=CLERK, reason="A line is missing.")
    assert closed(round, now).state == "adopted"
    assert set(edition.claims.values_list("state", flat=True)) == {"drafted"}


# The thread


def test_the_thread_of_a_meeting_counts_its_rounds_for_the_group_at_no_cost_to_the_public(
    open_round, client_of, member, visitor, now
):
    meeting = Meeting.objects.filter(state="held", points__isnull=False, visibility="public").first()
    with CaptureQueriesContext(connection) as before:
        client_of(visitor).get(meeting.get_absolute_url())
    round = open_round(meeting)
    with CaptureQueriesContext(connection) as after:
        public = client_of(visitor).get(meeting.get_absolute_url()).content.decode()
    page = client_of(member).get(meeting.get_absolute_url()).content.decode()
    thread = page[page.index('<nav class="thread"') : page.index("</nav>", page.index('<nav class="thread"'))]
    assert f'href="{round.get_absolute_url()}"' in thread
    assert round.get_absolute_url() not in public
    assert len(after) <= len(before)


# The library


def test_the_published_text_has_files_in_word_and_pdf_that_say_how_it_was_adopted(round, secretary, now):
    work = publish_round(closed(round, now), by=secretary, languages=["ar"])
    english = work.expressions.get(language="en")
    assert english.title == TITLE
    files = {file.format: file for file in english.files.all()}
    assert sorted(files) == ["docx", "pdf"]
    said = words_of(path_of(files["docx"].sha256).read_bytes())
    assert "We will light the coast together" in said
    assert f"Adopted under silence on {print_date(work.date)}." in said
    assert round.sha256 in said
    assert path_of(files["pdf"].sha256).read_bytes().startswith(b"%PDF")
    assert not work.expressions.get(language="ar").files.exists()


def test_the_files_bear_the_symbol_and_are_the_same_whenever_they_are_made(version):
    first, again = papers_of(version, symbol="UNGIS/1"), papers_of(version, symbol="UNGIS/1")
    assert first == again
    assert list(first) == ["joint-statement-on-lamps.docx", "joint-statement-on-lamps.pdf"]
    assert "UNGIS/1" in words_of(first["joint-statement-on-lamps.docx"])


@pytest.fixture
def publish(round, secretary, client_of, now):
    """Send the form with which the secretariat publishes, with files by language."""
    closed(round, now)

    def publish(**files):
        typed = {"kind": "statement", "symbol": "", "date": "2026-11-26", "languages": [], "visibility": "public"}
        brought = {f"translation_{code}": SimpleUploadedFile(name, content) for code, (name, content) in files.items()}
        return client_of(secretary).post(f"/en/clearance/{round.slug}/publish/", {**typed, **brought})

    return publish


def test_translations_that_are_brought_stand_under_their_languages(publish):
    paper = io.BytesIO()
    docx.Document().save(paper)
    assert publish(ar=("بيان.docx", paper.getvalue())).status_code == 302
    work = Work.objects.get(title=TITLE)
    assert sorted(work.expressions.values_list("language", flat=True)) == ["ar", "en"]
    assert work.expressions.get(language="ar").files.get().name == "بيان.docx"


def test_a_translation_that_cannot_be_read_is_refused_and_nothing_is_published(publish, text):
    answer = publish(ar=("statement.docx", b"no paper at all"))
    assert answer.status_code == 422
    assert "The file in Arabic:" in answer.content.decode()
    text.refresh_from_db()
    assert (text.state, text.work) == ("adopted", None)
    assert not Work.objects.filter(title=TITLE).exists()


def test_the_page_of_the_document_leads_back_to_the_text_and_to_how_it_was_adopted(
    version, open_round, secretary, client_of, member, visitor, now
):
    round = closed(open_round(version), now)
    work = publish_round(round, by=secretary)
    page = client_of(member).get(work.get_absolute_url()).content.decode()
    assert f'href="{version.text.get_absolute_url()}"' in page
    assert f'href="{round.get_absolute_url()}"' in page
    public = client_of(visitor).get(work.get_absolute_url()).content.decode()
    assert version.text.get_absolute_url() not in public, "the text was drafted in the group"


def test_a_text_of_the_group_that_is_published_shows_all_how_it_was_adopted_and_nobody_s_position(
    round, secretary, member, client_of, visitor, now
):
    said = "We would have said it otherwise."
    send_position(round, of("FAO"), by=member, stance=Stance.COMMENTS, words=said)
    closed(round, now)
    assert client_of(visitor).get(round.get_absolute_url()).status_code == 404
    endorse(round, of("FAO"), by=member)
    work = publish_round(round, by=secretary)
    assert f'href="{round.get_absolute_url()}"' in client_of(visitor).get(work.get_absolute_url()).content.decode()
    public = client_of(visitor).get(round.get_absolute_url()).content.decode()
    assert "adopted under silence" in public
    assert "FAO" in public
    assert said not in public
    event = Event.objects.of(round).get(action="clearance.text_published")
    assert event.data["visibility"] == ["group", "public"]


def test_a_text_that_is_published_to_the_members_alone_stays_with_them(round, secretary, client_of, visitor, now):
    work = publish_round(closed(round, now), by=secretary, visibility="members")
    round.refresh_from_db()
    assert round.visibility == "group"
    assert client_of(visitor).get(work.get_absolute_url()).status_code == 404
    assert client_of(visitor).get(round.get_absolute_url()).status_code == 404


def test_a_hash_in_two_lines_as_papers_print_it_is_known(round):
    assert compare_words(round, f"{round.sha256[:32]}\n{round.sha256[32:]} ").is_text


def test_the_page_to_check_a_file_knows_the_files_of_the_library(round, secretary, client_of, visitor, now):
    work = publish_round(closed(round, now), by=secretary)
    for file in work.expressions.get(language="en").files.all():
        content = path_of(file.sha256).read_bytes()
        assert compare_bytes(round, content).paper == file.name
        assert not compare_bytes(round, content + b" ").is_cleared


# Who joins later


@pytest.fixture
def newcomer(seated, secretary, now, round):
    """The focal point of an organization that was admitted after the round had opened."""
    now.pass_(hours=1)
    names = {"en": "Office for Lighthouses"}
    joined = register_organization("OFL", by=secretary, names=names, source="an invention of this test")
    admit(joined, by=secretary, capacity=Capacity.MEMBER, begins=PartialDate(now.today()))
    return seated("OFL")


def test_an_organization_that_joined_after_the_opening_endorses_on_a_page_and_takes_it_back(
    round, newcomer, secretary, client_of, now
):
    organization = newcomer.seats.get().organization
    client, page = client_of(newcomer), round.get_absolute_url()
    own = f"{page}for/{organization.slug}/"
    shown = client.get(page).content.decode()
    assert f"{own}endorse/" in shown
    assert "It joined after the round had opened" in shown
    assert client.get(own).status_code == 404, "it was not asked and has no position"
    assert client.post(f"{own}endorse/").status_code == 302
    assert f"{own}unendorse/" in client.get(page).content.decode()
    work = publish_round(closed(round, now), by=secretary)
    assert work.particulars["endorsed_by"] == [organization.acronym]
    assert client.post(f"{own}unendorse/").status_code == 302
    assert not Endorsement.objects.standing().filter(round=round).exists()
    assert bring_endorsers(round, by=secretary).particulars["endorsed_by"] == []


def test_nobody_endorses_for_an_organization_that_never_took_part(round, client_of, member, newcomer, now):
    names = {"en": "Office for Buoys"}
    stranger = register_organization("OFB", by=CLERK, names=names, source="an invention of this test")
    assert client_of(member).get(f"{round.get_absolute_url()}for/{stranger.slug}/endorse/").status_code == 404
    other = newcomer.seats.get().organization
    assert client_of(member).get(f"{round.get_absolute_url()}for/{other.slug}/endorse/").status_code == 403


def test_nothing_is_offered_to_who_joined_once_silence_was_broken(round, newcomer, member, client_of, now):
    send_position(round, of("FAO"), by=member, **OBJECTION)
    now.set(round.closes_at + timedelta(hours=1))
    assert "It joined after" not in client_of(newcomer).get(round.get_absolute_url()).content.decode()
    endorse_page = f"{round.get_absolute_url()}for/{newcomer.seats.get().organization.slug}/endorse/"
    assert client_of(newcomer).post(endorse_page).status_code == 422


def test_endorsing_twice_is_one_endorsement(round, newcomer):
    organization = newcomer.seats.get().organization
    assert endorse(round, organization, by=newcomer) == endorse(round, organization, by=newcomer)


# A second round


def test_a_second_round_on_a_new_version_is_named_by_that_version_and_keeps_the_question(
    round, text, member, secretary, client_of, now
):
    send_position(round, of("FAO"), by=member, **OBJECTION)
    closed(round, now)
    text.refresh_from_db()
    later = drafting.freeze_version(drafting.open_next_version(text, by=secretary), by=secretary)
    page = client_of(secretary).get("/en/clearance/open/", {"subject": f"version:{later.pk}"})
    initial = page.context["form"].initial
    assert initial["title"] == f"{TITLE}, version 2"
    assert initial["question"] == round.question
