"""What people have tried against systems like this one, tried against joint texts: each must come to nothing."""

import csv
import io
import sys
import time
from pathlib import Path

import pytest
from django.core.cache import cache
from django.core.files.uploadedfile import SimpleUploadedFile

from ungis.documents.contents import Unfit
from ungis.drafting import actions, amendment_actions, word_actions, word_content, word_out
from ungis.drafting.models import Amendment, Remark, Text, WordFile
from ungis.drafting.parts import Part
from ungis.drafting.states import AmendmentState
from ungis.drafting.word_out import Change, Saying
from ungis.mail.models import Message
from ungis.organizations.models import Organization

sys.path.insert(0, str(Path(__file__).parents[2] / "documents" / "tests"))
import hostile

pytestmark = pytest.mark.django_db
SECRET = "Kestrel-7731"
PAYLOADS = [
    "<script>alert(1)</script>", "<img src=x onerror=alert(1)>", "<svg/onload=alert(1)>", "javascript:alert(1)",
    "{{7*7}}{% debug %}", "</textarea><script>alert(1)</script>", "<!--", "]]><x>", "^[<b>note</b>]", "\u202ereversed",
]  # fmt: skip


@pytest.fixture
def fao():
    return Organization.objects.get(acronym="FAO")


@pytest.fixture
def version(secretary):
    parts = [Part(f"We keep {SECRET} to ourselves.^[A note.]"), Part("We go on.")]
    text = actions.open_text(by=secretary, kind="statement", title=f"Text {SECRET}", parts=parts, visibility="group")
    return text.versions.get()


@pytest.fixture
def proposal(version, member, fao):
    key = version.paragraphs.first().key
    words = {"kind": "replace", "key": key, "content": f"We share {SECRET}."}
    return amendment_actions.prepare_amendment(version, by=member, organization=fao, **words)


@pytest.fixture
def sent(proposal, member):
    return amendment_actions.send_amendment(proposal, by=member)


def addresses(version, *numbers):
    """Every address of a text that reads."""
    stem = f"/en/texts/{version.text.slug}/"
    own = f"{stem}v/1"
    ends = ["/", ".txt", ".docx", ".pdf", "/edit/", "/freeze/", "/amendments/", "/amendments.csv", "/amendments.json"]
    ends += ["/amendments/propose/", "/amendments/remark/", "/amendments/merge/", "/consolidated.docx", "/word/"]
    ends += [f"/amendments/{number}/" for number in numbers] + ["/consolidated.pdf"]
    more = ["", "history/", "next/", "set-up/", "compare/1/2/", "compare/1/2.docx", "compare/1/2.pdf"]
    return [f"{stem}{one}" for one in more] + [f"{own}{one}" for one in ends]


@pytest.mark.parametrize("role", ["visitor", "stakeholder"])
def test_a2_every_address_of_a_text_that_one_may_not_see_answers_as_if_it_were_not_there(
    role, request, version, sent, client_of
):
    client, slug = client_of(request.getfixturevalue(role)), version.text.slug
    for address in addresses(version, sent.pk):
        cache.clear()
        there, nowhere = client.get(address), client.get(address.replace(slug, "no-such-text-0"))
        assert there.status_code == nowhere.status_code != 200, address
        assert SECRET not in there.text, address
        plain = nowhere.text.replace("no-such-text-0", slug)
        assert there.text == plain or there.status_code in (302, 303), address


def test_a2_what_another_organization_prepares_is_not_there(version, proposal, brought, client_of, other_member):
    client = client_of(other_member)
    own = f"/en/texts/{version.text.slug}/v/1/"
    for there, nowhere in (
        (f"{own}amendments/{proposal.pk}/", f"{own}amendments/999999/"),
        (f"{own}word/{brought.pk}/", f"{own}word/999999/"),
    ):
        assert client.get(there).status_code == client.get(nowhere).status_code == 404
        assert "We share" not in client.get(there).text
    for page in ("amendments/", "amendments.csv", "amendments.json", ""):
        assert "We share" not in client.get(f"{own}{page}").text


@pytest.fixture
def brought(version, member, fao):
    content = docx_of(version, "We go on.", "We share it all.")
    read = word_actions.read_file(version, by=member, name="ours.docx", content=content)
    return word_actions.bring_word_file(version, by=member, organization=fao, brought=read)


