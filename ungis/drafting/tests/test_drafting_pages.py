import re

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test.utils import CaptureQueriesContext

from ungis.drafting import actions
from ungis.drafting.models import Text
from ungis.drafting.parts import Part
from ungis.organizations.models import Organization

pytestmark = pytest.mark.django_db
PARTS = [
    Part("Background", "heading"),
    Part("We welcome A/RES/70/125 and recall paragraph 67 of A/RES/80/173^[See also A/RES/56/183.]."),
    Part("one;", "item"),
    Part("We go on, as A/RES/99/999 does not say^[A second note.]."),
]
PAYLOADS = [
    "<script>alert(1)</script>", '"><img src=x onerror=alert(1)>', "'-alert(1)-'", "<svg/onload=alert(1)>",
    "javascript:alert(1)", "{{7*7}}{% debug %}", "</textarea><script>alert(1)</script>", "<!--", "&lt;b&gt;",
    "^[<script>alert(1)</script>]", "A/RES/70/125<script>alert(1)</script>", "\u202ereversed", "]]>",
]  # fmt: skip


@pytest.fixture
def text(secretary):
    lead = Organization.objects.get(acronym="FAO")
    return actions.open_text(
        by=secretary, kind="statement", title="Our statement", lead=lead, visibility="public", parts=PARTS
    )


@pytest.fixture
def version(text):
    return text.versions.get()


@pytest.fixture
def desk(text):
    return f"/en/texts/{text.slug}/v/1/edit/"


def body(answer):
    return answer.content.decode()


def typed(paragraph, **changes):
    """What the form of a paragraph sends."""
    kept = {"key": paragraph.key, "revision": paragraph.revision, "kind": paragraph.kind, "level": paragraph.level}
    return {**kept, "content": paragraph.content, "do": "save", **changes}


# --- who sees what ------------------------------------------------------------------------------------


def test_a_text_is_seen_by_whom_it_is_for_and_for_others_it_is_not_there(text, version, client, client_of, member):
    for visibility, seen in (("public", 200), ("group", 404), ("members", 404)):
        Text.objects.filter(pk=text.pk).update(visibility=visibility)
        addresses = ["", "v/1/"]
        assert {client.get(f"/en/texts/{text.slug}/{rest}").status_code for rest in addresses} == {seen}
        assert (text.title in body(client.get("/en/texts/"))) is (seen == 200)
        assert client_of(member).get(f"/en/texts/{text.slug}/v/1/").status_code == 200


def test_what_is_not_there_is_a_404(text, client):
    for rest in ("v/2/", "v/1.txt", "compare/1/1/", "compare/1/2/", f"v/{'9' * 30}/", f"compare/1/{'9' * 30}/"):
        assert client.get(f"/en/texts/{text.slug}/{rest}").status_code == 404, rest
    assert client.get("/en/texts/nothing/").status_code == 404


def test_the_list_is_narrowed_by_kind_state_and_lead(text, client):
    assert "Our statement" in body(client.get("/en/texts/?kind=statement&state=drafting&lead=FAO"))
    for query in ("kind=plan", "state=adopted", "lead=WHO", "kind=poem"):
        assert "Our statement" not in body(client.get(f"/en/texts/?{query}"))


def test_a_large_text_opens_with_few_queries(secretary, client):
    parts = [Part(f"Paragraph {n} recalls paragraph 67 of A/RES/80/173^[Note {n}.].") for n in range(200)]
    actions.open_text(by=secretary, kind="plan", title="Long", visibility="public", parts=parts)
    for address in ("/en/texts/long/v/1/", "/en/texts/long/", "/en/texts/"):
        client.get(address)
        with CaptureQueriesContext(connection) as queries:
            assert client.get(address).status_code == 200
        assert len(queries) <= 6, address


# --- reading ------------------------------------------------------------------------------------------


