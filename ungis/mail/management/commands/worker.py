import logging
import signal
import threading
import time

from django.core.management.base import BaseCommand
from django.db import DatabaseError, close_old_connections

from ungis.core.ticks import COMPANIONS, tick
from ungis.mail.outbox import send_due

log = logging.getLogger("ungis.worker")
TICK_EVERY = 60  # seconds; mail and what is urgent are looked for more often


class Command(BaseCommand):
    help = "Send mail and do what falls due, until told to stop (SIGTERM, or Ctrl-C)."

    def add_arguments(self, parser):
        parser.add_argument("--once", action="store_true", help="send what is due, tick, and end")
        parser.add_argument("--every", type=float, default=3, metavar="SECONDS", help="pause between looks (default 3)")

    def handle(self, *, once, every, **options):
        if once:
            self.stdout.write(f"{send_due()} messages sent")
            for name, number in tick().items():
                self.stdout.write(f"{number} {name}")
            return
        stop = threading.Event()
        # The turn under way is finished: a message is never left between sending and marking.
        for sign in (signal.SIGTERM, signal.SIGINT):
            signal.signal(sign, lambda *_: stop.set())
        self.stdout.write("The worker looks for mail and for what falls due. Stop it with Ctrl-C.")
        companions = [threading.Thread(target=work, args=[stop], name=name) for name, work in COMPANIONS.items()]
        for companion in companions:
            companion.start()
        self.run(stop, every)
        for companion in companions:
            companion.join()
        self.stdout.write("The worker has stopped.")

    def run(self, stop, every):
        ticked = float("-inf")
        while not stop.is_set():
            close_old_connections()
            try:
                is_time = time.monotonic() - ticked >= TICK_EVERY
                tick(only_urgent=not is_time)
                if is_time:
                    ticked = time.monotonic()
                # Few at a time, so that a long queue does not keep a stopping worker waiting.
                busy = send_due(limit=10) == 10
            except DatabaseError:
                log.exception("the worker could not reach the database and goes on trying")
                busy = False
            if not busy:
                stop.wait(every)
