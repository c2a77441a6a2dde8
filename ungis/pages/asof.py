"""The as-of bar: `?on=DATE` shows a page as of that day."""

from dataclasses import dataclass
from datetime import date

from django.http import HttpRequest
from django.utils.translation import gettext as _

from ungis.core import clock


@dataclass
class AsOf:
    day: date
    is_today: bool
    trouble: str = ""  # what was wrong with the date asked for, in plain words
    typed: str = ""

    @property
    def status(self) -> int:
        return 400 if self.trouble else 200


def as_of(request: HttpRequest) -> AsOf:
    """Read `?on=`; a date that cannot be read gives today, with a message that says so."""
    typed = request.GET.get("on", "").strip()
    if not typed:
        return AsOf(clock.today(), True)
    try:
        if len(typed) != 10:
            raise ValueError
        day = date.fromisoformat(typed)
    except ValueError:
        trouble = _("“%(typed)s” is not a date. Write it as year-month-day, for example 2023-10-11.")
        return AsOf(clock.today(), True, trouble % {"typed": typed[:40]}, typed)
    return AsOf(day, day == clock.today(), typed=typed)