def test_a_version_is_read_with_numbers_anchors_links_and_footnotes(version, client):
    page = body(client.get(version.get_absolute_url()))
    for paragraph in version.paragraphs.all():
        assert f'id="{paragraph.key}"' in page
    assert [re.sub("<[^>]*>", "", number) for number in re.findall(r'class="number"[^>]*>(.*?)</a>', page)] == [
        "I.", "1.", "(a)", "2.",
    ]  # fmt: skip
    assert '<a href="/en/mandates/a-res-80-173/67/">paragraph 67</a> of <a href="/en/documents/a-res-80-173/">' in page
    assert 'id="ref-1" href="#note-1"' in page
    assert 'href="#ref-2" role="doc-backlink"' in page


def test_a_symbol_leads_only_to_what_is_on_record_and_may_be_seen(version, client, secretary):
    from ungis.documents.actions import set_visibility
    from ungis.documents.models import Work

    assert 'href="/en/documents/a-res-70-125/"' in body(client.get(version.get_absolute_url()))
    set_visibility(Work.objects.get(slug="a-res-70-125"), by=secretary, visibility="secretariat")
    page = body(client.get(version.get_absolute_url()))
    assert 'href="/en/documents/a-res-70-125/"' not in page
    assert "99/999</a>" not in page


@pytest.mark.parametrize("payload", PAYLOADS)
def test_markup_of_people_is_shown_and_never_run(payload, text, version, client, client_of, secretary, member):
    from django.utils.html import escape

    last = version.paragraphs.last()
    actions.save_paragraph(last, by=secretary, revision=1, content=payload)
    actions.set_up_text(text, by=secretary, title=f"T {payload}"[:300], addressee=payload)
    actions.freeze_version(version, by=secretary)
    actions.open_next_version(text, by=secretary, note=payload)
    second = text.versions.get(number=2).paragraphs.last()
    actions.save_paragraph(second, by=secretary, revision=1, content=f"{payload} more")
    base = f"/en/texts/{text.slug}/"
    writer = client_of(secretary)
    pages = [body(writer.get(base + rest)) for rest in (
        "", "v/2/", "v/2/edit/", f"v/2/edit/?at={second.key}", "compare/1/2/", "compare/1/2/?as=columns", "history/",
        "set-up/",
    )]  # fmt: skip
    pages.append(body(writer.post(f"{base}v/2/edit/", typed(second, content=f"{payload} mine"))))  # a conflict
    pages.append(body(client.get("/en/texts/")))
    for page in pages:
        assert "<script>alert" not in page
        assert not re.search(r"<(img|svg/)[^>]*on(error|load)", page)
        assert "49" not in re.findall(r"T (.{0,6})", page)
    assert escape(payload.removeprefix("^[").removesuffix("]"))[:20] in pages[3]


def test_an_arabic_text_is_read_from_the_right_on_every_page(secretary, client, client_of):
    parts = [Part("نرحب بالقرار A/RES/70/125.")]
    actions.open_text(by=secretary, kind="plan", title="Plan arabe", language="ar", visibility="public", parts=parts)
    english, arabic = (body(client.get(f"/{language}/texts/plan-arabe/v/1/")) for language in ("en", "ar"))
    assert '<html lang="en" dir="ltr">' in english
    assert '<html lang="ar" dir="rtl">' in arabic
    for page in (english, arabic):
        assert 'class="text-body" lang="ar" dir="rtl"' in page
    page = body(client_of(secretary).get("/en/texts/plan-arabe/v/1/edit/?after="))
    assert re.search(r'<textarea[^>]*lang="ar" dir="rtl"', page)


def test_the_frozen_text_is_taken_away_byte_for_byte(version, client, secretary):
    import hashlib

    frozen = actions.freeze_version(version, by=secretary)
    answer = client.get(f"/en/texts/{version.text.slug}/v/1.txt")
    assert hashlib.sha256(answer.content).hexdigest() == frozen.sha256
    assert frozen.sha256 in body(client.get(version.get_absolute_url()))


