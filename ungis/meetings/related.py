"""What this room shows on the pages of documents and organizations: the meetings they had to do with."""

from collections.abc import Iterator
from typing import Any

from django.db.models import Max, Min, Q
from django.utils.translation import gettext as _

from ungis.core.periods import PartialDate
from ungis.documents.models import Work
from ungis.languages.models import fetch_translations, say_here
from ungis.organizations.models import Organization
from ungis.pages.dates import print_date

from .models import Meeting, Participant

Rows = list[tuple[str, str, str]]  # title, address, note


def meetings_of_work(work: Work, user: Any) -> Rows:
    """The meetings before which the document was, or out of which it came."""
    seen = Meeting.objects.visible_to(user).filter(Q(documents__work=work) | Q(agenda__work=work))
    return _rows(seen)


def meetings_hosted(organization: Organization, user: Any) -> Rows:
    """The meetings that the organization hosted."""
    return _rows(Meeting.objects.visible_to(user).filter(host=organization))


def meetings_organized(organization: Organization, user: Any) -> Rows:
    """The meetings and events of which the sources name the organization as organizer."""
    organized = Participant.objects.filter(organization=organization, role=Participant.Role.ORGANIZER)
    return _rows(Meeting.objects.visible_to(user).filter(pk__in=organized.values("meeting")))


def meeting_ticks(user: Any) -> Iterator[tuple[PartialDate, str, str]]:
    """The numbered meetings, for the timeline of officers."""
    dated = Meeting.objects.visible_to(user).exclude(number=None).exclude(first_day=None)
    for meeting in fetch_translations(dated, "title"):
        yield PartialDate(meeting.first_day), meeting.said["title"], meeting.get_absolute_url()


def _rows(meetings) -> Rows:
    """One query for the meetings with the first and the last day on which they sat."""
    dated = meetings.annotate(first_sat=Min("sittings__date"), last_sat=Max("sittings__date"))
    rows = fetch_translations(dated.latest_first(), "title")
    return [
        (meeting.said["title"], meeting.get_absolute_url(), say_here(_dates(meeting.first_sat, meeting.last_sat)))
        for meeting in rows
    ]


def _dates(first: PartialDate | None, last: PartialDate) -> str:
    if not first:
        return _("date not known")
    return print_date(first) if first == last else f"{print_date(first)} – {print_date(last)}"
