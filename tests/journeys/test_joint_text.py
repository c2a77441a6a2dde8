"""A joint statement from an empty page to the library: drafted, amended, cleared twice, endorsed, published, checked.

One thread of records runs through the tests of this file, in their order; the clock is moved over Christmas of 2026.
"""

import copy
import io
import re
import subprocess
import sys
from datetime import UTC, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import docx
import pytest
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from pypdf import PdfReader

from .steps import follow
from .test_keyboard import tab_to

GENEVA = ZoneInfo("Europe/Zurich")
MONDAY = datetime(2026, 12, 21, 9, tzinfo=GENEVA)
EVE = datetime(2026, 12, 24, 10, tzinfo=GENEVA)  # a Thursday; then a holiday, then a weekend
CLOSE = datetime(2026, 12, 30, 10, tzinfo=GENEVA)  # 72 hours of working time later
TITLE = "Joint statement on lamps of the coast"
SYMBOL = "E/CN.16/2027/CRP.1"
SENTENCE = "Every harbour needs a lamp that is bright and affordable."
QUESTION = "Can your organization agree that the statement goes out in the name of the group?"
COMMENT = "We would have named the islands, too."
OBJECTION = "The statement no longer says that lamps must be affordable."
WAY_OUT = "Say again that they are affordable."
MEMBER, OTHER_MEMBER = "mei.lin@fao.example", "jean.moreau@who.example"
NEWCOMER = "rosa.campos@ofl.example"


@pytest.fixture(scope="module")
def site(serve):
    with serve(settings_module="tests.journeys.moved_settings") as site:
        yield site


@pytest.fixture(scope="module")
def it_is(site):
    """Move the clock of the server and of its worker to a moment; from there it runs on."""
    file = Path(site[1]["UNGIS_VAR"]) / "moved"

    def it_is(moment):
        beside = file.with_suffix(".new")
        beside.write_text(str((moment - datetime.now(UTC)).total_seconds()))
        beside.replace(file)

    it_is(MONDAY)
    return it_is


@pytest.fixture(scope="module")
def thread():
    """What one test leaves for the next: addresses of the records and files that were taken away."""
    return {}


@pytest.fixture(autouse=True)
def _in_time(it_is):
    """No test of this file begins before the clock was set."""


@pytest.fixture
def told(mail):
    """Wait for the message to an address that says something, and return it."""

    def told(address, words):
        for _message in range(20):
            if words in (text := mail(address)):
                return text
        raise AssertionError(f"{address} was not told: {words}")

    return told


def download(page, link):
    with page.expect_download() as got:
        link.click()
    return Path(got.value.path()).read_bytes()


def words_of(paper):
    """All words of a Word file, those in tables too."""
    body = docx.Document(io.BytesIO(paper)).element.body
    return " ".join("".join(node.text or "" for node in one.iter(qn("w:t"))) for one in body.iter(qn("w:p")))


def flat(text):
    return " ".join(text.split())


def state_of(page):
    return page.locator("main h1 .state").get_attribute("class").removeprefix("state state-")


# --- drafting --------------------------------------------------------------------------------------


def draft():
    """The Word file with which the secretariat begins."""
    paper = docx.Document()
    paper.add_heading("Common ground", 1)
    paper.add_paragraph("1. We, the members of the group, welcome A/RES/70/125 and all that came of it.")
    paper.add_paragraph(f"2. {SENTENCE}")
    paper.add_heading("What we will do", 1)
    paper.add_paragraph("3. We will report every year:")
    paper.add_paragraph("(a) to the Commission on Science and Technology for Development;")
    paper.add_paragraph("(b) to the public.")
    content = io.BytesIO()
    paper.save(content)
    return content.getvalue()