def docx_of(version, before, after, *sayings):
    held = list(version.paragraphs.all())
    for one in held:
        one.content = one.content.replace(before, after)
    return word_out.write(word_content.head_of(version), word_out.amended(held, [], sayings))


def test_a3_nothing_of_a_file_that_is_brought_back_lies_under_an_address_of_its_own(brought, settings, client):
    assert not hasattr(brought, "content")
    assert list(Path(settings.LIBRARY_ROOT).rglob("*.docx")) == []
    assert client.get(f"/media/{brought.name}").status_code == 404


def test_a5_lists_counts_and_feeds_tell_nothing_of_what_one_may_not_see(version, sent, client):
    for address in ("/en/texts/", "/en/", "/sitemap.xml", f"/en/search/?q={SECRET}", "/en/news/feed.atom"):
        answer = client.get(address)
        assert version.text.slug not in answer.text.replace("no-such", ""), address
        assert f"Text {SECRET}" not in answer.text, address


def test_a8_a_forged_form_decides_nothing_for_others(version, sent, client_of, observer, other_member):
    own = f"/en/texts/{version.text.slug}/v/1/amendments/"
    for user in (observer, other_member):
        client = client_of(user)
        for step in (f"{sent.pk}/decide/", f"{sent.pk}/withdraw/", f"{sent.pk}/rewrite/", "decide/", "merge/"):
            typed = {"do": "accept", "chosen": [sent.pk], "reason": "x", "organization": sent.organization_id}
            assert client.post(f"{own}{step}", typed).status_code in (403, 404), step
    sent.refresh_from_db()
    assert sent.state == AmendmentState.PROPOSED


def test_a12_a_remark_on_a_draft_mails_nobody_and_an_outcome_only_those_it_concerns(
    version, sent, secretary, member, fao
):
    Message.objects.all().delete()
    key = version.paragraphs.last().key
    amendment_actions.make_remark(version, by=member, organization=fao, key=key, text=f"Mind {SECRET}.")
    assert not Message.objects.exists()
    amendment_actions.decline_amendment(sent, by=secretary, reason="Not now.")
    assert list(Message.objects.values_list("to", flat=True)) == [member.email]


def test_a13_what_the_group_reads_is_kept_by_nobody_on_the_way(version, client_of, member, client):
    for page in ("/en/texts/", f"/en/texts/{version.text.slug}/v/1/", f"/en/texts/{version.text.slug}/v/1.docx"):
        assert client_of(member).get(page)["Cache-Control"] == "private, no-store", page


def test_c1_markup_in_a_word_file_its_comments_its_authors_and_its_name_is_shown_as_typed(
    version, member, fao, client_of
):
    key = version.paragraphs.last().key
    for number, payload in enumerate(PAYLOADS):
        said = Saying(key, [f"Said {payload}"], Change(f"Ana {payload}", "2026-01-01T00:00:00Z"))
        content = docx_of(version, "We go on.", f"We go on {payload}", said)
        read = word_actions.read_file(version, by=member, name=f"{number}{payload}.docx", content=content)
        file = word_actions.bring_word_file(version, by=member, organization=fao, brought=read)
        page = client_of(member).get(f"/en/texts/{version.text.slug}/v/1/word/{file.pk}/").text
        assert "We go on" in page
        for live in ("<script>alert", "<img src=x", "<svg/onload", "<b>note", 'href="javascript:', ">49"):
            assert live not in page, payload


def test_c2_files_leave_as_attachments_that_no_browser_takes_for_pages(version, client_of, member):
    for end in ("1.docx", "1.pdf", "1/consolidated.docx", "1/consolidated.pdf", "1.txt", "1/amendments.csv"):
        answer = client_of(member).get(f"/en/texts/{version.text.slug}/v/{end}")
        if answer.status_code == 200:
            assert answer["X-Content-Type-Options"] == "nosniff", end
            assert "text/html" not in answer["Content-Type"], end


