"""Dates that know how exactly they are known, and half-open periods between them."""

import re
from calendar import monthrange
from dataclasses import dataclass
from datetime import date, timedelta
from functools import total_ordering
from typing import Self

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext as _

PRECISIONS = ("day", "month", "year")
WRITTEN = re.compile(r"(\d{4})(?:-(\d{2})(?:-(\d{2}))?)?", re.ASCII)


@total_ordering
@dataclass(frozen=True)
class PartialDate:
    """A date known to the day, the month or the year; `day` is the first day it can be."""

    day: date
    precision: str = "day"

    @classmethod
    def parse(cls, written: str) -> Self:
        """Read `2013`, `2013-05` or `2013-05-13`. Raises ValueError for anything else."""
        match = WRITTEN.fullmatch(written.strip())
        if not match:
            raise ValueError(f"{written!r} is not a date written as YYYY, YYYY-MM or YYYY-MM-DD")
        year, month, day = match.groups()
        precision = "day" if day else "month" if month else "year"
        return cls(date(int(year), int(month or 1), int(day or 1)), precision)

    @property
    def last_day(self) -> date:
        """The last day it can be."""
        if self.precision == "day":
            return self.day
        month = self.day.month if self.precision == "month" else 12
        return date(self.day.year, month, monthrange(self.day.year, month)[1])

    def __str__(self) -> str:
        return self.day.isoformat()[: {"year": 4, "month": 7, "day": 10}[self.precision]]

    def __lt__(self, other: "PartialDate") -> bool:
        return (self.day, self.last_day) < (other.day, other.last_day)


class PartialDateField(models.Field):
    """A PartialDate kept as it is written: ISO text sorts as dates do, a year before its months."""

    # What type checkers read of the descriptor: any of these goes in, a PartialDate comes out.
    _pyi_private_set_type: PartialDate | str
    _pyi_private_get_type: PartialDate

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **{**kwargs, "max_length": 10})

    def get_internal_type(self):
        return "CharField"

    def from_db_value(self, value, expression, connection):
        return PartialDate.parse(value) if value else None

    def to_python(self, value):
        if not value or isinstance(value, PartialDate):
            return value or None
        try:
            return PartialDate.parse(str(value))
        except ValueError:
            message = _("Write a date as year-month-day, year-month or year, for example 2025-07-25, 2025-07 or 2025.")
            raise ValidationError(message, code="invalid") from None

    def get_prep_value(self, value):
        return str(value) if value else None

    def run_validators(self, value):
        super().run_validators(str(value) if value else value)

    def value_to_string(self, obj):
        return str(self.value_from_object(obj) or "")


class PeriodQuerySet(models.QuerySet):
    """Questions about periods, for any model with `begins` and `ends`."""

    def on(self, day: date) -> Self:
        """What held on that day. A beginning that is not known does not exclude, nor does an end."""
        written = day.isoformat()
        # "2013-05" sorts before every day of May 2013, so a period begun in a month counts from its
        # first day, and one ended in a month has ended on its first day: half-open to the precision known.
        return self.filter(Q(begins=None) | Q(begins__lte=written), Q(ends=None) | Q(ends__gt=written))


class Period(models.Model):
    """A half-open period: `begins` belongs to it, `ends` does not; either may be not known."""

    begins = PartialDateField(null=True, blank=True)
    ends = PartialDateField(null=True, blank=True)

    class Meta:
        abstract = True
        constraints = [
            models.CheckConstraint(
                condition=Q(begins=None) | Q(ends=None) | Q(ends__gt=F("begins")),
                name="%(app_label)s_%(class)s_ends_after_it_begins",
            )
        ]

    def holds_on(self, day: date) -> bool:
        written = day.isoformat()
        return (not self.begins or str(self.begins) <= written) and (not self.ends or str(self.ends) > written)


def day_after(moment: PartialDate) -> date:
    """Return the first day that is surely later than the moment."""
    return moment.last_day + timedelta(days=1)