def test_the_secretariat_begins_with_a_word_file(page, go_on_as, thread):
    go_on_as("secretary")
    page.goto("/en/texts/")
    assert "No joint text may be read here yet" in page.inner_text("main")
    follow(page.get_by_role("link", name="Open a text"))
    page.locator("[name=title]").fill(TITLE)
    page.locator("[name=kind]").select_option("statement")
    page.locator("[name=addressee]").fill("Commission on Science and Technology for Development, 2027")
    page.locator("[name=lead]").select_option(label="UNCTAD")
    page.get_by_label("عربي").check()
    page.locator("[name=start][value=file]").check()
    brought = {"name": "draft.docx", "mimeType": "application/octet-stream", "buffer": draft()}
    page.locator("[name=file]").set_input_files(brought)
    follow(page.get_by_role("button", name="Open the text"))
    assert state_of(page) == "drafting"
    thread["text"] = page.url
    follow(page.get_by_role("link", name="Version 1", exact=True))
    thread["v1"] = page.url
    text = flat(page.locator("article.text-body").inner_text())
    assert text.startswith("I. Common ground 1. We, the members of the group")
    assert f"2. {SENTENCE}" in text
    assert text.endswith("3. We will report every year: (a) to the Commission on Science and Technology for "
                         "Development; (b) to the public.")  # fmt: skip
    assert page.locator("article.text-body").get_by_role("link", name="A/RES/70/125").count() == 1


@pytest.fixture
def by_keyboard(chromium, site, sessions, go_on_as):
    """A tab without JavaScript in which the secretariat is signed in."""
    go_on_as("secretary")
    context = chromium.new_context(base_url=site[0], java_script_enabled=False)
    context.add_cookies(sessions["secretary"])
    page = context.new_page()
    page.set_default_timeout(15000)
    yield page
    context.close()


def press(page, wanted, key="Enter", *, way="Tab"):
    """Come by Tab to what has that text or name, and press a key on it; an Enter leads to another page."""
    tab_to(page, lambda here: wanted in flat(here["text"]) or f'name="{wanted}"' in here["html"], key=way)
    if key == "Enter":
        with page.expect_navigation():
            page.keyboard.press(key)
    else:
        page.keyboard.press(key)


def test_the_editor_is_written_in_by_keyboard_alone_and_without_javascript(by_keyboard, thread):
    page = by_keyboard
    page.goto(thread["text"])
    press(page, "Write version 1")
    press(page, "Edit 1.")
    assert page.evaluate("document.activeElement.name") == "content", "the keyboard is in the paragraph"
    page.keyboard.press("Control+End")
    page.keyboard.type(" It shines.")
    press(page, "Save, add one after it")
    assert "Saved." in page.inner_text("[role=status]")
    assert page.evaluate("document.activeElement.name") == "content"
    page.keyboard.type("We thank the keepers of the lamps.")
    press(page, "Add")
    text = flat(page.locator(".text-editor").inner_text())
    assert "welcome A/RES/70/125 and all that came of it. It shines." in text
    assert "2. We thank the keepers of the lamps." in text
    assert f"3. {SENTENCE}" in text, "numbers come by themselves"


# --- proposals -------------------------------------------------------------------------------------


def block_of(page, words):
    return page.locator("section.draft-block", has=page.locator(".draft-base", has_text=words))


def tick(page, acronym):
    """Choose the proposal of an organization, to be decided on with others."""
    page.locator("li.draft-proposal", has=page.locator("b", has_text=acronym)).get_by_role("checkbox").check()


def propose(page, words):
    page.locator("[name=content]").fill(words)
    follow(page.get_by_role("button", name="Send it"))
    return page.locator("main [id^=amendment-]").first


def tracked(paper, old, new, author):
    """The file with one change that somebody tracked: these words out, those in."""
    document = docx.Document(io.BytesIO(paper))
    run = next(run for one in document.paragraphs for run in one.runs if old in run.text)
    before, _old, after = run.text.partition(old)
    named = {qn("w:author"): author, qn("w:date"): "2026-12-22T10:00:00Z"}

    def like(text, tag="w:t"):
        made = copy.deepcopy(run._r)
        for node in made.findall(qn("w:t")):
            made.remove(node)
        node = OxmlElement(tag)
        node.text = text
        node.set("{http://www.w3.org/XML/1998/namespace}space", "preserve")
        made.append(node)
        return made

    pieces = [like(before)]
    for number, (mark, tag, text) in enumerate((("w:del", "w:delText", old), ("w:ins", "w:t", new))):
        change = OxmlElement(mark)
        change.set(qn("w:id"), str(9000 + number))
        for name, value in named.items():
            change.set(name, value)
        change.append(like(text, tag))
        pieces.append(change)
    for piece in [*pieces, like(after)]:
        run._r.addprevious(piece)
    run._r.getparent().remove(run._r)
    content = io.BytesIO()
    document.save(content)
    return content.getvalue()