def test_the_deadline_is_shown_in_geneva_new_york_and_utc(text, client, secretary):
    from datetime import UTC, datetime

    actions.set_up_text(text, by=secretary, due_at=datetime(2031, 7, 10, 16, tzinfo=UTC))
    page = body(client.get(text.get_absolute_url()))
    for moment in ("18:00 Geneva", "12:00 New York", "16:00 UTC", "days left"):
        assert moment in page


def test_two_versions_are_compared_as_a_redline_and_side_by_side(text, version, client, secretary):
    actions.freeze_version(version, by=secretary)
    later = actions.open_next_version(text, by=secretary)
    actions.save_paragraph(later.paragraphs.last(), by=secretary, revision=1, content="We go on together.")
    for query in ("", "?as=columns"):
        page = body(client.get(f"/en/texts/{text.slug}/compare/1/2/{query}"))
        assert re.search(r"<ins>(?:<span[^>]*>\[new:</span>)?[^<]* together\.", page)
    assert client.get(f"/en/texts/{text.slug}/compare/2/1/").status_code == 200


def test_the_history_tells_the_words_before_and_after_to_the_bureau_alone(text, version, client_of, secretary, member):
    actions.save_paragraph(version.paragraphs.last(), by=member, revision=1, content="Mine now.")
    address = f"/en/texts/{text.slug}/history/"
    page = body(client_of(secretary).get(address))
    assert "a paragraph written anew" in page
    assert "Mei Lin" in page
    assert client_of(member).get(address).status_code == 403


# --- opening ------------------------------------------------------------------------------------------


def opening(**changes):
    about = {"kind": "input", "title": "An input", "language": "en", "start": "blank", "visibility": "group"}
    return {**about, "due_zone": "Europe/Zurich", **changes}


def test_a_text_is_opened_from_a_form(client_of, chair):
    answer = client_of(chair).post("/en/texts/new/", opening(start="usual", due_day="2031-07-10", due_hour="18:00"))
    text = Text.objects.get(title="An input")
    assert answer["Location"] == text.get_absolute_url()
    assert f"{text.due_at:%Y-%m-%d %H:%M}" == "2031-07-10 16:00"
    assert text.versions.get().paragraphs.count() >= 4


def test_a_text_is_opened_from_a_file_and_what_was_not_read_is_named(client_of, chair):
    file = SimpleUploadedFile("draft.txt", "1. We welcome it.\n\n• a bullet".encode())
    answer = client_of(chair).post("/en/texts/new/", opening(start="file", file=file), follow=True)
    assert "1 bullet became a letter" in body(answer)
    held = Text.objects.get(title="An input").versions.get().paragraphs.all()
    assert [(one.kind, one.content) for one in held] == [("paragraph", "We welcome it."), ("item", "a bullet")]


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"start": "file"}, "Choose the file"),
        ({"start": "earlier"}, "Choose the text"),
        ({"due_day": "2031-07-10"}, "a day and an hour"),
        ({"due_day": "2031-02-30", "due_hour": "10:00"}, "Enter a valid date"),
        ({"due_day": "2031-03-30", "due_hour": "02:30"}, "go forward"),
        ({"due_day": "0001-01-01", "due_hour": "00:00", "due_zone": "Asia/Tokyo"}, ""),
        ({"title": ""}, "required"),
        ({"kind": "poem"}, "valid choice"),
    ],
)
def test_what_cannot_be_opened_is_said_and_what_was_typed_stays(changes, words, client_of, chair):
    answer = client_of(chair).post("/en/texts/new/", opening(addressee="The forum", **changes))
    assert answer.status_code == 422
    assert words in body(answer)
    assert "The forum" in body(answer)


