from pathlib import Path

from django.core.management.base import BaseCommand, CommandError

from ungis.record.loading import PARTS, attach_folder


class Command(BaseCommand):
    help = "Load the true record, each part once; `--files DIR` attaches the texts found in a folder."

    def add_arguments(self, parser):
        parser.add_argument(
            "--files", type=Path, metavar="DIR", help="a folder with texts to attach to their documents"
        )

    def handle(self, *, files, **options):
        for number, (name, is_loaded, load) in enumerate(PARTS, 1):
            place = f"[{number}/{len(PARTS)}] {name}"
            if is_loaded():
                self.stdout.write(f"{place}: already there")
                continue
            self.stdout.write(f"{place} … ", ending="")
            self.stdout.flush()
            self.stdout.write(f"{load()} records")
        if files:
            if not files.is_dir():
                raise CommandError(f"{files} is not a folder.")
            for line in attach_folder(files):
                self.stdout.write(line)
