"""Pages of rounds: who sees what, who may send what, what refusals keep, what the public never reads."""

from datetime import timedelta

import pytest
from django.core.cache import cache
from django.db import connection
from django.test.utils import CaptureQueriesContext

from ungis.clearance.models import Endorsement, Position, Round
from ungis.clearance.position_actions import advise, endorse, record_position, send_position
from ungis.clearance.publish_actions import bring_endorsers, publish_round
from ungis.clearance.states import Stance
from ungis.clearance.tasks import close_due
from ungis.core.acting import Refused
from ungis.documents.models import Work
from ungis.drafting import actions as drafting
from ungis.drafting.parts import Part
from ungis.organizations.models import Organization, SeatRole
from ungis.pages.history import happened

pytestmark = pytest.mark.django_db
ROLES = ("visitor", "stakeholder", "observer", "member", "vice_chair", "chair", "secretary", "administrator")
GROUP = set(ROLES) - {"visitor", "stakeholder"}
ASKERS = {"chair", "secretary"}
SCRIPT = "<script>alert(1)</script>"
OBJECTION = {"stance": Stance.OBJECTION, "words": "Paragraph 1 goes too far.", "way_out": "Delete “digital”."}


@pytest.fixture
def text(secretary, now):
    parts = [Part("Joint work", "heading"), Part("We will work together on A/RES/70/125."), Part("We will report.")]
    return drafting.open_text(
        by=secretary,
        kind="statement",
        title="Joint statement",
        parts=parts,
        visibility="public",
        languages=["en", "ar"],
    )


@pytest.fixture
def version(text, secretary):
    return drafting.freeze_version(text.versions.get(), by=secretary)


@pytest.fixture
def round(version, open_round):
    return open_round(version, visibility="public")


@pytest.fixture
def client_as(request, client_of):
    def client_as(role):
        cache.clear()
        return client_of(request.getfixturevalue(role))

    return client_as


def page_of(client, round, step="", status=200):
    answer = client.get(f"/en/clearance/{round.slug}/{step}")
    assert answer.status_code == status, answer.status_code
    return answer.content.decode()


def typed_of(form):
    """What a browser sends when the form is left as it is shown."""
    shown = {name: form[name].value() or "" for name in form.fields}
    return {**shown, "hour": f"{shown['hour']:%H:%M}"}


def closed(round, now):
    now.set(round.closes_at)
    close_due()
    round.refresh_from_db()


def of(acronym):
    return Organization.objects.get(acronym=acronym)


# Who may enter


@pytest.mark.parametrize("role", ROLES)
def test_each_reads_and_sends_what_the_table_says(role, round, client_as, member):
    send_position(round, of("FAO"), by=member, stance=Stance.NO_OBJECTION)
    position = Position.objects.get()
    client = client_as(role)
    forms = {
        "extend/": ASKERS,
        "withdraw/": ASKERS,
        "record/": {"secretary"},
        "publish/": {"secretary"},
        "for/fao/": {"member"},
        "for/fao/endorse/": {"member"},
        "for/fao/unendorse/": {"member"},
        f"positions/{position.pk}/withdraw/": {"member"},
    }
    for step, who in forms.items():
        answer = client.get(f"/en/clearance/{round.slug}/{step}")
        assert (answer.status_code == 200) == (role in who), f"{step} {answer.status_code}"
        if role not in who:
            assert answer.status_code in (302, 403, 404)
            assert client.post(f"/en/clearance/{round.slug}/{step}", {}).status_code in (302, 403, 404)
            assert Position.objects.standing().get() == position
    for step in ("changes/", "text.txt", "certificate.docx"):
        answer = client.get(f"/en/clearance/{round.slug}/{step}")
        assert (answer.status_code in (302, 403)) == (role not in GROUP), step
    for step in ("close/", "endorsers/", "read/"):
        assert client.get(f"/en/clearance/{round.slug}/{step}").status_code in (302, 403, 405)
    assert client.get("/en/clearance/").status_code == 200
    assert client.get(f"/en/clearance/{round.slug}/").status_code == 200
    assert client.get(f"/en/clearance/{round.slug}/check/").status_code == 200