def test_what_it_is_for_is_changed_and_a_stale_form_shows_both(text, client_of, chair, secretary):
    address = f"/en/texts/{text.slug}/set-up/"
    client = client_of(chair)
    page = body(client.get(address))
    basis = re.search(r'name="basis" value="([0-9a-f]{16})"', page)[1]
    actions.set_up_text(text, by=secretary, addressee="The forum")
    sent = opening(title="Ours, renamed", addressee="Another forum", basis=basis, languages=["en", "fr"])
    answer = client.post(address, sent)
    assert answer.status_code == 422
    assert "The forum" in body(answer)
    assert "Ours, renamed" in body(answer)
    anew = re.search(r'name="basis" value="([0-9a-f]{16})"', body(answer))[1]
    assert client.post(address, {**sent, "basis": anew}).status_code == 302
    text.refresh_from_db()
    assert (text.addressee, text.languages) == ("Another forum", ["en", "fr"])


# --- the editor ---------------------------------------------------------------------------------------


def test_a_paragraph_is_opened_changed_and_the_reader_returns_to_it(version, desk, client_of, member):
    client, last = client_of(member), version.paragraphs.last()
    page = body(client.get(f"{desk}?at={last.key}"))
    assert "autofocus" in page
    answer = client.post(desk, typed(last, content="New words."))
    assert answer["Location"] == f"{desk}#{last.key}"
    assert version.paragraphs.last().content == "New words."


def test_to_save_leads_on_as_the_button_says(version, desk, client_of, member):
    client = client_of(member)
    first, second, *_between, last = version.paragraphs.all()
    assert client.post(desk, typed(first, do="next"))["Location"] == f"{desk}?at={second.key}#id_content"
    assert client.post(desk, typed(first, do="add"))["Location"] == f"{desk}?after={first.key}#id_content"
    assert client.post(desk, typed(last, do="next"))["Location"] == f"{desk}?after={last.key}#id_content"


def test_each_line_of_what_is_added_becomes_a_paragraph_and_a_form_sent_twice_adds_once(
    version, desk, client_of, member
):
    first, key = version.paragraphs.first(), actions.new_key()
    sent = {"key": key, "after": first.key, "content": "One\r\n\r\nTwo", "kind": "item", "level": "1", "do": "add"}
    client = client_of(member)
    for _turn in range(2):
        assert client.post(desk, sent).status_code == 302
    assert [one.content for one in version.paragraphs.all()][1:3] == ["One", "Two"]
    assert version.paragraphs.count() == len(PARTS) + 2


def test_a_paragraph_is_moved_with_what_was_typed_and_stops_at_the_edge(version, desk, client_of, member):
    client, last = client_of(member), version.paragraphs.last()
    for _turn in range(5):
        last.refresh_from_db()
        client.post(desk, typed(last, do="up", content="Typed and moved"))
    assert version.paragraphs.first().content == "Typed and moved"
    last.refresh_from_db()
    client.post(desk, typed(last, do="down"))
    assert version.paragraphs.all()[1].key == last.key


def test_a_paragraph_is_taken_out_though_its_words_were_emptied(version, desk, client_of, member):
    last = version.paragraphs.last()
    assert client_of(member).post(desk, typed(last, do="remove", content="")).status_code == 302
    assert not version.paragraphs.filter(key=last.key).exists()


def test_who_saves_second_sees_both_wordings_marked_and_takes_one_or_a_third(
    version, desk, client_of, member, secretary
):
    last = version.paragraphs.last()
    actions.save_paragraph(last, by=secretary, revision=1, content="We go on together.")
    client = client_of(member)
    answer = client.post(desk, typed(last, content="We go on for ever."))
    page = body(answer)
    assert answer.status_code == 422
    assert "Anna Keller" in page
    assert re.search(r"<del>.{0,120}together\.", page)
    assert re.search(r"<ins>.{0,120}for ever\.", page)
    assert 'value="We go on for ever."' in page  # mine
    assert re.search(r"<textarea[^>]*>\s*We go on for ever\.", page)  # or a third
    assert version.paragraphs.last().content == "We go on together."  # theirs, until somebody decides
    assert client.post(desk, typed(last, revision=2, content="Together, for ever.")).status_code == 302
    assert version.paragraphs.last().content == "Together, for ever."


