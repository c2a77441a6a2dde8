"""What the first page shows of the record, and the news of a language: few queries, each bounded."""

from typing import Any

from django.db.models import Case, DateField, Exists, F, Max, Min, OuterRef, Q, QuerySet, Subquery, When
from django.utils.translation import gettext_lazy, pgettext_lazy

from ungis.core import clock
from ungis.documents.models import Work
from ungis.languages.models import fetch_groups
from ungis.mandates.models import Paragraph
from ungis.meetings.models import Kind, Meeting
from ungis.meetings.states import State
from ungis.organizations.models import OfficeName, OrganizationName, Term

from .models import NewsPage, unrestricted

OUTPUTS, DUE, NEWS = 5, 5, 3
SHORT = 200  # signs of a summary
OFFICES = [OfficeName.CHAIR, OfficeName.VICE_CHAIR, OfficeName.SECRETARIAT]
HEADINGS = {
    OfficeName.CHAIR: pgettext_lazy("who holds the office", "Chair"),
    OfficeName.VICE_CHAIR: gettext_lazy("Vice-Chairs"),
    OfficeName.SECRETARIAT: gettext_lazy("Secretariat"),
}


def facts_of(user: Any, language: str) -> dict:
    """Return officers, next meeting, outputs, what is due and news, for the template of the first page."""
    today = clock.today()
    meeting = next_or_last_meeting(user, today)
    offices = offices_on(today, language)
    asked = list(due_first(user, today))
    ahead = sum(paragraph.due_by >= today for paragraph in asked)
    outputs, due, _meetings = fetch_groups(
        (Work.objects.visible_to(user).outputs().newest_first()[:OUTPUTS], ["title"]),
        (asked[:DUE], ["summary"]),
        ([meeting], ["title", "place"]),
    )
    for paragraph in due:
        paragraph.short = paragraph.said["summary"].shortened(SHORT)
    return {
        "today": today,
        "offices": offices,
        "term": next((term for office in offices[:2] for term in office["terms"] if term.label), None),
        "meeting": meeting,
        "meeting_is_ahead": bool(meeting and meeting.last_day >= today),
        "outputs": outputs,
        "due": due,
        "due_next": ahead,
        "overdue": len(asked) - ahead,
        "news": news_in(language, NEWS),
    }


def offices_on(today, language: str) -> list[dict]:
    """Return each office with its terms of the day; an office without a term is there too, as not known."""

    def name(code: str) -> Subquery:
        names = OrganizationName.objects.filter(organization=OuterRef("organization"), language=code, ends=None)
        return Subquery(names.order_by("-begins").values("name")[:1])

    terms = list(
        Term.objects.on(today)
        .select_related("organization")
        .annotate(name_here=name(language), name_en=name("en") if language != "en" else F("name_here"))
        .order_by("rank", "pk")
    )
    return [
        {"office": office, "label": HEADINGS[office], "terms": [term for term in terms if term.office == office]}
        for office in OFFICES
    ]


def next_or_last_meeting(user: Any, today) -> Meeting | None:
    """Return the next meeting; where none is ahead, the latest. Its `from_date` and `to_date` keep their precision."""
    ahead = Q(last_day__gte=today)
    return (
        Meeting.objects.visible_to(user)
        .exclude(state=State.CANCELLED)
        .exclude(last_day=None)
        .filter(kind=Kind.MEETING)
        .annotate(from_date=Min("sittings__date"), to_date=Max("sittings__date"))
        .order_by(
            Case(When(ahead, then=0), default=1),
            Case(When(ahead, then=F("first_day")), default=None, output_field=DateField()),
            "-first_day",
            "slug",
        )
        .first()
    )


def due_first(user: Any, today) -> QuerySet[Paragraph]:
    """Return open paragraphs addressed to the group that bear a date: what is still ahead first."""
    return (
        Paragraph.objects.visible_to(user)
        .open()
        .to_the_group()
        .exclude(due_by=None)
        .select_related("work")
        .order_by(Case(When(due_by__gte=today, then=0), default=1), "due_by", "work__slug", "order")
    )


def news_in(language: str, most: int = 500) -> list[NewsPage]:
    """Return the news, newest first, each once: in the language where it is there, else in another.

    An item that is not there in the language comes in English, or whatever language it has; the page
    marks it as such.
    """
    here = NewsPage.objects.filter(
        translation_key=OuterRef("translation_key"), locale__language_code=language, live=True
    )
    rows = (
        unrestricted(NewsPage.objects.live())
        .filter(Q(locale__language_code=language) | ~Exists(here))
        .select_related("locale")
        .defer("body")
        .order_by("-date", "-first_published_at", "-pk")[: most * 6]
    )
    chosen: dict = {}
    for row in rows:
        known = chosen.get(row.translation_key)
        if known is None or (row.language == "en" and known.language != language):
            chosen[row.translation_key] = row
    return list(chosen.values())[:most]
