from importlib import import_module
from importlib.util import find_spec

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from ungis.core import plan

PLACE = settings.PACKAGE.parent / "docs" / "map.md"


class Command(BaseCommand):
    help = "Write docs/map.md, the map of the house, from the code; `--check` compares."

    def add_arguments(self, parser):
        parser.add_argument("--check", action="store_true")

    def handle(self, *, check, **options):
        for config in plan.rooms():
            for part in ("actions", "seat_actions"):
                if find_spec(f"{config.name}.{part}"):
                    import_module(f"{config.name}.{part}")
        drawn = plan.draw()
        if not check:
            PLACE.parent.mkdir(exist_ok=True)
            PLACE.write_text(drawn, encoding="utf-8")
        elif not PLACE.exists() or PLACE.read_text(encoding="utf-8") != drawn:
            raise CommandError("docs/map.md no longer shows the house: run `make map`.")