def test_words_for_a_paragraph_that_was_removed_can_be_put_back(version, desk, client_of, member, secretary):
    *_before, third, last = version.paragraphs.all()
    actions.remove_paragraph(version.paragraphs.last(), by=secretary, revision=1)
    client = client_of(member)
    page = body(client.post(desk, typed(last, content="Kept words", behind=third.key)))
    assert "Kept words" in page
    key = re.search(r'name="key" value="(p[0-9a-f]{12})"', page)[1]
    assert key != last.key
    sent = {"key": key, "after": third.key, "content": "Kept words", "kind": "plain", "level": 1}
    assert client.post(desk, sent).status_code == 302
    assert version.paragraphs.last().content == "Kept words"


def test_what_was_typed_into_a_version_that_was_frozen_meanwhile_is_given_back(
    version, desk, client_of, member, secretary
):
    last = version.paragraphs.last()
    actions.freeze_version(version, by=secretary)
    answer = client_of(member).post(desk, typed(last, content="Too late, and not lost"))
    assert answer.status_code == 422
    assert "Too late, and not lost" in body(answer)
    assert version.paragraphs.last().content == last.content


@pytest.mark.parametrize(
    "changes",
    [
        {"content": ""},
        {"content": "x" * 9_000},
        {"kind": "table"},
        {"level": "7"},
        {"revision": "NaN", "content": "Other"},
        {"revision": "9" * 40, "content": "Other"},
        {"content": "a\x01b"},
        {"key": "p0"},
        {"after": "p000000000000", "key": "<b>"},
        {"do": "dance", "content": " "},
    ],
)
def test_what_cannot_be_saved_comes_back_with_the_reason(changes, version, desk, client_of, member):
    answer = client_of(member).post(desk, typed(version.paragraphs.last(), **changes))
    assert answer.status_code == 422
    assert [one.content for one in version.paragraphs.all()] == [part.content for part in PARTS]


def test_a_kind_that_has_one_level_takes_that(version, desk, client_of, member):
    last = version.paragraphs.last()
    client_of(member).post(desk, typed(last, kind="plain", level="3"))
    assert version.paragraphs.last().level == 1


def test_odd_addresses_of_the_editor_open_nothing(version, desk, client_of, member):
    client = client_of(member)
    for query in ("?at=nothing", "?after=nothing", "?at=%00", "?at=%ff"):
        answer = client.get(desk + query)
        assert answer.status_code in (200, 400)
        assert 'id="desk"' not in body(answer)


def test_those_who_do_not_write_do_not_enter_the_editor(version, desk, client_of, chair, other_member, observer):
    for person in (chair, other_member, observer):
        assert client_of(person).get(desk).status_code == 403
        assert client_of(person).post(desk, typed(version.paragraphs.last(), content="x")).status_code == 403


# --- what is decided ----------------------------------------------------------------------------------


def test_a_version_is_frozen_and_the_next_opened_from_pages(text, client_of, member):
    client, base = client_of(member), f"/en/texts/{text.slug}/"
    assert "Freeze version 1" in body(client.get(base))
    assert client.post(f"{base}v/1/freeze/").status_code == 302
    answer = client.post(f"{base}next/", {"note": "After comments"})
    assert answer["Location"] == f"{base}v/2/edit/"
    assert client.post(f"{base}next/", {"note": ""}).status_code == 422


def test_a_text_is_abandoned_and_taken_up_from_pages(text, client_of, chair):
    client, base = client_of(chair), f"/en/texts/{text.slug}/"
    assert client.post(f"{base}abandon/", {"reason": ""}).status_code == 422
    assert client.post(f"{base}abandon/", {"reason": "Put off"}).status_code == 302
    assert "Take it up again" in body(client.get(base))
    assert client.post(f"{base}abandon/", {"reason": "Twice"}).status_code == 422
    assert client.post(f"{base}take-up/", {"reason": "It goes on"}).status_code == 302
