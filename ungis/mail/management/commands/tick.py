from django.core.management.base import BaseCommand

from ungis.core.ticks import tick


class Command(BaseCommand):
    help = "Do what has fallen due: drop ended sessions, used-up links, old mail. The worker does it by itself."

    def handle(self, **options):
        for name, number in (tick() or {"things due": 0}).items():
            self.stdout.write(f"{number} {name}")
