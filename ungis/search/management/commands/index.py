from django.core.management.base import BaseCommand, CommandError

from ungis.search import index

WIDTH = 30  # signs of the bar


class Command(BaseCommand):
    help = "Build the search index anew beside the one in use, then put it in its place; people search meanwhile."

    def add_arguments(self, parser):
        parser.add_argument("--missing", action="store_true", help="only where there is none that could be used")

    def handle(self, *, missing, **options):
        if missing and index.is_there():
            self.stdout.write(f"already there: {index.reader().searcher.num_docs - 1} records")
            return
        self.taken, self.all, self.last = 0, index.size(), -1
        try:
            built = index.build(self.told)
        except index.TROUBLE as trouble:
            raise CommandError(f"The index could not be built, and what was in use stays: {trouble}") from trouble
        if not built:
            raise CommandError("Another process builds the index just now.")
        self.stdout.write(f"\r{self.bar(1)} {index.reader().searcher.num_docs - 1} records can be found.")

    def told(self, number: int) -> None:
        """Draw the bar; into a file, a line at each tenth."""
        self.taken += number
        part = min(self.taken / max(self.all, 1), 1)
        is_seen = getattr(self.stdout._out, "isatty", lambda: False)()
        step = int(part * (1000 if is_seen else 10))
        if step != self.last:
            self.last = step
            start, end = ("\r", "") if is_seen else ("", "\n")
            self.stdout.write(f"{start}{self.bar(part)} {self.taken} of {self.all}", ending=end)
            self.stdout.flush()

    def bar(self, part: float) -> str:
        done = int(part * WIDTH)
        return f"[{'#' * done}{'.' * (WIDTH - done)}] {part:4.0%}"
