"""What this room shows on the pages of documents and organizations: the meetings they had to do with."""

from collections.abc import Iterator
from typing import Any

from django.db.models import Q
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
    return _rows(seen.distinct().latest_first().prefetch_related("sittings"))


def meetings_hosted(organization: Organization, user: Any) -> Rows:
    """The meetings that the organization hosted."""
    return _rows(Meeting.objects.visible_to(user).filter(host=organization).latest_first().prefetch_related("sittings"))


def meetings_organized(organization: Organization, user: Any) -> Rows:
    """The meetings and events of which the sources name the organization as organizer."""
    organized = Participant.objects.filter(organization=organization, role=Participant.Role.ORGANIZER)
    seen = Meeting.objects.visible_to(user).filter(pk__in=organized.values("meeting"))
    return _rows(seen.latest_first().prefetch_related("sittings"))


def meeting_ticks(user: Any) -> Iterator[tuple[PartialDate, str, str]]:
    """The numbered meetings, for the timeline of officers."""
    dated = Meeting.objects.visible_to(user).exclude(number=None).exclude(first_day=None)
    for meeting in fetch_translations(dated, "title"):
        yield PartialDate(meeting.first_day), meeting.said["title"], meeting.get_absolute_url()


def _rows(meetings) -> Rows:
    rows = fetch_translations(meetings, "title")
    return [(meeting.said["title"], meeting.get_absolute_url(), say_here(_dates(meeting))) for meeting in rows]


def _dates(meeting: Meeting) -> str:
    days = sorted({sitting.date for sitting in meeting.sittings.all()})
    if not days:
        return _("date not known")
    return print_date(days[0]) if len(days) == 1 else f"{print_date(days[0])} – {print_date(days[-1])}"
