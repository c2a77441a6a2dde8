"""Pages of meetings as readers and the secretariat get them."""

import json

import pytest

from ungis.core.standing import CLERK
from ungis.documents.models import Work
from ungis.meetings import actions
from ungis.meetings.models import Meeting
from ungis.meetings.states import State
from ungis.meetings.tests import make
from ungis.organizations.models import Organization
from ungis.record.reading import read

pytestmark = pytest.mark.django_db

FORMS = [
    "edit/",
    "sittings/add/",
    "agenda/",
    "documents/",
    "notes/",
    "participants/",
    "hold/",
    "cancel/",
    "plan-again/",
]
DETAILS = {"title": "A plan", "kind": "meeting", "visibility": "public", "certainty": "source"}


def text(answer):
    return " ".join(answer.content.decode().split())


def test_every_meeting_of_the_record_is_reachable_and_on_the_list(client):
    data = read("meetings.yaml")
    entries = [*data["meetings"], *data["side_events"]]
    rows = json.loads(client.get("/en/meetings.json").content)["rows"]
    assert sorted(row["title"] for row in rows) == sorted(entry["title"] for entry in entries)
    for row in rows:
        answer = client.get(f"/en/meetings/{row['slug']}/")
        assert answer.status_code == 200, row["slug"]
    page = text(client.get("/en/meetings/"))
    for row in rows:
        assert f'href="/en/meetings/{row["slug"]}/"' in page


def test_numbered_meetings_have_their_number_as_address_and_say_how_certain_it_is(client):
    assert "Twenty-second UNGIS meeting" in text(client.get("/en/meetings/22/"))
    assert "number inferred" in text(client.get("/en/meetings/?year=2024"))
    assert "number inferred" not in text(client.get("/en/meetings/?year=2010"))


@pytest.mark.parametrize("address", ["/en/meetings/", "/ar/meetings/", "/en/meetings/?year=2025&kind=session"])
def test_the_list_costs_six_queries_at_most(client, address, django_assert_max_num_queries):
    make.meeting()
    with django_assert_max_num_queries(7 if "/ar/" in address else 6):  # one for the translations
        assert client.get(address).status_code == 200


def test_a_full_meeting_costs_six_queries_at_most(client, django_assert_max_num_queries):
    meeting = make.meeting(State.HELD, host=Organization.objects.get(acronym="ITU"))
    work, itu = Work.objects.public().first(), Organization.objects.get(acronym="ITU")
    actions.put_agenda_item(meeting, by=CLERK, title="An item", work=work)
    actions.attach_document(meeting, by=CLERK, work=work)
    actions.note_point(meeting, by=CLERK, text="A point")
    actions.note_participant(meeting, by=CLERK, role="speaker", name="ITU", organization=itu)
    with django_assert_max_num_queries(6):
        page = text(client.get(f"/en/meetings/{meeting.slug}/"))
    for expected in ("An item", "A point", "Speakers", work.title[:30]):
        assert expected in page


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("year=2025&kind=session", 1),
        ("state=unconfirmed&year=2012", 1),
        ("year=1066", 0),
        ("kind=party", 0),
        ("year=%F0%9F%98%80", 0),
    ],
)
def test_filters_narrow_the_list_and_junk_finds_nothing(client, query, expected):
    answer = client.get(f"/en/meetings.json?{query}")
    assert json.loads(answer.content)["count"] == expected
    assert client.get(f"/en/meetings/?{query}").status_code == 200


def test_hours_are_shown_on_the_clock_of_the_place_and_in_utc(client):
    slug = "briefing-by-the-co-facilitators-of-the-global-digital-compact-2023"
    page = text(client.get(f"/en/meetings/{slug}/"))
    assert "10:00–11:15</bdi> Zurich" in page
    assert "09:00–10:15 UTC" in page
    page = text(client.get("/en/meetings/un-in-action-for-digital-cooperation-2025/"))
    assert "10:15–11:15</bdi> New York" in page
    assert "15:15–16:15 UTC" in page


def test_dates_are_printed_as_exactly_as_they_are_known(client):
    assert "It took place in May 2024; the day is not known." in text(client.get("/en/meetings/21/"))
    page = text(client.get("/en/meetings/3/"))
    assert "It took place on a day that is not known." in page
    assert "between August 2007 and April 2010" in page


def test_a_day_that_passed_without_confirmation_is_said(client):
    page = text(client.get("/en/meetings/joint-ungis-session-at-unctad-xiii-2012/"))
    assert "planned; its date has passed, not confirmed as held" in page


