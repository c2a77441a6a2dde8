"""What people have tried against systems like this one, tried against rounds: each must come to nothing."""

from datetime import timedelta

import pytest
from django.core.cache import cache
from django.test import Client

from ungis.clearance.models import Endorsement, Position, Receipt, Round
from ungis.clearance.position_actions import send_position
from ungis.clearance.states import RoundState, Stance
from ungis.clearance.tasks import close_due
from ungis.clearance.tests.test_clearance_certificate import words_of
from ungis.core.acting import Refused
from ungis.core.models import Event
from ungis.documents.models import File, Work
from ungis.drafting import actions as drafting
from ungis.drafting.models import Version
from ungis.drafting.parts import Part
from ungis.mail.models import Message
from ungis.organizations.models import Organization

pytestmark = pytest.mark.django_db
SECRET = "Kestrel-7731"
STEPS = [
    "", "changes/", "extend/", "withdraw/", "close/", "publish/", "endorsers/", "read/", "record/", "for/fao/",
    "for/fao/endorse/", "for/fao/unendorse/", "positions/1/withdraw/", "text.txt", "check/", "certificate.docx",
    "certificate.pdf",
]  # fmt: skip


@pytest.fixture
def fao():
    return Organization.objects.get(acronym="FAO")


@pytest.fixture
def version(secretary, now):
    parts = [Part(f"We keep {SECRET}."), Part("We report.")]
    text = drafting.open_text(by=secretary, kind="statement", title=f"Text {SECRET}", parts=parts, visibility="group")
    return drafting.freeze_version(text.versions.get(), by=secretary)


@pytest.fixture
def round(version, open_round, member, fao):
    round = open_round(version)
    send_position(round, fao, by=member, stance=Stance.COMMENTS, words=f"We said {SECRET}.")
    return round


def rows():
    return [model.objects.count() for model in (Position, Receipt, Endorsement, Message, Event)]


@pytest.mark.parametrize("role", ["visitor", "stakeholder"])
def test_a2_every_address_of_a_round_that_one_may_not_see_answers_as_if_it_were_not_there(
    role, request, round, client_of
):
    client = client_of(request.getfixturevalue(role))
    for step in STEPS:
        cache.clear()
        there, nowhere = (client.get(f"/en/clearance/{slug}/{step}") for slug in (round.slug, "no-such-round-0"))
        assert there.status_code == nowhere.status_code != 200, step
        assert SECRET not in there.text, step
        assert there.text == nowhere.text.replace("no-such-round-0", round.slug) or there.status_code == 302, step


def test_a5_lists_counts_and_feeds_tell_nothing_of_a_round_that_one_may_not_see(round, client):
    for address in ("/en/clearance/", "/en/", "/sitemap.xml", f"/en/search/?q={SECRET}", "/en/news/feed.atom"):
        answer = client.get(address)
        assert round.slug not in answer.text, address
        assert f"Text {SECRET}" not in answer.text, address


def test_a8_forms_forged_by_those_who_only_advise_or_sit_elsewhere_change_nothing(
    round, client_of, observer, other_member
):
    before = rows()
    said = {"stance": "objection", "words": "No.", "way_out": "Stop.", "do": "send", "reason": "x", "seen": ""}
    for user in (observer, other_member):
        for step in ("for/fao/", "for/fao/endorse/", "record/", "extend/", "withdraw/", "close/", "endorsers/"):
            assert client_of(user).post(f"/en/clearance/{round.slug}/{step}", said).status_code in (403, 404), step
    assert rows() == before
    round.refresh_from_db()
    assert round.state == RoundState.OPEN


def test_a12_each_reader_gets_a_mail_of_their_own_and_only_those_asked_or_asking(open_round, version, seated, member):
    Message.objects.all().delete()
    seated("UNESCO")
    round = open_round(version)
    told = list(Message.objects.filter(body__contains=round.slug).values_list("to", flat=True))
    assert len(told) == len(set(told))
    assert not any("," in to or ";" in to for to in told)
    assert member.email in told
    assert not any("stakeholder" in to or "visitor" in to for to in told)


def test_a13_what_the_group_reads_is_kept_by_nobody_on_the_way(round, client_of, member):
    for step in ("", "text.txt", "certificate.docx", "for/fao/", "check/"):
        answer = client_of(member).get(f"/en/clearance/{round.slug}/{step}")
        assert answer["Cache-Control"] == "private, no-store", step


