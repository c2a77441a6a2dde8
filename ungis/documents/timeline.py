"""What the group put out, as marks on the timeline of officers."""

from collections.abc import Iterator
from typing import Any

from ungis.core.periods import PartialDate

from .models import Kind, Work

MARKED = (Kind.STATEMENT, Kind.INPUT, Kind.MATRIX)


def statements(user: Any) -> Iterator[tuple[PartialDate, str, str]]:
    """Yield (date, title, address) of the joint statements, inputs and matrices that the user may see."""
    for work in Work.objects.visible_to(user).filter(kind__in=MARKED).exclude(date=None):
        if work.date:
            yield work.date, work.title, work.get_absolute_url()
