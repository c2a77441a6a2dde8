import json
from itertools import islice

from django.core.management.base import BaseCommand

from ungis.core.progress import Bar
from ungis.core.standing import CLERK
from ungis.stocktaking.confirmed import confirmed_rows
from ungis.stocktaking.duplicates import find_all
from ungis.stocktaking.models import Activity
from ungis.stocktaking.tag_actions import suggest_for

BATCH = 200  # entries read in one transaction
VERBS = {
    "suggest": "read the words of all entries anew, and suggest what they serve",
    "pairs": "look for entries that stand in the register twice",
    "confirmed": "write what people confirmed and refused as JSON lines, for ungis align train --confirmed",
}


class Command(BaseCommand):
    help = (
        "The register of activities as a whole: " + "; ".join(f"{verb}: {what}" for verb, what in VERBS.items()) + "."
    )

    def add_arguments(self, parser):
        parser.add_argument("verb", choices=list(VERBS))

    def handle(self, *, verb, **options):
        getattr(self, verb)()

    def suggest(self):
        register, bar = Activity.objects.registered().order_by("pk"), Bar(self.stdout)
        done, changed, of, entries = 0, 0, register.count(), register.iterator(chunk_size=BATCH)
        while some := list(islice(entries, BATCH)):
            changed += suggest_for(some, by=CLERK)
            done += len(some)
            bar.show(done, of)
        bar.end()
        self.stdout.write(f"{changed} of {of} entries have other suggestions than before.")

    def pairs(self):
        bar = Bar(self.stdout)
        new = find_all(bar.show)
        bar.end()
        self.stdout.write(f"{new} new pairs are to be looked at.")

    def confirmed(self):
        for row in confirmed_rows():
            self.stdout.write(json.dumps(row, ensure_ascii=False))