def test_b8_a_form_that_another_site_sends_is_refused_whatever_it_says(round, member):
    client = Client(enforce_csrf_checks=True)
    client.force_login(member)
    before = rows()
    said = {"stance": "objection", "words": "No.", "way_out": "Stop.", "do": "send"}
    for step in ("for/fao/", "for/fao/endorse/", "read/"):
        for headers in ({}, {"Origin": "null"}, {"Origin": "https://evil.example"}):
            answer = client.post(f"/en/clearance/{round.slug}/{step}", said, headers=headers)
            assert answer.status_code == 403, step
    plain = client.post(f"/en/clearance/{round.slug}/for/fao/", '{"stance": "objection"}', content_type="text/plain")
    assert plain.status_code == 403
    assert rows() == before


def test_c1_c10_words_and_titles_that_people_type_stay_words_in_pages_mails_and_papers(
    open_round, version, member, fao, client_of, now
):
    live = "<script>alert(1)</script>"
    round = open_round(version, title=f"Ours {live}\r\nBcc: all@example.org", question=f"Agreed? {live}")
    send_position(round, fao, by=member, stance=Stance.OBJECTION, words=f"No {live}", way_out=f"Stop {live}")
    client = client_of(member)
    for step in ("", "for/fao/", "check/"):
        assert live not in client.get(f"/en/clearance/{round.slug}/{step}").text, step
    assert live in words_of(client.get(f"/en/clearance/{round.slug}/certificate.docx").content).replace(
        "&lt;", "<"
    ).replace("&gt;", ">")
    for subject in Message.objects.values_list("subject", flat=True):
        assert len(subject.splitlines()) == 1


def test_d5_a_version_in_clearance_can_be_edited_by_nobody(round, version, secretary):
    paragraph = version.paragraphs.first()
    with pytest.raises(Refused):
        drafting.save_paragraph(paragraph, by=secretary, revision=paragraph.revision, content="Other words.")
    with pytest.raises(Refused):
        drafting.open_next_version(version.text, by=secretary)
    round.refresh_from_db()
    assert (round.text, round.sha256) == (version.canonical, version.sha256)
    assert Version.objects.get(pk=version.pk).paragraphs.first().content == paragraph.content


def test_d5_a_translation_or_file_added_to_a_document_after_circulation_is_told_and_not_cleared(
    open_round, client_of, member, now
):
    work = Work.objects.filter(body="UNGIS", visibility="public", expressions__isnull=False).first()
    plan = {"format": "docx", "size": 7, "attached_at": now()}
    File.objects.create(expression=work.expressions.first(), name="plan.docx", sha256="a" * 64, **plan)
    round = open_round(work)
    arabic, _made = work.expressions.get_or_create(language="ar", revision="")
    File.objects.create(expression=arabic, name="plan-ar.docx", sha256="b" * 64, **plan)
    page = client_of(member).get(round.get_absolute_url()).text
    assert "The record says something else by now." in page
    assert "plan-ar.docx" not in page
    assert "b" * 64 not in Round.objects.get(pk=round.pk).text


def test_d5_the_close_binds_all_who_were_silent_to_the_hash_of_the_text_that_was_shown(round, version, now, client_of):
    now.set(round.closes_at)
    close_due()
    event = Event.objects.of(round).get(action="clearance.round_adopt")
    assert event.data["sha256"] == version.sha256
    assert Event.objects.of(round).get(action="clearance.round_opened").data["sha256"] == version.sha256


def test_d6_the_close_is_one_instant_on_the_page_in_the_mail_on_the_paper_and_on_the_chain(
    open_round, version, seated, client_of, member, now
):
    Message.objects.all().delete()
    round = open_round(version)
    hour = round.closes_at.strftime("%H:%M")
    page = client_of(member).get(round.get_absolute_url()).text
    mail = Message.objects.filter(to=member.email).latest("pk").body
    paper = words_of(client_of(member).get(f"/en/clearance/{round.slug}/certificate.docx").content)
    geneva = (round.closes_at + timedelta(hours=1)).strftime("%H:%M")  # in November
    for place in (page, mail, paper):
        assert hour in place
        assert "UTC" in place
    assert geneva in page
    assert geneva in mail
    said = Event.objects.of(round).get(action="clearance.round_opened").data["closes_at"]
    assert str(said)[:16].replace("T", " ") == round.closes_at.strftime("%Y-%m-%d %H:%M")


def test_d12_nobody_without_an_account_writes_a_row_or_causes_a_mail(round, client):
    before = rows()
    flood = {"stance": "objection", "words": "http://x.example " * 60_000, "way_out": "x", "do": "send", "seen": ""}
    for _turn in range(5):
        for step in STEPS:
            if step == "check/":
                continue  # the check of a public round is for anybody; it keeps nothing
            answer = client.post(f"/en/clearance/{round.slug}/{step}", flood)
            assert answer.status_code in (302, 403, 404, 405), step
    assert rows() == before
