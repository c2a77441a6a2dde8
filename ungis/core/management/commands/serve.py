import os
import signal
import subprocess
import sys
from pathlib import Path

from django.conf import settings
from django.core.management import call_command
from django.core.management.base import BaseCommand


class Command(BaseCommand):
    help = "Serve the site, with the worker beside it; `--prepare` first brings database and record up to date."

    def add_arguments(self, parser):
        parser.add_argument("--port", type=int, default=int(os.environ.get("PORT", 8000)))
        parser.add_argument("--host", default="127.0.0.1")
        parser.add_argument("--workers", type=int, default=1)
        parser.add_argument("--prepare", action="store_true", help="migrate, load the record, build the catalogues")
        parser.add_argument("--cast", action="store_true", help="with DEBUG: print one-time sign-in links of the cast")
        parser.add_argument(
            "--files", type=Path, metavar="DIR", help="with --prepare: texts to attach to their documents"
        )
        parser.add_argument("--no-worker", action="store_true", help="another process sends the mail")

    def handle(self, *, port, host, workers, prepare, cast, files, no_worker, **options):
        if prepare:
            self.prepare(files)
        if cast and settings.DEBUG:
            call_command("cast", port=port, stdout=self.stdout)
        self.stdout.write(f"Serving at http://{host}:{port}/ – stop with Ctrl+C")
        self.stdout.flush()
        server = [
            sys.executable, "-m", "granian", "--interface", "wsgi", "--host", host, "--port", str(port),
            "--workers", str(workers), "--blocking-threads", "4", "--no-ws", "--log-level", "warning",
            "ungis.wsgi:application",
        ]  # fmt: skip
        commands = [server] if no_worker else [server, [sys.executable, "-m", "ungis", "worker"]]
        # In sessions of their own: Ctrl-C reaches this command alone. Granian can fall asleep over two signals at once.
        processes = [subprocess.Popen(command, start_new_session=True) for command in commands]  # noqa: S603  our own

        def stop(*_):
            for process in processes:
                process.terminate()  # granian and the worker finish what they are at

        for sign in (signal.SIGTERM, signal.SIGINT, signal.SIGHUP):
            signal.signal(sign, stop)
        code = processes[0].wait()
        stop()
        for process in processes:
            process.wait()
        sys.exit(max(code, 0))

    def prepare(self, files: Path | None) -> None:
        """Bring the database, the catalogues and the record up to date; say what is going on."""
        settings.VAR.mkdir(parents=True, exist_ok=True)
        self.stdout.write("Catalogues of six languages …")
        call_command("catalogues", compile_only=True)
        self.stdout.write("Database …")
        call_command("migrate", verbosity=0)
        call_command("createcachetable", verbosity=0)
        self.stdout.write("The record …")
        call_command("load", files=files, stdout=self.stdout._out)  # as it is, or each part ends a line
        self.stdout.write("The search index …")
        call_command("index", missing=True, stdout=self.stdout._out)
