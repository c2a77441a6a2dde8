"""What is found of meetings: titles, themes, places, agendas, topics, results, and who took part."""

from collections import defaultdict
from collections.abc import Iterable

from django.db.models import prefetch_related_objects
from django.utils.translation import gettext_lazy as _

from ungis.languages.models import wordings_of
from ungis.search import sources
from ungis.search.sources import Entry, below_language, own

from .models import Meeting
from .states import State

FIELDS = ("theme", "place", "host_event")


def entries(meetings: list[Meeting]) -> Iterable[Entry]:
    prefetch_related_objects(meetings, "agenda", "points", "participants__organization", "host")
    wordings = wordings_of(meetings, "title", *FIELDS)
    points = wordings_of([point for meeting in meetings for point in meeting.points.all()], "text")
    for meeting in meetings:
        said, lines = wordings[meeting.pk], defaultdict(list)
        for field in FIELDS:
            for language, text in said[field].items():
                lines[language].append(text)
        lines["en"] += [item.title for item in meeting.agenda.all()]
        for point in meeting.points.all():
            for language, text in points[point.pk]["text"].items():
                lines[language].append(text)
        present = list(meeting.participants.all())
        took_part = {participant.organization.slug for participant in present if participant.organization}
        yield Entry(
            pk=meeting.pk,
            titles=said["title"],
            bodies={language: "\n".join(texts) for language, texts in lines.items()},
            words=[meeting.stated_chair, *(participant.name for participant in present)],
            address=below_language(meeting.get_absolute_url()),
            visibility=meeting.visibility,
            date=meeting.first_day,
            organizations=took_part | ({meeting.host.slug} if meeting.host else set()),
            years=range(meeting.first_day.year, meeting.last_day.year + 1) if meeting.first_day else [],
            status=meeting.state,
        )


def announce() -> None:
    sources.announce(
        sources.Source("meeting", _("Meetings"), Meeting.objects.all, entries, {"meetings.meeting": own}),
    )
    sources.name_values(lambda states: dict(State.choices), "status")