BAD = {
    "c4_a_bomb": lambda: hostile.docx(**{"word/document.xml": b"<x>" + b" " * 40_000_000 + b"</x>"}),
    "c4_many_entries": lambda: hostile.many_entries(100_000),
    "c4_overlapping": hostile.overlapping,
    "c5_an_entity": lambda: hostile.docx(
        **{"word/document.xml": b'<!DOCTYPE x [<!ENTITY e SYSTEM "file:///etc/passwd">]><x>&e;</x>'}
    ),
    "c5_a_billion_laughs": lambda: hostile.docx(
        **{"word/document.xml": b'<!DOCTYPE x [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;">]><x>&b;</x>'}
    ),
    "c8_a_name_that_climbs": lambda: hostile.docx(**{"../../evil.xml": b"<x/>"}),
    "c2_a_page_named_docx": lambda: b"<html><script>alert(1)</script></html>",
}


@pytest.mark.parametrize("make", BAD.values(), ids=BAD)
def test_hostile_files_brought_back_to_a_version_are_refused_in_words_and_in_time(
    make, version, client_of, member, fao
):
    content, began = make(), time.process_time()
    with pytest.raises(Unfit):
        word_actions.read_file(version, by=member, name="x.docx", content=content)
    assert time.process_time() - began < 10
    typed = {"organization": fao.pk, "file": SimpleUploadedFile("x.docx", content)}
    answer = client_of(member).post(f"/en/texts/{version.text.slug}/v/1/word/", typed)
    assert answer.status_code == 422
    assert not WordFile.objects.exists()


@pytest.mark.parametrize(
    "words", ["=1+1", "+1", "-1", "@SUM(A1)", "\t=1", '=HYPERLINK("http://x")', "=cmd|' /C calc'!A0"]
)
def test_c7_words_that_a_spreadsheet_would_reckon_with_leave_as_text(words, version, member, fao, client_of):
    key = version.paragraphs.last().key
    made = amendment_actions.prepare_amendment(
        version, by=member, organization=fao, kind="replace", key=key, content=f"{words} and so on"
    )
    amendment_actions.send_amendment(made, by=member)
    sheet = client_of(member).get(f"/en/texts/{version.text.slug}/v/1/amendments.csv").text
    for row in csv.reader(io.StringIO(sheet.lstrip("\ufeff"))):
        assert not any(cell[:1] in "=+@\t\r" or cell.startswith("-1") for cell in row if cell), row


@pytest.mark.parametrize(
    "name", ["../../etc/passwd", "..\\x.docx", "a\x00.docx", "CON.docx", "x" * 300, "%2e%2e/x.docx"]
)
def test_c8_a_name_of_a_file_leads_nowhere(name, version, member):
    read = word_actions.read_file(version, by=member, name=name, content=docx_of(version, "We go on.", "We stop."))
    assert not {"/", "\\", "\x00"} & set(read.name)
    assert 0 < len(read.name) <= 200


@pytest.mark.parametrize("sign", ["\r\n", "\n", "\r", "\u0085", "\u2028", "\x0b"])
def test_c10_a_title_cannot_begin_a_header_of_the_mail_that_names_it(sign, secretary, member, fao):
    title = f"Ours{sign}Bcc: all@example.org"
    text = actions.open_text(by=secretary, kind="statement", title=title, parts=[Part("We go on.")], visibility="group")
    version = text.versions.get()
    words = {"kind": "replace", "key": version.paragraphs.get().key, "content": "We stop."}
    made = amendment_actions.prepare_amendment(version, by=member, organization=fao, **words)
    amendment_actions.send_amendment(made, by=member)
    amendment_actions.decline_amendment(made, by=secretary, reason="No.")
    message = Message.objects.get(to=member.email)
    assert len(message.subject.splitlines()) == 1
    assert len(Text.objects.get(pk=text.pk).title.splitlines()) == 1


def test_d11_the_same_remark_and_the_same_proposal_sent_twenty_times_are_one(version, member, fao):
    key = version.paragraphs.last().key
    for _turn in range(20):
        amendment_actions.make_remark(version, by=member, organization=fao, key=key, text="Why?")
    assert Remark.objects.count() == 1
    before = Amendment.objects.count()
    words = {"kind": "replace", "key": key, "content": "We stop."}
    made = amendment_actions.prepare_amendment(version, by=member, organization=fao, **words)
    for _turn in range(20):
        amendment_actions.send_amendment(made, by=member)
    assert Amendment.objects.filter(state=AmendmentState.PROPOSED).count() == before + 1