def test_two_organizations_amend_one_sentence_and_a_third_amends_the_amendment(page, go_on_as, thread):
    # One on the page.
    go_on_as("vice_chair")
    page.goto(thread["v1"])
    follow(page.get_by_role("link", name="Proposals to change it"))
    thread["proposals"] = page.url
    follow(block_of(page, SENTENCE).get_by_role("link", name="Propose a change"))
    propose(page, SENTENCE.replace("affordable", "well kept"))

    # One in Word: nothing is proposed before it is confirmed.
    go_on_as("member")
    page.goto(thread["proposals"])
    follow(page.get_by_role("link", name="Bring back a Word file"))
    paper = download(page, page.get_by_role("link", name="Take the Word file"))
    edited = tracked(paper, "affordable", "free of charge", "Mei Lin")
    brought = {"name": "ours.docx", "mimeType": "application/octet-stream", "buffer": edited}
    page.locator("[name=file]").set_input_files(brought)
    follow(page.get_by_role("button", name="Read the file"))
    finding = page.locator("main ol.rows > li")
    assert finding.count() == 1
    assert "Mei Lin" in finding.inner_text()
    assert "free of charge" in finding.locator("ins").inner_text()
    before = page.request.get(thread["proposals"]).text()
    assert "free of charge" not in before
    page.locator("[name=is_sent]").check()
    follow(page.get_by_role("button", name="Confirm what is ticked"))

    # A third amends the first.
    go_on_as("other_member")
    page.goto(thread["proposals"])
    follow(block_of(page, SENTENCE).locator(".draft-head a", has_text="UNDP"))
    follow(page.get_by_role("link", name="Amend it"))
    propose(page, SENTENCE.replace("affordable", "well kept by day and night"))

    # All see who proposes what, and what collides.
    page.goto(thread["proposals"])
    block = block_of(page, SENTENCE)
    rows = {row.locator("b").first.inner_text(): flat(row.inner_text()) for row in block.locator("li").all()}
    assert set(rows) == {"UNDP", "FAO", "WHO"}
    assert "amends the proposal above" in rows["WHO"]
    assert "Collides with: FAO" in rows["UNDP"]
    assert "Collides with" in rows["FAO"]
    brackets = flat(block.locator(".draft-brackets").inner_text())
    assert "(FAO)]" in brackets
    assert "(UNDP" in brackets


def test_the_lead_merges_what_it_accepts_and_each_organization_is_told(page, go_on_as, told, thread):
    go_on_as("chair")
    page.goto(thread["proposals"])
    for who in ("UNDP", "WHO"):
        tick(page, who)
    page.locator("[name=decision][value=accept]").check()
    follow(page.locator("#decide").get_by_role("button", name="Decide"))
    tick(page, "FAO")
    page.locator("[name=decision][value=decline]").check()
    page.locator("[name=reason]").fill("No one can promise that today.")
    follow(page.locator("#decide").get_by_role("button", name="Decide"))
    assert page.locator(".state-declined").count() == 1
    told(MEMBER, "No one can promise that today.")

    follow(page.get_by_role("link", name="Merge what is accepted"))
    follow(page.get_by_role("button", name="Make the next version"))
    page.goto(thread["text"])
    follow(page.get_by_role("link", name="Version 2", exact=True))
    thread["v2"] = page.url
    text = flat(page.locator("article.text-body").inner_text())
    assert "3. Every harbour needs a lamp that is bright and well kept by day and night." in text
    page.goto(thread["text"])
    follow(page.get_by_role("link", name="Freeze version 2"))
    follow(page.locator("main form button").first)


# --- the first round -------------------------------------------------------------------------------


def test_the_members_are_asked_over_a_holiday_and_a_weekend(page, go_on_as, it_is, told, thread):
    it_is(EVE)
    go_on_as("secretary")
    page.goto(thread["v2"])
    follow(page.get_by_role("link", name="Ask the members to clear it"))
    page.locator("[name=question]").fill(QUESTION)
    follow(page.get_by_role("button", name="Ask the members"))
    thread["round"] = page.url
    assert state_of(page) == "open"

    # The deadline stands in working days, on the clocks of Geneva and New York, in UTC and on one's own.
    deadline = flat(page.locator(".deadline").inner_text())
    assert "working days" in deadline, deadline
    assert re.search(r"30 December 2026, 10:0[0-9].*Geneva.*09:0[0-9] UTC", deadline), deadline
    assert re.search(r"30 December 2026, 04:0[0-9].*New York", deadline), deadline
    assert "On your clock:" in deadline
    facts = flat(page.locator("aside.card").inner_text())
    assert "Members asked 31" in facts
    assert "31" in flat(page.locator("table.counts").inner_text())
    page.goto(thread["text"])
    assert state_of(page) == "clearing"
    assert "Clearance 1" in flat(page.locator("nav.thread").inner_text())

    # The mail leads to the page, and opening it is no act.
    link = re.search(r"http\S+/clearance/\S+", told(MEMBER, QUESTION))[0]
    go_on_as("member")
    page.goto(link)
    assert page.url == thread["round"]
    assert "Who opened the text" not in page.inner_text("main")