@pytest.mark.parametrize("role", ["visitor", "stakeholder"])
def test_what_one_may_not_see_is_not_found(role, version, open_round, client_as):
    hidden = open_round(version, visibility="group")
    client = client_as(role)
    page_of(client, hidden, status=404)
    page_of(client, hidden, "check/", status=404)
    assert hidden.title not in client.get("/en/clearance/").content.decode()


@pytest.mark.parametrize("role", ["visitor", "stakeholder"])
def test_the_public_reads_the_outcome_and_the_endorsers_and_never_a_position(
    role, round, client_as, member, other_member, observer, now
):
    send_position(round, of("FAO"), by=member, stance=Stance.RESERVATION, words="A secret reservation.")
    advise(round, of("UNU"), by=observer, words="Secret advice.")
    endorse(round, of("WHO"), by=other_member)
    client = client_as(role)
    during = page_of(client, round)
    assert "WHO" not in during  # endorsers are named once the text is adopted
    closed(round, now)
    after = page_of(client, round)
    assert "WHO" in after
    for page in (during, after, page_of(client, round, "check/"), client.get("/en/clearance/").content.decode()):
        for secret in ("FAO", "UNU", "reservation.", "Secret", "No objection", "silence)"):
            assert secret not in page, secret
    assert "adopted with reservations" in after


def test_the_menu_leads_the_group_to_clearance_and_nobody_else(client_as):
    for role in ROLES:
        page = client_as(role).get("/en/contact/").content.decode()
        assert ('href="/en/clearance/"' in page) == (role in GROUP), role


# Opening


def test_a_frozen_version_leads_those_who_ask_to_the_form_and_the_round_opens(version, client_as):
    address = f"/en/clearance/open/?subject=version:{version.pk}"
    for role in ROLES:
        page = client_as(role).get(version.get_absolute_url()).content.decode()
        assert (address in page) == (role in ASKERS), role
    client = client_as("secretary")
    form = client.get(address).context["form"]
    assert "short_reason" not in form.fields
    typed = typed_of(form) | {"question": "Can you agree?"}
    answer = client.post(address, typed)
    opened = Round.objects.get()
    assert answer["Location"] == opened.get_absolute_url()
    assert (opened.sha256, opened.question) == (version.sha256, "Can you agree?")
    assert client.get(version.get_absolute_url()).content.decode().count("Clearance: open") == 1


def test_the_close_that_was_offered_stays_right_while_the_form_is_filled_in(version, client_as, now):
    client, address = client_as("secretary"), f"/en/clearance/open/?subject=version:{version.pk}"
    form = client.get(address).context["form"]
    typed = typed_of(form) | {"question": "Can you agree?"}
    now.pass_(minutes=20)
    assert client.post(address, typed).status_code == 302
    assert Round.objects.get().closes_at >= now() + timedelta(hours=72)


def test_only_the_chair_is_asked_why_less_than_the_minimum(version, client_as, now):
    address = f"/en/clearance/open/?subject=version:{version.pk}"
    tomorrow = {"title": "T", "question": "Q?", "day": "2026-11-24", "hour": "12:00", "zone": "Europe/Zurich"}
    typed = {**tomorrow, "visibility": "group", "short_reason": "The forum meets tomorrow."}
    refused = client_as("secretary").post(address, typed)
    assert (refused.status_code, Round.objects.count()) == (422, 0)
    assert "Only the chair can allow less" in refused.content.decode()
    assert 'value="2026-11-24"' in refused.content.decode()
    assert client_as("chair").post(address, typed).status_code == 302
    assert Round.objects.get().short_reason == "The forum meets tomorrow."


@pytest.mark.parametrize(
    "subject", ["", "version:0", "version:999999", "version:99999999999", "text:1", "version:1;", "version:\x00"]
)
def test_a_subject_that_is_none_is_told_so(subject, client_as):
    answer = client_as("secretary").get("/en/clearance/open/", {"subject": subject})
    assert answer.status_code in (200, 400)
    assert b'<form method="post" class="form"' not in answer.content


