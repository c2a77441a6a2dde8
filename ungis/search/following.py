"""The worker keeps the index true to the record: it follows the events, and builds the index where there is none."""

import logging
import threading
import time

from django.db import DatabaseError, close_old_connections, connections

from . import index

log = logging.getLogger("ungis.search")
BEAT = 0.5  # seconds between looks: one query for the newest event
PAUSE = 30  # seconds after something went wrong


class Stopped(Exception):
    """The worker is to stop: what was being built is dropped."""


def keep_up(stop: threading.Event) -> None:
    """Follow until told to stop."""
    known = None
    while not stop.is_set():
        close_old_connections()
        reached = None
        try:
            newest = index.latest()
            # Known and reached alike: nothing happened. Reached less: another process is at it, and is asked again.
            reached = known if newest == known else follow_or_build(stop)
            known = newest if newest == reached else None
        except Stopped:
            break
        except index.NotThere as why:
            log.info("the search index is built by another process: %s", why)
        except (DatabaseError, *index.TROUBLE) as trouble:
            log.error("the search index could not take in what changed and will try again: %s", trouble)
        except Exception:
            log.exception("the search index could not take in what changed and will try again")
        stop.wait(BEAT if reached else PAUSE)
    connections.close_all()


def follow_or_build(stop: threading.Event) -> index.Position:
    """Take in what happened; build the index where it cannot be used. Return how far it reaches now."""

    def told(number: int) -> None:
        if stop.is_set():
            raise Stopped

    try:
        index.follow()
        return index.reader().position
    except index.NotThere as why:
        started = time.monotonic()
        log.warning("the search index is built: %s", why)
        if index.build(told):
            log.warning("the search index was built in %.0f seconds", time.monotonic() - started)
        return index.reader().position
