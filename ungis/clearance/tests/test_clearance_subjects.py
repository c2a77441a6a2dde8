"""Rounds on each kind of record, from its page to the certificate: asked, answered, closed, checked."""

import hashlib

import pytest
from django.core.cache import cache
from django.core.files.uploadedfile import SimpleUploadedFile

from ungis.clearance.models import Round
from ungis.clearance.states import RoundState
from ungis.clearance.tasks import close_due
from ungis.clearance.tests.test_clearance_certificate import words_of
from ungis.clearance.tests.test_clearance_pages import typed_of
from ungis.documents.contents import examine
from ungis.documents.models import File, Work
from ungis.drafting import actions as drafting
from ungis.drafting.models import Kind, Version
from ungis.drafting.parts import Part
from ungis.drafting.states import TextState
from ungis.mappings.models import Edition
from ungis.meetings.models import Meeting

pytestmark = pytest.mark.django_db
ALL_KINDS = ["work plan", "terms of reference", "minutes", "edition", "document"]


@pytest.fixture
def subject(request, secretary, now):
    """A record of the kind, its page, and words that must stand on the page of its round."""
    kind = request.param
    if kind in ("work plan", "terms of reference"):
        parts = [Part("Work of the year", "heading"), Part("We meet four times."), Part("We report to the Forum.")]
        of_kind = Kind.PLAN if kind == "work plan" else Kind.TERMS
        text = drafting.open_text(by=secretary, kind=of_kind, title=f"Our {kind}", parts=parts, visibility="group")
        version = drafting.freeze_version(text.versions.get(), by=secretary)
        return version, version.get_absolute_url(), "We report to the Forum."
    if kind == "minutes":
        meeting = Meeting.objects.filter(state="held", points__isnull=False, visibility="public").first()
        return meeting, meeting.get_absolute_url(), meeting.points.first().text[:30]
    if kind == "edition":
        edition = Edition.objects.get(matrix__slug="wsis-sdg", slug="2015")
        return edition, edition.get_absolute_url(), "SHA-256"
    work = Work.objects.filter(body="UNGIS", visibility="public", expressions__isnull=False).first()
    name = {"name": "plan.docx", "format": "docx", "size": 7, "sha256": "a" * 64, "attached_at": now()}
    File.objects.create(expression=work.expressions.first(), **name)
    return work, work.get_absolute_url(), "plan.docx"


def ask_from_page(client, record, page):
    """Follow the link on the page of a record, send the form as it is offered; return the round."""
    start = client.get(page).text
    begins = start.index("/en/clearance/open/?subject=")
    address = start[begins : start.index('"', begins)].replace("&amp;", "&")
    form = client.get(address).context["form"]
    answer = client.post(address, typed_of(form) | {"question": "Can you clear it?"})
    assert answer.status_code == 302, answer.text
    return Round.objects.get(subject_id=record.pk)


@pytest.mark.parametrize("subject", ALL_KINDS, indirect=True, ids=ALL_KINDS)
@pytest.mark.parametrize("objects", [False, True], ids=["cleared", "broken"])
def test_a_round_goes_its_whole_way_on_the_pages(
    subject, objects, now, client_of, secretary, member, other_member, observer
):
    record, page, words = subject
    round = ask_from_page(client_of(secretary), record, page)
    shown = client_of(other_member).get(round.get_absolute_url())
    assert words in shown.text
    assert "Clearance: open" in client_of(member).get(page).text  # the record leads to its round
    said = {"stance": "comments", "words": "Very well.", "way_out": ""}
    if objects:
        said = {"stance": "objection", "words": "Not this way.", "way_out": "Another year."}
    own = f"/en/clearance/{round.slug}/for/"
    assert client_of(member).post(f"{own}fao/", {**said, "do": "send"}).status_code == 302
    advice = {"stance": "no-objection", "words": "", "do": "send"}
    assert client_of(observer).post(f"{own}unu/", advice).status_code == 302
    now.set(round.closes_at)
    assert ("Not this way." if objects else "Very well.") in client_of(member).get(round.get_absolute_url()).text
    close_due()
    round.refresh_from_db()
    assert round.state == (RoundState.BROKEN if objects else RoundState.ADOPTED)
    cache.clear()
    for form in ("docx", "pdf"):
        answer = client_of(member).get(f"/en/clearance/{round.slug}/certificate.{form}")
        assert examine(answer.content) == form
        if form == "docx":
            certificate = words_of(answer.content)
            assert round.sha256[:32] in certificate
            assert said["words"] in certificate
    taken = client_of(member).get(f"/en/clearance/{round.slug}/text.txt").content
    assert hashlib.sha256(taken).hexdigest() == round.sha256
    check, file = f"/en/clearance/{round.slug}/check/", SimpleUploadedFile("text.txt", taken)
    found = client_of(member).post(check, {"file": file, "words": ""})
    assert found.status_code == 200
    assert found.context["found"]
    if isinstance(record, Version):
        record.text.refresh_from_db()
        assert record.text.state == (TextState.DRAFTING if objects else TextState.ADOPTED)


@pytest.mark.parametrize("subject", ["minutes", "edition", "document"], indirect=True)
def test_a_second_round_on_a_record_that_is_no_text_takes_up_the_broken_one(subject, now, client_of, secretary, member):
    record, page, _words = subject
    first = ask_from_page(client_of(secretary), record, page)
    said = {"stance": "objection", "words": "Not this way.", "way_out": "Another year.", "do": "send"}
    client_of(member).post(f"/en/clearance/{first.slug}/for/fao/", said)
    now.set(first.closes_at)
    close_due()
    start = client_of(secretary).get(page).text
    address = f"/en/clearance/open/?subject={first.subject_kind}:{record.pk}"
    assert address in start
    form = client_of(secretary).get(address).context["form"]
    assert client_of(secretary).post(address, typed_of(form)).status_code == 302
    second = Round.objects.get(previous=first)
    assert second.question == first.question
    assert first.get_absolute_url() in client_of(member).get(second.get_absolute_url()).text


@pytest.mark.parametrize("language", ["ar", "zh-hans"])
@pytest.mark.parametrize("subject", ALL_KINDS, indirect=True, ids=ALL_KINDS)
def test_the_round_and_its_certificate_stand_in_other_languages_too(subject, language, now, client_of, secretary):
    record, page, _words = subject
    round = ask_from_page(client_of(secretary), record, page)
    client = client_of(secretary)
    assert client.get(f"/{language}/clearance/{round.slug}/").status_code == 200
    assert examine(client.get(f"/{language}/clearance/{round.slug}/certificate.docx").content) == "docx"
