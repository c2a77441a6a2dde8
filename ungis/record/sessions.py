"""Sessions of the ITU Council working group that receives the papers, and what the papers refer to."""

from datetime import date

from ungis.core.periods import PartialDate
from ungis.core.standing import CLERK
from ungis.documents import actions as library
from ungis.documents.models import Work
from ungis.reports import actions

from .reading import read, source_of

MARK = "reports.session_added"


def load() -> int:
    """Load the sessions and the sites and papers that every paper refers to; return how many."""
    data = read("sessions.yaml")
    for entry in data["sessions"]:
        actions.add_session(
            entry["series"],
            by=CLERK,
            number=entry["number"],
            group_name=entry["group"],
            first_day=_day(entry.get("first_day")),
            last_day=_day(entry.get("last_day")),
            first_part=entry.get("first_part", ""),
            last_part=entry.get("last_part", ""),
            **source_of(entry),
        )
    return len(data["sessions"]) + sum(_reference(entry) for entry in data["references"])


def _day(written: str | None) -> date | None:
    return date.fromisoformat(written) if written else None


def _reference(entry: dict) -> bool:
    """Enter what the papers refer to, unless the library has it already."""
    if Work.objects.filter(slug=entry["slug"]).exists():
        return False
    library.add_work(
        by=CLERK,
        slug=entry["slug"],
        kind=entry["kind"],
        body=entry["body"],
        title=entry["title"],
        date=PartialDate.parse(entry["date"]) if entry.get("date") else None,
        note=entry.get("note", ""),
        particulars={"cited_as": entry["cited_as"], "order": entry["order"]},
        **source_of(entry),
    )
    return True