def test_a_member_comes_from_the_mail_to_a_sent_position_by_keyboard_alone(page, go_on_as, told, thread):
    go_on_as("vice_chair")
    page.goto(re.search(r"http\S+/clearance/\S+", told("lucia.ortega@undp.example", QUESTION))[0])
    press(page, "I have opened the text")
    press(page, "Give a position", way="Shift+Tab")
    press(page, "stance", key="Space")
    assert page.evaluate("document.activeElement.value") == "no-objection"
    press(page, "Send")
    assert page.url == thread["round"]
    assert "No objection" in page.locator("section.desk").inner_text()
    assert "UNDP" in page.locator("main p", has=page.locator("small.meta")).first.inner_text()


def say(page, address, stance, words):
    """Send a position from the page of the round."""
    page.goto(address)
    follow(page.get_by_role("link", name="Give a position"))
    page.locator(f"[name=stance][value={stance}]").check()
    page.locator("[name=words]").fill(words)
    follow(page.get_by_role("button", name="Send", exact=True))


def test_one_clears_with_comments_and_one_objects_in_the_last_minute(page, go_on_as, it_is, told, thread):
    go_on_as("other_member")
    say(page, thread["round"], "comments", COMMENT)

    it_is(CLOSE - timedelta(seconds=40))
    go_on_as("member")
    say(page, thread["round"], "objection", OBJECTION)
    assert "Say what would remove the objection" in page.inner_text(".trouble")
    assert page.locator("[name=words]").input_value() == OBJECTION
    page.locator("[name=way_out]").fill(WAY_OUT)
    follow(page.get_by_role("button", name="Send", exact=True))
    assert "Silence is broken as it stands, by FAO." in page.inner_text("main")
    told("anna.keller@itu.example", WAY_OUT)

    # A minute later it is too late, and the outcome stands.
    go_on_as("other_member")
    page.goto(thread["round"])
    follow(page.get_by_role("link", name="Change the position"))
    it_is(CLOSE + timedelta(minutes=2))
    page.locator("[name=stance][value=no-objection]").check()
    follow(page.get_by_role("button", name="Send", exact=True))
    trouble = page.inner_text(".trouble")  # in other words once a worker has written the outcome down
    assert "What comes after that does not count." in trouble or "This is no longer possible" in trouble
    page.goto(thread["round"])
    assert state_of(page) == "broken"
    counts = [flat(row.inner_text()) for row in page.locator("table.counts tbody tr").all()]
    assert {"No response (silence) 28", "No objection 1", "Clear with comments 1", "Objection (breaks silence) 1",
            "Reservation 0", "Request for extension 0"} == set(counts)  # fmt: skip
    told(MEMBER, "silence is broken and the text is not adopted")
    page.goto(thread["text"])
    assert state_of(page) == "drafting"


# --- the second ------------------------------------------------------------------------------------


def test_the_way_out_becomes_a_new_version_and_the_members_are_asked_again(page, go_on_as, it_is, thread):
    it_is(datetime(2027, 1, 4, 9, tzinfo=GENEVA))
    go_on_as("member")
    page.goto(thread["v2"])
    follow(page.get_by_role("link", name="Proposals to change it"))
    thread["proposals"] = page.url
    follow(block_of(page, "Every harbour").get_by_role("link", name="Propose a change"))
    propose(page, "Every harbour needs a lamp that is bright, affordable and well kept by day and night.")

    go_on_as("chair")
    page.goto(thread["proposals"])
    tick(page, "FAO")
    page.locator("[name=decision][value=accept]").check()
    follow(page.locator("#decide").get_by_role("button", name="Decide"))
    follow(page.get_by_role("link", name="Merge what is accepted"))
    follow(page.get_by_role("button", name="Make the next version"))
    page.goto(thread["text"])
    follow(page.get_by_role("link", name="Freeze version 3"))
    follow(page.locator("main form button").first)

    go_on_as("secretary")
    page.goto(thread["text"])
    follow(page.get_by_role("link", name="Version 3", exact=True))
    follow(page.get_by_role("link", name="Ask the members to clear it"))
    assert "Takes up" in page.inner_text("main dl")
    assert page.locator("[name=question]").input_value() == QUESTION
    follow(page.get_by_role("button", name="Ask the members"))
    thread["second"] = page.url
    assert state_of(page) == "open"
    follow(page.get_by_role("link", name="What changed in the text"))
    redline = page.locator(".text-redline")
    assert "affordable" in flat(redline.locator("ins").first.inner_text())
    assert redline.locator(".line-changed").count() == 1
    page.goto(thread["round"])
    assert page.locator("aside.card").get_by_role("link", name=re.compile("version 3")).count() == 1


