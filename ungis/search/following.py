"""The worker keeps the index true to the record: it follows the events, and builds the index where there is none."""

import logging
import threading
import time

from django.db import DatabaseError, close_old_connections, connections

from . import index

log = logging.getLogger("ungis.search")
BEAT = 0.5  # seconds between looks: one query for the newest event
PAUSE = 30  # seconds after something went wrong


def keep_up(stop: threading.Event) -> None:
    """Follow until told to stop."""
    known = None
    while not stop.is_set():
        pause: float = BEAT
        close_old_connections()
        try:
            newest = index.latest()
            if newest != known:
                known = newest if follow_or_build() == newest else None  # else another process is at it
        except (DatabaseError, *index.TROUBLE) as trouble:
            log.error("the search index could not take in what changed and stays as it was: %s", trouble)
            known, pause = None, PAUSE
        stop.wait(pause)
    connections.close_all()


def follow_or_build() -> index.Position | None:
    """Take in what happened; build the index where it cannot be used. Return how far it reaches now."""
    try:
        index.follow()
        return index.reader().position
    except index.NotThere as why:
        started = time.monotonic()
        log.warning("the search index is built: %s", why)
        if index.build():
            log.warning("the search index is built, in %.0f seconds", time.monotonic() - started)
        return index.reader().position