def test_what_is_not_frozen_cannot_be_asked_about(text, client_as):
    address = f"/en/clearance/open/?subject=version:{text.versions.get().pk}"
    page = client_as("chair").get(address).content.decode()
    assert "Only a frozen version can be cleared" in page


@pytest.mark.parametrize(
    "typed",
    [
        {"day": "never"},
        {"day": "9999-12-31"},
        {"day": "0001-01-01"},
        {"hour": "25:00"},
        {"zone": "Mars/Olympus"},
        {"question": ""},
        {"question": "x" * 5_000},
        {"visibility": "secretariat"},
        {"offered": "nonsense"},
    ],
)
def test_what_is_typed_wrong_is_told_and_kept(typed, version, client_as):
    good = {"title": "T", "question": "Q?", "day": "2026-12-24", "hour": "12:00", "zone": "UTC", "visibility": "group"}
    answer = client_as("secretary").post(f"/en/clearance/open/?subject=version:{version.pk}", {**good, **typed})
    assert (answer.status_code, Round.objects.count()) == (422, 0)


def test_records_of_other_kinds_lead_to_the_form_too(client_as, secretary):
    from ungis.mappings.models import Edition
    from ungis.meetings.models import Meeting

    client = client_as("secretary")
    edition = Edition.objects.get(matrix__slug="wsis-sdg", slug="2015")
    assert f"subject=edition:{edition.pk}" in client.get(edition.get_absolute_url()).content.decode()
    meeting = Meeting.objects.filter(state="held").first()
    assert f"subject=minutes:{meeting.pk}" in client.get(meeting.get_absolute_url()).content.decode()
    work = Work.objects.filter(body="UNGIS").first()
    assert f"subject=document:{work.pk}" in client.get(work.get_absolute_url()).content.decode()
    assert client.get(f"/en/clearance/open/?subject=edition:{edition.pk}").context["form"]


@pytest.mark.parametrize("kind", ["edition", "minutes"])
def test_the_frozen_text_of_every_kind_is_shown_whole(kind, client_as, open_round, now):
    from ungis.mappings.models import Edition
    from ungis.meetings.models import Meeting

    subject = (
        Edition.objects.get(matrix__slug="wsis-sdg", slug="2015")
        if kind == "edition"
        else Meeting.objects.filter(state="held", points__isnull=False).first()
    )
    page = page_of(client_as("member"), open_round(subject))
    assert "SHA-256" in page
    assert ("of the matrix" in page) == (kind == "edition")
    assert 'class="frozen-text"' not in page  # read by people, not by machines


# The round


def test_a_member_reads_the_deadline_the_text_who_answered_and_who_is_silent(round, client_as, other_member):
    send_position(round, of("WHO"), by=other_member, **OBJECTION)
    page = page_of(client_as("member"), round)
    for told in ("working days", "Geneva", "New York", "UTC", "Can your organization agree", round.sha256):
        assert told in page, told
    assert 'href="/en/documents/a-res-70-125/"' in page or "A/RES/70/125" in page
    assert "Silence is broken as it stands" in page
    assert "Delete “digital”." in page
    assert "Jean Moreau" in page
    assert ">1.<" in page


def test_every_change_of_a_position_is_kept_and_shown(round, client_as, member):
    send_position(round, of("FAO"), by=member, **OBJECTION)
    send_position(round, of("FAO"), by=member, stance=Stance.COMMENTS, words="Fine, with a comma.")
    page = page_of(client_as("observer"), round)
    assert "Paragraph 1 goes too far." in page
    assert "replaced by a later one" in page
    assert "Silence is not broken as it stands." in page


def test_a_get_never_acts_whatever_address_is_opened(round, client_as):
    client = client_as("member")
    for step in ("", "for/fao/", "for/fao/?stance=objection&step=send&words=x", "for/fao/endorse/", "read/"):
        client.get(f"/en/clearance/{round.slug}/{step}")
    assert (Position.objects.count(), Endorsement.objects.count(), round.receipts.count()) == (0, 0, 0)
    client.post(f"/en/clearance/{round.slug}/read/")
    assert round.receipts.get().organization.acronym == "FAO"
    assert "I have opened the text" not in page_of(client, round)


