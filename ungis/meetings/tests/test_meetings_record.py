"""What the founding texts say of meetings is on record."""

import datetime as dt

import pytest

from ungis.meetings.models import Meeting, Point
from ungis.meetings.states import State
from ungis.record.meetings import AS_OF
from ungis.record.reading import read

pytestmark = pytest.mark.django_db


def meeting(start):
    return Meeting.objects.get(title__startswith=start)


def hours(meeting):
    sitting = meeting.sittings.get()
    return [moment.astimezone(dt.UTC).strftime("%H:%M") for moment in (sitting.starts_at, sitting.ends_at)]


def test_every_entry_keeps_its_dates_place_and_sources():
    data = read("meetings.yaml")
    for entry in [*data["meetings"], *data["side_events"]]:
        loaded = Meeting.objects.get(title=entry["title"])
        assert {str(sitting.date) for sitting in loaded.sittings.all()} == set(entry["dates"])
        assert loaded.place == (entry["place"] or "")
        assert loaded.host_event == (entry.get("host_event") or "")
        assert loaded.sources == list(entry["source"])
        assert loaded.certainty == entry["certainty"]
        named = [
            name for role in ("organizers", "partners", "speakers", "guests", "present") for name in entry.get(role, [])
        ]
        assert sorted(one.name for one in loaded.participants.all()) == sorted(named)


def test_levels_pair_with_dates():
    sittings = [(sitting.level, str(sitting.date)) for sitting in Meeting.objects.get(slug="22").sittings.all()]
    assert sittings == [("high-level", "2025-07-10"), ("working-level", "2025-07-11")]
    sittings = [(sitting.level, str(sitting.date)) for sitting in Meeting.objects.get(slug="15").sittings.all()]
    assert sorted(sittings) == [("high-level", "2018-03"), ("working-level", "2018-03")]


@pytest.mark.parametrize(
    ("start", "expected"),
    [
        ("Briefing by the co-facilitators", ["09:00", "10:15"]),  # 10:00-11:15 CET
        ("UN in Action", ["15:15", "16:15"]),  # 10:15-11:15 EST
        ("Digital Cooperation", ["12:45", "13:45"]),  # Oslo in summer
        ("ICTs, the foundation", ["20:30", "22:00"]),  # Rio de Janeiro
        ("Fostering", ["17:15", "19:15"]),  # New York in summer
    ],
)
def test_hours_are_those_of_the_place(start, expected):
    assert hours(meeting(start)) == expected


def test_the_five_topics_of_kyoto_and_of_lillestrom_are_listed_apart():
    for start in ("UNGIS meeting at IGF 2023", "Digital Cooperation"):
        assert meeting(start).points.filter(sort=Point.Sort.TOPIC).count() == 5


def test_speakers_are_organizations_of_the_registry_by_any_of_their_names():
    organizers = meeting("Open Consultations on Financial").participants.filter(role="organizer")
    assert [one.organization.acronym for one in organizers] == ["ITU", "UNCTAD", "UNESCO", "UNDP", "UN ECA"]


def test_the_host_is_the_organization_whose_house_it_was():
    assert [Meeting.objects.get(number=number).host.acronym for number in (1, 2, 8, 9)] == [
        "ITU",
        "UNESCO",
        "ILO",
        "UNESCO",
    ]


def test_what_lies_before_the_end_of_the_record_was_held_unless_it_was_only_a_plan():
    planned = Meeting.objects.filter(state=State.PLANNED)
    assert {entry.slug for entry in planned} == {
        "23",
        "joint-ungis-session-at-unctad-xiii-2012",
        "ungis-input-and-side-event-at-hlpf-2025",
    }
    assert all(held.last_day <= AS_OF for held in Meeting.objects.filter(state=State.HELD).exclude(last_day=None))


def test_what_was_not_found_is_no_fact():
    assert not Point.objects.filter(text__iexact="not found").exists()
    assert not Meeting.objects.get(number=4).points.exists()