def test_an_organization_joins_while_the_members_are_asked_and_its_focal_point_is_seated(
    chromium, site, page, go_on_as, mail, thread
):
    go_on_as("secretary")
    page.goto("/en/members/new/")
    page.locator("[name=acronym]").fill("OFL")
    page.locator("[name=name]").fill("Office for Lighthouses")
    page.locator("[name=source]").fill("an invention of this journey")
    follow(page.locator("main form button").first)
    follow(page.get_by_role("link", name="Admit"))
    page.locator("[name=capacity]").select_option("member")
    page.locator("[name=begins]").fill("2027-01-04")
    page.locator("[name=source]").fill("an invention of this journey")
    follow(page.locator("main form button").first)
    page.goto("/en/members/ofl/people/")
    page.locator("[name=domain-domain]").fill("ofl.example")
    follow(page.locator("form", has=page.locator("[name=domain-domain]")).get_by_role("button"))
    page.locator("[name=invite-email]").fill(NEWCOMER)
    page.locator("[name=invite-role]").select_option("focal-point")
    follow(page.get_by_role("button", name="Invite"))
    assert NEWCOMER in page.inner_text("[role=status]"), page.inner_text("main")
    context = chromium.new_context(base_url=site[0])
    theirs = context.new_page()
    theirs.goto(re.search(r"http\S+/invitation/\S+", mail(NEWCOMER))[0])
    theirs.locator("[name=name]").fill("Rosa Campos")
    theirs.get_by_role("button", name="Accept the invitation").click()
    theirs.wait_for_url("**/account/")
    thread["newcomer"] = context.cookies()
    context.close()


def test_it_is_adopted_under_silence_and_some_endorse(page, go_on_as, it_is, sessions, told, thread):
    it_is(datetime(2027, 1, 8, 12, tzinfo=GENEVA))
    go_on_as("vice_chair")
    page.goto(thread["second"])
    assert state_of(page) == "adopted"
    assert "No organization has endorsed the text yet. Silence endorses nothing." in page.inner_text("main")
    told("lucia.ortega@undp.example", "No member objected, so the text is adopted")
    sessions["newcomer"] = thread["newcomer"]
    for who in ("vice_chair", "observer", "newcomer"):
        go_on_as(who)
        page.goto(thread["second"])
        if who == "newcomer":
            assert "It joined after the round had opened" in page.inner_text("section.desk")
        follow(page.get_by_role("link", name="Endorse the text"))
        follow(page.get_by_role("button", name="Endorse the text"))
    assert endorsers_on(page) == ["OFL", "UNDP", "UNU"]


def endorsers_on(page):
    chips = page.locator("#endorsed + ul.chips")
    return sorted(chips.locator("li").all_inner_texts())


# --- what remains ----------------------------------------------------------------------------------


def test_the_certificate_is_taken_away_and_says_what_happened(page, go_on_as, thread):
    go_on_as("member")
    page.goto(thread["second"])
    facts = page.locator("aside.card")
    thread["hash"] = page.locator("#text + p code.hash").inner_text()
    thread["canonical"] = download(page, facts.get_by_role("link", name="Take the text away"))
    word = words_of(download(page, facts.get_by_role("link", name="Word")))
    pdf = PdfReader(io.BytesIO(download(page, facts.get_by_role("link", name="PDF"))))
    pages = flat(" ".join(one.extract_text() for one in pdf.pages))
    for said in (word, pages):
        assert thread["hash"][:32] in said
        assert thread["hash"][32:] in said
        assert "adopted under silence" in said
        assert "Eligible members (31)" in said
    assert "OFL, UNDP, UNU" in word

    # That of the first round keeps who said what, and who was silent.
    page.goto(thread["round"])
    word = words_of(download(page, page.locator("aside.card").get_by_role("link", name="Word")))
    for said in (OBJECTION, WAY_OUT, COMMENT, "No response (silence)"):
        assert said in word


