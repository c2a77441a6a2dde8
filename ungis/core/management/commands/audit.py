from django.core.management.base import BaseCommand, CommandError

from ungis.core.events import verify
from ungis.core.models import Event


class Command(BaseCommand):
    help = "Check the chain of events: `ungis audit verify` names the first bad row."

    def add_arguments(self, parser):
        parser.add_argument("what", choices=["verify"])

    def handle(self, *, what, **options):
        for event, reason in verify():
            raise CommandError(f"event {event.pk} ({event.action}, {event.at:%Y-%m-%d %H:%M} UTC) {reason}")
        head = Event.objects.order_by("-id").values_list("hash", flat=True).first() or "empty"
        self.stdout.write(f"{Event.objects.count()} events, unbroken. Head: {head}")