def test_a_position_is_sent_changed_and_withdrawn_from_its_page(round, client_as):
    client, address = client_as("member"), f"/en/clearance/{round.slug}/for/fao/"
    refused = client.post(address, {"stance": "objection", "words": "No, because of this.", "step": "send"})
    assert refused.status_code == 422
    assert "Say what would remove the objection" in refused.content.decode()
    assert "No, because of this." in refused.content.decode()
    assert client.post(address, {**OBJECTION, "step": "send"}).status_code == 302
    assert client.post(address, {"stance": "no-objection", "step": "send"}).status_code == 302
    standing = Position.objects.standing().get()
    assert standing.stance == "no-objection"
    assert client.post(f"/en/clearance/{round.slug}/positions/{standing.pk}/withdraw/").status_code == 302
    assert not Position.objects.standing().exists()
    assert Position.objects.count() == 2


def test_a_reviewer_prepares_and_cannot_send(round, seated, client_of):
    client = client_of(seated("FAO", SeatRole.REVIEWER))
    address = f"/en/clearance/{round.slug}/for/fao/"
    assert 'value="send"' not in client.get(address).content.decode()
    assert client.post(address, {"stance": "no-objection", "step": "send"}).status_code == 403
    assert client.post(address, {"stance": "comments", "words": "A draft.", "step": "prepare"}).status_code == 302
    prepared = Position.objects.get()
    assert (prepared.state, prepared.words) == ("prepared", "A draft.")
    assert "A draft." in page_of(client, round)


def test_what_is_prepared_is_seen_by_its_organization_alone(round, client_as, member):
    from ungis.clearance.position_actions import prepare_position

    prepared = prepare_position(round, of("FAO"), by=member, stance=Stance.COMMENTS, words="Not yet said.")
    for role in set(ROLES) - {"member"}:
        client = client_as(role)
        assert "Not yet said." not in page_of(client, round), role
        assert client.get(f"/en/clearance/{round.slug}/positions/{prepared.pk}/withdraw/").status_code != 200
    assert "Not yet said." in page_of(client_as("member"), round)


def test_two_who_prepare_at_once_lose_nothing(round, client_as, seated, client_of):
    address = f"/en/clearance/{round.slug}/for/fao/"
    first, second = client_as("member"), client_of(seated("FAO", SeatRole.REVIEWER))
    first.post(address, {"stance": "comments", "words": "The first.", "step": "prepare"})
    shown = second.post(address, {"stance": "comments", "words": "The second.", "step": "prepare"})
    assert shown.status_code == 422
    assert "The first." in shown.content.decode()
    assert "The second." in shown.content.decode()
    seen = shown.context["form"]["seen"].value()
    again = second.post(address, {"stance": "comments", "words": "The second.", "step": "prepare", "seen": seen})
    assert again.status_code == 302
    assert set(Position.objects.values_list("words", flat=True)) == {"The first.", "The second."}


def test_an_observer_advises_and_is_not_counted(round, client_as):
    client, address = client_as("observer"), f"/en/clearance/{round.slug}/for/unu/"
    page = client.get(address).content.decode()
    assert 'value="objection"' not in page
    assert client.post(address, {"stance": "objection", "words": "x", "step": "send"}).status_code == 422
    assert client.post(address, {"stance": "comments", "words": "Mind the comma.", "step": "send"}).status_code == 302
    page = page_of(client_as("member"), round)
    assert page.index("not counted") < page.index("Mind the comma.")
    assert "Silence is not broken as it stands." in page


def test_what_came_by_mail_is_recorded_with_both_names_and_the_organization_withdraws_it(round, client_as):
    client, address = client_as("secretary"), f"/en/clearance/{round.slug}/record/"
    typed = {"organization": of("FAO").pk, "stance": "comments", "words": "By phone.", "evidence": "Call at noon."}
    assert client.post(address, typed).status_code == 422
    assert client.post(address, {**typed, "on_behalf": "Mei Lin"}).status_code == 302
    page = page_of(client_as("other_member"), round)
    assert "Recorded by Anna Keller" in page
    assert "Mei Lin" in page
    position = Position.objects.get()
    step = f"/en/clearance/{round.slug}/positions/{position.pk}/withdraw/"
    assert client.post(step).status_code == 403
    assert client_as("member").post(step).status_code == 302