def test_the_secretariat_publishes_the_text_with_its_files(page, go_on_as, thread):
    go_on_as("secretary")
    page.goto(thread["second"])
    follow(page.get_by_role("link", name="Publish the text"))
    assert "OFL, UNDP, UNU" in page.inner_text("main dl")
    page.locator("[name=symbol]").fill(SYMBOL)
    paper = docx.Document()
    paper.add_paragraph("بيان مشترك بشأن مصابيح الساحل")
    content = io.BytesIO()
    paper.save(content)
    arabic = {"name": "بيان.docx", "mimeType": "application/octet-stream", "buffer": content.getvalue()}
    page.locator("[name=translation_ar]").set_input_files(arabic)
    follow(page.get_by_role("button", name="Publish it"))
    thread["document"] = page.url
    assert page.inner_text("h1") == SYMBOL
    main = page.inner_text("main")
    assert TITLE in main
    assert page.locator("main").get_by_role("link", name=TITLE).get_attribute("href") in thread["text"]
    follow(page.get_by_role("link", name="Translate"))
    page.locator("[lang=ar]").and_(page.locator("input, textarea")).first.fill("بيان مشترك بشأن مصابيح الساحل")
    follow(page.locator("main form button").first)


@pytest.mark.parametrize("language", ["en", "ar"])
def test_the_public_reads_the_statement_and_its_endorsers_and_nobody_s_position(page, go_on_as, language, thread):
    go_on_as("")
    page.goto(thread["document"].replace("/en/", f"/{language}/"))
    main = page.inner_text("main")
    assert ("بيان مشترك" if language == "ar" else TITLE) in main
    assert page.evaluate("document.documentElement.dir") == ("rtl" if language == "ar" else "ltr")
    for acronym in ("OFL", "UNDP", "UNU"):
        assert acronym in main
    files = page.locator("main a[download]")
    assert files.count() == 3, "Word and PDF in English, what was brought in Arabic"
    follow(page.locator("main ul.rows a[href*='/clearance/']"))
    assert state_of(page) == "adopted"
    assert endorsers_on(page) == ["OFL", "UNDP", "UNU"]
    for name, status in {"second": 200, "document": 200, "round": 404, "text": 404}.items():
        found = page.request.get(thread[name].replace("/en/", f"/{language}/"))
        assert found.status == status, name
        for said in (COMMENT, OBJECTION, WAY_OUT, QUESTION):
            assert said not in found.text()
    refused = page.request.get(thread["second"] + "certificate.docx", max_redirects=0)
    assert refused.status == 302, "the certificate tells who said what"


def test_anybody_with_the_file_checks_it_and_the_chain_holds(page, go_on_as, site, thread):
    go_on_as("")
    page.goto(thread["document"])
    word = download(page, page.locator("main tr", has_text="English").locator("a[download]").first)
    assert "bright, affordable and well kept by day and night" in words_of(word)
    assert "Adopted under silence on" in words_of(word)
    page.goto(thread["second"])
    follow(page.get_by_role("link", name="Check a file"))
    checks = {
        "the text": (thread["canonical"], "Yes: this is the text of the round, to the letter."),
        "the paper": (word, "as it was published in the library"),
        "another": (thread["canonical"] + b" ", "No: this is another text."),
    }
    for name, (content, answer) in checks.items():
        brought = {"name": "file", "mimeType": "application/octet-stream", "buffer": content}
        page.locator("[name=file]").set_input_files(brought)
        follow(page.get_by_role("button", name="Compare"))
        assert answer in page.inner_text("main [role=status]"), name
    page.locator("[name=words]").fill(f"{thread['hash'][:32]}\n{thread['hash'][32:]}")
    follow(page.get_by_role("button", name="Compare"))
    assert "Yes: this is the text of the round" in page.inner_text("main [role=status]")
    assert page.locator("main .state", has_text="whole").count() == 1
    verified = subprocess.run(
        [sys.executable, "-m", "ungis", "audit", "verify"], env=site[1], capture_output=True, text=True, check=True
    )
    assert "events, unbroken" in verified.stdout