def test_the_chair_of_the_day_follows_from_the_terms_and_contradictions_stand_side_by_side(client):
    page = text(client.get("/en/meetings/22/"))
    assert "UNCTAD held the chair of the group." in page
    assert 'class="contradiction"' not in page
    page = text(client.get("/en/meetings/9/"))
    assert 'class="contradiction"' in page
    assert "The chair passed on that day" in page
    page = text(client.get("/en/meetings/20/"))
    assert "UNDP shared the chair of the group." in page
    assert " and " in page[: page.index("shared the chair")]


def test_what_one_may_not_see_does_not_exist(client, client_of, member, secretary):
    hidden = make.meeting(title="Of the bureau", visibility="bureau")
    for reader in (client, client_of(member)):
        assert reader.get(f"/en/meetings/{hidden.slug}/").status_code == 404
        assert "Of the bureau" not in text(reader.get("/en/meetings/?kind=meeting"))
        assert "Of the bureau" not in reader.get("/en/meetings.csv").content.decode()
    assert client_of(secretary).get(f"/en/meetings/{hidden.slug}/").status_code == 200


def test_a_document_one_may_not_see_is_not_named(client, client_of, secretary):
    meeting, work = make.meeting(), Work.objects.first()
    Work.objects.filter(pk=work.pk).update(visibility="secretariat", title="Kept apart")
    actions.attach_document(meeting, by=CLERK, work=work)
    actions.put_agenda_item(meeting, by=CLERK, title="Item with a paper", work=work)
    page = text(client.get(f"/en/meetings/{meeting.slug}/"))
    assert "Item with a paper" in page
    assert "Kept apart" not in page
    assert "Kept apart" in text(client_of(secretary).get(f"/en/meetings/{meeting.slug}/"))


@pytest.mark.parametrize("form", ["../plan/", *FORMS])
def test_forms_are_for_the_secretariat(client, client_of, member, secretary, form):
    address = f"/en/meetings/22/{form}" if form != "../plan/" else "/en/meetings/plan/"
    assert client.get(address).status_code == 302
    assert client_of(member).get(address).status_code == 403
    assert client_of(member).post(address).status_code == 403
    assert client_of(secretary).get(address).status_code == 200


def test_the_secretariat_plans_a_meeting_from_the_page(client_of, secretary):
    typed = {**DETAILS, "date": "2199-05-06", "starts": "14:30", "place": "Geneva", "time_zone": "Europe/Zurich"}
    answer = client_of(secretary).post("/en/meetings/plan/", typed)
    meeting = Meeting.objects.get(title="A plan")
    assert answer.headers["Location"] == f"/en/meetings/{meeting.slug}/" == "/en/meetings/a-plan-2199/"
    assert meeting.sittings.get().starts_at.isoformat() == "2199-05-06T12:30:00+00:00"


@pytest.mark.parametrize(
    ("given", "words"),
    [
        ({"date": "6 May"}, "is not a date"),
        ({"date": "2199-02-30"}, "is not a date"),
        ({"date": "2199-05", "starts": "10:00"}, "Hours need a date known to the day"),
        ({"starts": "10:00"}, "Hours need a date known to the day"),
        ({"date": "2025-03-30", "starts": "02:30", "time_zone": "Europe/Zurich"}, "never show 02:30"),
        ({"date": "2025-10-26", "starts": "02:30", "time_zone": "Europe/Zurich"}, "twice"),
        ({"number": "22"}, "already a meeting with the number 22"),
        ({"time_zone": "Moon/Base"}, "Select a valid choice"),
    ],
)
def test_what_was_typed_stays_with_the_reason(client_of, secretary, given, words):
    count = Meeting.objects.count()
    answer = client_of(secretary).post("/en/meetings/plan/", {**DETAILS, "title": "Kept as typed", **given})
    assert answer.status_code == 422
    page = text(answer)
    assert words in page
    assert "Kept as typed" in page
    assert Meeting.objects.count() == count


def test_the_secretariat_moves_a_sitting_and_saving_it_unchanged_changes_nothing(client_of, secretary):
    meeting = make.meeting()
    sitting = make.sitting(meeting, "2199-05-06", "09:00", "10:00", level="high-level")
    desk, address = client_of(secretary), f"/en/meetings/{meeting.slug}/sittings/{sitting.pk}/"
    typed = {"date": "2199-05-06", "level": "high-level", "starts": "09:00", "ends": "10:00", "zone": "", "room": ""}
    assert 'value="09:00"' in text(desk.get(address))
    assert desk.post(address, typed).status_code == 302
    meeting.refresh_from_db()
    assert meeting.sequence == 0
    assert desk.post(address, {**typed, "starts": "09:30"}).status_code == 302
    meeting.refresh_from_db()
    assert meeting.sequence == 1
    assert desk.post(f"{address}remove/").status_code == 302
    assert not meeting.sittings.filter(pk=sitting.pk).exists()


