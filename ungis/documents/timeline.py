"""What the group put out, as marks on the timeline of officers."""

from collections.abc import Iterator
from typing import Any

from ungis.core.periods import PartialDate
from ungis.languages.models import fetch_translations

from .models import Kind, Work

MARKED = (Kind.STATEMENT, Kind.INPUT, Kind.MATRIX)


def statements(user: Any) -> Iterator[tuple[PartialDate, str, str]]:
    """Yield (date, title, address) of the joint statements, inputs and matrices that the user may see."""
    marked = Work.objects.visible_to(user).filter(kind__in=MARKED).exclude(date=None)
    for work in fetch_translations(marked, "title"):
        if work.date:
            yield work.date, work.said["title"], work.get_absolute_url()
