from urllib.parse import urlsplit

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.urls import reverse
from django.utils import translation

from ungis.core.standing import CLERK
from ungis.organizations.cast import CAST, seat_cast
from ungis.organizations.models import Organization
from ungis.people.actions import make_sign_in_link


class Command(BaseCommand):
    help = "Seat the cast of a development site and print a one-time sign-in link for each. Only where DEBUG is on."

    def add_arguments(self, parser):
        parser.add_argument("--port", type=int, help="the port the site is served at, when not that of BASE_URL")

    def handle(self, *, port, **options):
        if not settings.DEBUG:
            raise CommandError("The cast is for development: set DEBUG=1. On a real site, people are invited.")
        if not Organization.objects.filter(acronym="ITU").exists():
            raise CommandError("The record is not loaded yet. Run `ungis load` first.")
        base = settings.BASE_URL.rstrip("/")
        if port:
            base = f"{urlsplit(base).scheme}://{urlsplit(base).hostname}:{port}"
        self.stdout.write("Sign in as one of the cast; each link works once, for 24 hours:\n\n")
        people = seat_cast()
        with translation.override("en"):
            for key, player in CAST.items():
                path = reverse("sign_in_link", args=[make_sign_in_link(people[key], by=CLERK)])
                seat = f"{player.part}, {player.organization}" if player.organization else player.part
                self.stdout.write(f"  {player.name} ({seat})\n    {base}{path}\n")
