"""What time it is, by the database: several hosts then agree, whatever their own clocks say."""

from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

from django.db import connection

GENEVA = ZoneInfo("Europe/Zurich")
NEW_YORK = ZoneInfo("America/New_York")


def now() -> datetime:
    """Return the database's present moment, aware, in UTC."""
    sqlite = connection.vendor == "sqlite"
    with connection.cursor() as cursor:
        cursor.execute("SELECT strftime('%Y-%m-%d %H:%M:%f', 'now')" if sqlite else "SELECT clock_timestamp()")
        (moment,) = cursor.fetchone()
    return datetime.fromisoformat(moment).replace(tzinfo=UTC) if sqlite else moment.astimezone(UTC)


def today() -> date:
    """Return today's date in Geneva, where the secretariat sits."""
    return datetime.now(GENEVA).date()
