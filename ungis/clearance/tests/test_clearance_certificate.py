"""The certificate of a round, and the page on which anybody with the file checks it."""

import hashlib
import io
import re
import zipfile

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import translation

from ungis.clearance.models import Position
from ungis.clearance.position_actions import advise, endorse, record_position, send_position, withdraw_position
from ungis.clearance.proof import chain_of
from ungis.clearance.states import Stance
from ungis.clearance.tasks import close_due
from ungis.organizations.models import Organization

pytestmark = pytest.mark.django_db
SCRIPT = "<script>alert(1)</script> \u202e#set text(red)"


def of(acronym):
    return Organization.objects.get(acronym=acronym)


@pytest.fixture
def round(open_round, now, secretary, member, other_member, observer):
    round = open_round()
    send_position(round, of("WHO"), by=other_member, stance=Stance.OBJECTION, words="Too far.", way_out="Delete it.")
    withdraw_position(round.positions.standing().get(), by=other_member)
    send_position(round, of("FAO"), by=member, stance=Stance.RESERVATION, words=f"We reserve. {SCRIPT}")
    advise(round, of("UNU"), by=observer, words="Mind the figures.")
    by_phone = {"on_behalf": "The Director", "evidence": "Call at noon."}
    record_position(round, of("UNESCO"), by=secretary, stance=Stance.NO_OBJECTION, **by_phone)
    endorse(round, of("FAO"), by=member)
    return round


def closed(round, now):
    now.set(round.closes_at)
    close_due()
    round.refresh_from_db()
    return round


def words_of(document):
    """The words of a Word document, its lines joined."""
    with zipfile.ZipFile(io.BytesIO(document)) as package:
        body = package.read("word/document.xml").decode()
    return re.sub(r"<[^>]+>", "", body.replace("</w:p>", "\n"))


def certificate(client, round, form="docx", language="en"):
    answer = client.get(f"/{language}/clearance/{round.slug}/certificate.{form}")
    assert answer.status_code == 200
    return answer.content


def test_the_certificate_says_who_was_asked_who_said_what_who_was_silent_and_what_came_of_it(
    round, now, client_of, member
):
    text = words_of(certificate(client_of(member), closed(round, now)))
    for told in (
        "Certificate of clearance",
        "Outcome: adopted with reservations",
        round.sha256[:32],
        round.sha256[32:],
        "72 hours",
        "Geneva",
        "New York",
        "UTC",
        "We reserve.",
        "Too far.",
        "Delete it.",
        "withdrawn",
        "Mind the figures.",
        "Not counted.",
        "The Director",
        "Call at noon.",
        "Silence does not break the procedure",
        "World Bank",
        "Endorsed by",
        "ungis audit verify",
    ):
        assert told in text, told
    assert "&lt;script&gt;" in text
    assert "\u202e" not in text


def test_it_names_the_events_by_number_and_hash(round, now, client_of, member):
    closed(round, now)
    chain = chain_of(round)
    text = words_of(certificate(client_of(member), round))
    assert len(chain.links) >= 7
    for link in chain.links:
        assert f"{link.event.pk}\n" in text
        assert link.event.hash[:32] in text


def test_of_an_open_round_it_says_that_there_is_no_outcome_yet(round, client_of, member):
    text = words_of(certificate(client_of(member), round))
    assert "Clearance as it stands" in text
    assert "this is no outcome yet" in text
    assert "Certificate of clearance" not in text


def test_a_shorter_period_stands_in_it_with_its_reason(open_round, now, chair, client_of, member):
    from datetime import timedelta

    round = open_round(by=chair, closes_at=now() + timedelta(hours=24), short_reason="The forum meets tomorrow.")
    text = words_of(certificate(client_of(member), round))
    assert "The forum meets tomorrow." in text
    assert "below 72 hours" in text


@pytest.mark.parametrize("language", ["en", "ar", "zh-hans"])
def test_word_and_pdf_are_made_in_every_script_and_are_the_same_each_time(language, round, now, client_of, member):
    closed(round, now)
    now.pass_(microseconds=123456)
    client = client_of(member)
    for form in ("docx", "pdf"):
        first = certificate(client, round, form, language)
        assert first.startswith(b"PK" if form == "docx" else b"%PDF")
        assert first == certificate(client, round, form, language)
    translation.activate("en")


def test_what_is_only_prepared_is_in_no_certificate(round, client_of, member, other_member):
    from ungis.clearance.position_actions import prepare_position

    prepare_position(round, of("WHO"), by=other_member, stance=Stance.COMMENTS, words="Not yet said.")
    for user in (member, other_member):
        assert "Not yet said." not in words_of(certificate(client_of(user), round))


