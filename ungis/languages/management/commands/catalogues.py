from django.core.management.base import BaseCommand, CommandError

from ungis.languages import catalogues


class Command(BaseCommand):
    help = "Gather the strings of the interface into the catalogues and build them; `--check` only compares."

    def add_arguments(self, parser):
        parser.add_argument("--check", action="store_true", help="fail where a string is missing or untranslated")
        parser.add_argument("--compile-only", action="store_true", help="build the .mo files, gather nothing")

    def handle(self, *, check, compile_only, **options):
        if compile_only:
            return catalogues.build()
        found = catalogues.gather()
        troubles = []
        for locale in catalogues.LOCALES:
            catalogue = catalogues.updated(locale, found)
            missing = catalogues.untranslated(catalogue)
            if check:
                kept = {message.id for message in catalogues.read(locale)}
                troubles += [f"{locale}: not in the catalogue: {m.id}" for m in catalogue if m.id and m.id not in kept]
                troubles += [f"{locale}: not translated: {text[:80]}" for text in missing]
            else:
                catalogues.write(locale, catalogue)
                self.stdout.write(f"{locale}: {len(catalogue)} strings, {len(missing)} to translate")
        if troubles:
            raise CommandError("\n".join(troubles))
        catalogues.build()