def test_the_secretariat_changes_details_and_an_unchanged_form_is_no_change(client_of, secretary):
    meeting = make.meeting(source="one\ntwo")
    desk, address = client_of(secretary), f"/en/meetings/{meeting.slug}/edit/"
    typed = {**DETAILS, "title": meeting.title, "place": "Geneva", "time_zone": "Europe/Zurich", "source": "one\r\ntwo"}
    assert desk.post(address, typed).status_code == 302
    meeting.refresh_from_db()
    assert (meeting.sequence, meeting.source) == (0, "one\ntwo")
    assert desk.post(address, {**typed, "place": "Paris"}).status_code == 302
    meeting.refresh_from_db()
    assert (meeting.sequence, meeting.place) == (1, "Paris")


def test_a_meeting_to_come_cannot_be_confirmed_and_the_page_says_why(client_of, secretary):
    meeting = make.meeting()
    desk = client_of(secretary)
    answer = desk.post(f"/en/meetings/{meeting.slug}/hold/")
    assert answer.status_code == 422
    assert "has not begun yet" in text(answer)
    assert desk.post(f"/en/meetings/{meeting.slug}/cancel/", {"reason": "Moved"}).status_code == 302
    assert "cancelled" in text(desk.get(f"/en/meetings/{meeting.slug}/"))
    assert desk.post(f"/en/meetings/{meeting.slug}/plan-again/").status_code == 302
    assert Meeting.objects.get(pk=meeting.pk).state == State.PLANNED


def test_the_secretariat_keeps_agenda_documents_notes_and_participants_from_pages(client_of, secretary):
    meeting, work = make.meeting(), Work.objects.public().first()
    desk, address = client_of(secretary), f"/en/meetings/{meeting.slug}/"
    for title in ("First", "Second"):
        assert desk.post(f"{address}agenda/", {"title": title, "work": work.pk}).status_code == 302
    second = meeting.agenda.get(title="Second")
    assert desk.post(f"{address}agenda/", {"row": second.pk, "do": "up"}).status_code == 302
    assert [item.title for item in meeting.agenda.all()] == ["Second", "First"]
    assert desk.post(f"{address}agenda/", {"row": second.pk, "do": "remove"}).status_code == 302
    assert desk.post(f"{address}documents/", {"work": work.pk}).status_code == 302
    assert desk.post(f"{address}documents/", {"work": work.pk}).status_code == 422
    assert desk.post(f"{address}notes/", {"sort": "topic", "text": "A topic"}).status_code == 302
    itu = Organization.objects.get(acronym="ITU")
    assert desk.post(f"{address}participants/", {"role": "guest", "organization": itu.pk}).status_code == 302
    assert desk.post(f"{address}participants/", {"role": "guest"}).status_code == 422
    page = text(desk.get(address))
    for expected in ("First", "A topic", "Guests", ">ITU<"):
        assert expected in page
    for part, rows in (
        ("documents", meeting.documents),
        ("notes", meeting.points),
        ("participants", meeting.participants),
    ):
        assert desk.post(f"{address}{part}/", {"row": rows.get().pk, "do": "strike"}).status_code == 302
        assert not rows.exists()


@pytest.mark.parametrize("row", ["", "x", "99999999999999999999", "²", "0"])
def test_a_row_that_is_none_of_the_meeting_is_not_found(client_of, secretary, row):
    assert client_of(secretary).post("/en/meetings/22/agenda/", {"row": row, "do": "up"}).status_code == 404


@pytest.mark.parametrize("language", ["ar", "zh-hans", "en", "fr", "ru", "es"])
def test_pages_stand_in_every_language(client, language):
    for address in ("", "22/", "2/", "15/", "3/", "23/"):
        assert client.get(f"/{language}/meetings/{address}").status_code == 200


def test_organizations_and_documents_show_their_meetings(client):
    page = text(client.get("/en/members/itu/"))
    assert "Meetings hosted" in page
    assert "First UNGIS meeting" in page
    assert "Digital Cooperation for Development: UNGIS in Action" in page
    work = Work.objects.get(slug="hlpf-2019-side-event-flyer")
    assert "Fostering digital transformation" in text(client.get(f"/en/documents/{work.slug}/"))


def test_the_meeting_to_come_stands_on_top(client):
    make.meeting(title="Next of all")
    page = text(client.get("/en/meetings/"))
    assert page.index("Next of all") < page.index("43 records" if "43 records" in page else "44 records")