def test_the_text_that_is_taken_away_is_the_one_that_was_hashed(round, client_of, member):
    answer = client_of(member).get(f"/en/clearance/{round.slug}/text.txt")
    assert hashlib.sha256(answer.content).hexdigest() == round.sha256
    assert answer["Content-Type"] == "text/plain; charset=utf-8"


def check(client, round, **typed):
    return client.post(f"/en/clearance/{round.slug}/check/", typed).content.decode()


YES, NO = "Yes: this is the text of the round", "No: this is another text."


def test_whoever_has_the_file_is_told_whether_it_is_the_text(round, client_of, member):
    client = client_of(member)
    assert YES in check(client, round, file=SimpleUploadedFile("t.txt", round.text.encode()))
    assert NO in check(client, round, file=SimpleUploadedFile("t.txt", round.text.encode() + b" "))
    assert YES in check(client, round, words=round.text.replace("\n", "\r\n"))
    assert YES in check(client, round, words=round.text.rstrip("\n"))
    assert YES in check(client, round, words=round.sha256.upper())
    assert NO in check(client, round, words=SCRIPT)


IS_CERTIFICATE = "Yes: this is the certificate of the round"


@pytest.mark.parametrize("form", ["docx", "pdf"])
@pytest.mark.parametrize("language", ["en", "ar", "zh-hans"])
def test_whoever_has_the_certificate_is_told_whether_it_is_genuine(round, now, client_of, member, form, language):
    closed(round, now)
    now.pass_(days=3)
    made = certificate(client_of(member), round, form, language)
    translation.activate("en")
    forged = made[:-1] + bytes([made[-1] ^ 1])
    for user, brought, answer in ((member, made, IS_CERTIFICATE), (member, forged, NO)):
        assert answer in check(client_of(user), round, file=SimpleUploadedFile(f"c.{form}", brought))


def test_a_certificate_is_out_of_date_once_something_was_added(round, now, client_of, member, other_member):
    closed(round, now)
    made = SimpleUploadedFile("c.docx", certificate(client_of(member), round))
    endorse(round, of("WHO"), by=other_member)
    page = check(client_of(member), round, file=made)
    assert NO in page
    assert "take it anew" in page


def test_what_tells_of_an_open_round_is_no_certificate(round, client_of, member):
    client = client_of(member)
    assert NO in check(client, round, file=SimpleUploadedFile("c.docx", certificate(client, round)))


def test_the_closing_days_that_stopped_the_clock_stand_in_it_as_they_were_known_at_the_opening(
    round, now, client_of, member
):
    opened = chain_of(round).links[0].event.data["closing_days"]
    text = words_of(certificate(client_of(member), closed(round, now)))
    assert "Closing days, as known at the opening" in text
    for station, days in opened.items():
        assert f"{station}: " in text
        assert days or f"{station}: none" in text


def test_nothing_or_too_much_is_told_so(round, client_of, member, settings):
    settings.UPLOAD_LIMIT = 10
    client = client_of(member)
    address = f"/en/clearance/{round.slug}/check/"
    assert client.post(address).status_code == 422
    assert client.post(address, {"words": "  "}).status_code == 422
    assert client.post(address, {"words": "a\x00b"}).status_code in (400, 422)
    assert client.post(address, {"file": SimpleUploadedFile("t", b"x" * 11)}).status_code == 422


def test_a_file_of_a_document_that_was_cleared_is_known_by_its_name(open_round, secretary, now, client_of):
    from ungis.core.standing import CLERK
    from ungis.documents.actions import attach_file
    from ungis.documents.models import Work

    work = Work.objects.filter(body="UNGIS").first()
    attach_file(work, by=CLERK, language="en", name="text.txt", content=b"text")
    round = open_round(work)
    page = check(client_of(secretary), round, file=SimpleUploadedFile("other.txt", b"text"))
    assert "text.txt" in page
    assert "Yes: this is" in page


def test_the_chain_holds_and_what_was_altered_is_named(round, now, client_of, member):
    closed(round, now)
    client, address = client_of(member), f"/en/clearance/{round.slug}/check/"
    assert chain_of(round).is_whole
    assert "as they were written" in client.get(address).content.decode()
    Position.objects.filter(organization=of("FAO")).update(words="We agree.")
    altered = chain_of(round)
    assert (altered.is_whole, altered.altered) == (False, ["FAO"])
    assert "Something was altered" in client.get(address).content.decode()
    assert "does not hold" in words_of(certificate(client, round))


def test_a_text_that_was_altered_is_named(round):
    round.text += " "
    assert chain_of(round).altered == ["text"]


def test_the_chain_costs_two_queries_whatever_was_said(round):
    with CaptureQueriesContext(connection) as queries:
        chain_of(round)
    assert len(queries) == 2