def test_more_time_is_asked_for_and_given_and_all_see_it(round, client_as, now):
    client_as("member").post(
        f"/en/clearance/{round.slug}/for/fao/", {"stance": "extension", "words": "A week more.", "step": "send"}
    )
    client, address = client_as("chair"), f"/en/clearance/{round.slug}/extend/"
    typed = {"day": "2026-12-10", "hour": "18:00", "zone": "Europe/Zurich", "reason": "Asked for."}
    assert client.post(address, {**typed, "day": "2026-11-24"}).status_code == 422
    assert client.post(address, {**typed, "asked_by": of("FAO").pk}).status_code == 302
    page = page_of(client_as("observer"), round)
    assert "Asked for." in page
    assert "asked by" in page


def test_endorsing_is_a_step_of_its_own_and_can_be_taken_back(round, client_as):
    client, address = client_as("member"), f"/en/clearance/{round.slug}/for/fao/endorse/"
    assert client.post(address).status_code == 302
    assert Endorsement.objects.standing().get().organization.acronym == "FAO"
    assert client.post(f"/en/clearance/{round.slug}/for/fao/unendorse/").status_code == 302
    assert not Endorsement.objects.standing().exists()
    assert client.post(f"/en/clearance/{round.slug}/for/fao/unendorse/").status_code == 422


def test_an_answer_after_the_close_is_refused_and_what_was_typed_is_kept(round, client_as, now):
    now.set(round.closes_at)
    answer = client_as("member").post(f"/en/clearance/{round.slug}/for/fao/", {**OBJECTION, "step": "send"})
    assert answer.status_code == 422
    assert "The round closed on" in answer.content.decode()
    assert "Paragraph 1 goes too far." in answer.content.decode()


def test_the_outcome_shows_at_the_close_whatever_worker_is_dead_and_an_officer_writes_it_down(round, client_as, now):
    now.set(round.closes_at)
    client = client_as("secretary")
    assert "Adopted under silence" in page_of(client, round)
    assert "Write down the outcome" in page_of(client, round)
    client.post(f"/en/clearance/{round.slug}/close/")
    round.refresh_from_db()
    assert round.state == "adopted"
    client.post(f"/en/clearance/{round.slug}/close/")  # again changes nothing


def test_a_second_round_shows_what_changed(round, text, client_as, secretary, member, now):
    send_position(round, of("FAO"), by=member, **OBJECTION)
    closed(round, now)
    text.refresh_from_db()
    later = drafting.open_next_version(text, by=secretary)
    paragraph = later.paragraphs.get(content="We will report.")
    drafting.save_paragraph(paragraph, by=secretary, revision=paragraph.revision, content="We will report yearly.")
    drafting.freeze_version(later, by=secretary)
    client, address = client_as("secretary"), f"/en/clearance/open/?subject=version:{later.pk}"
    page = client.get(address)
    assert page.context["previous"] == round
    form = page.context["form"]
    client.post(address, typed_of(form))
    second = Round.objects.exclude(pk=round.pk).get()
    assert (second.previous, second.question) == (round, round.question)
    changes = page_of(client_as("member"), second, "changes/")
    assert "<ins>" in changes
    assert "yearly" in changes
    assert "What changed in the text" in page_of(client_as("member"), second)
    assert second.get_absolute_url() in page_of(client_as("member"), round)


# Publishing


