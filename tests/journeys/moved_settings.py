"""The settings of a server whose clock a journey moves, over days that nobody can wait for."""

from ungis.settings import *  # noqa: F403
from ungis.settings import INSTALLED_APPS

INSTALLED_APPS = [*INSTALLED_APPS, "tests.journeys.moved_clock.MovedClock"]
SESSION_COOKIE_AGE = 10 * 366 * 24 * 60 * 60  # who signed in stays so, however far the clock is moved
