"""A clock that a journey moves: `moved_settings.py` installs this, and the product knows nothing of it."""

from datetime import timedelta
from pathlib import Path

from django.apps import AppConfig
from django.conf import settings

from ungis.core import clock


class MovedClock(AppConfig):
    """Adds to the database's clock the seconds that stand in the file `moved` beside the database."""

    name = "tests.journeys"
    label = "journeys"

    def ready(self):
        file, now = Path(settings.VAR) / "moved", clock.now
        clock.now = lambda: now() + timedelta(seconds=float(file.read_text()) if file.exists() else 0)
        clock.today = lambda: clock.now().astimezone(clock.GENEVA).date()