def test_the_adopted_text_is_published_with_those_who_endorsed_and_nobody_else(round, text, client_as, member, now):
    endorse(round, of("FAO"), by=member)
    client = client_as("secretary")
    typed = {"kind": "statement", "symbol": "", "date": "2026-11-26", "languages": ["ar"], "visibility": "public"}
    early = client.post(f"/en/clearance/{round.slug}/publish/", typed)
    assert early.status_code == 422
    closed(round, now)
    answer = client.post(f"/en/clearance/{round.slug}/publish/", typed)
    work = Work.objects.get(title="Joint statement")
    assert answer["Location"] == work.get_absolute_url()
    assert work.particulars == {"endorsed_by": ["FAO"]}
    assert sorted(work.expressions.values_list("language", flat=True)) == ["ar", "en"]
    public = page_of(client_as("visitor"), round)
    assert work.get_absolute_url() in public
    document = client_as("visitor").get(work.get_absolute_url()).content.decode()
    assert "Endorsed by" in document
    assert client.post(f"/en/clearance/{round.slug}/publish/", typed).status_code == 422


def test_who_endorses_later_is_named_once_the_document_is_brought_up_to_date(round, client_as, secretary, member, now):
    closed(round, now)
    work = publish_round(round, by=secretary)
    assert (work.particulars, str(work.date)) == ({}, str(round.closes_at.date()))
    endorse(round, of("FAO"), by=member)
    assert "Bring its endorsers up to date" in page_of(client_as("secretary"), round)
    client_as("secretary").post(f"/en/clearance/{round.slug}/endorsers/")
    work.refresh_from_db()
    assert work.particulars == {"endorsed_by": ["FAO"]}
    bring_endorsers(round, by=secretary)  # again changes nothing
    assert "endorsers" in str(happened("clearance.text_published"))


def test_a_broken_round_publishes_nothing(round, secretary, member, now):
    send_position(round, of("FAO"), by=member, **OBJECTION)
    closed(round, now)
    with pytest.raises(Refused, match="Only what was adopted"):
        publish_round(round, by=secretary)
    with pytest.raises(Refused, match="not in the library"):
        bring_endorsers(round, by=secretary)


# Whatever people type


def test_markup_that_people_type_stays_text(version, open_round, client_as, secretary, member, observer):
    round = open_round(version, question=f"Agree? {SCRIPT}", title=f"Title {SCRIPT}")
    send_position(round, of("FAO"), by=member, stance=Stance.OBJECTION, words=SCRIPT, way_out=SCRIPT)
    advise(round, of("UNU"), by=observer, words=SCRIPT)
    record_position(
        round, of("WHO"), by=secretary, stance=Stance.COMMENTS, words=SCRIPT, on_behalf=SCRIPT, evidence=SCRIPT
    )
    for language in ("en", "ar"):
        client = client_as("member")
        for step in ("", "for/fao/", "check/"):
            page = client.get(f"/{language}/clearance/{round.slug}/{step}").content.decode()
            assert SCRIPT not in page
            assert "&lt;script&gt;" in page


@pytest.mark.parametrize("stance", ["", "yes", "silence", "objection\x00", "x" * 10_000])
def test_a_stance_that_is_none_is_told_so(stance, round, client_as):
    typed = {"stance": stance, "words": "x", "way_out": "x", "step": "send"}
    answer = client_as("member").post(f"/en/clearance/{round.slug}/for/fao/", typed)
    assert answer.status_code in (400, 422)
    assert not Position.objects.exists()


@pytest.mark.parametrize(
    "step", ["for/nobody/", "positions/0/withdraw/", "positions/99999999999999999999/withdraw/", "for/ungis/endorse/"]
)
def test_addresses_of_nothing_are_not_found(step, round, client_as):
    page_of(client_as("member"), round, step, status=404)


# What it costs


def test_a_round_of_all_members_and_observers_costs_few_queries(round, client_as, member, other_member, observer):
    def cost(role):
        client = client_as(role)
        page_of(client, round)
        with CaptureQueriesContext(connection) as queries:
            page_of(client, round)
        return len(queries)

    before = {role: cost(role) for role in ("visitor", "member")}
    send_position(round, of("FAO"), by=member, **OBJECTION)
    send_position(round, of("WHO"), by=other_member, stance=Stance.COMMENTS, words="Fine.")
    advise(round, of("UNU"), by=observer, words="Mind.")
    after = {role: cost(role) for role in ("visitor", "member")}
    assert round.eligible.count() > 40
    assert after["visitor"] <= 6
    assert after["member"] <= before["member"] + 1, (before, after)
    assert after["member"] <= 10
