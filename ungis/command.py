"""The `ungis` command: Django's, with the product's settings; and a few that start without it."""

import os
import sys
from importlib import import_module

# Commands that answer from files and standard input alone: module.main(arguments) returns the exit code.
WITHOUT_DJANGO = {
    "align": "ungis.alignment.command",
    "duplicates": "ungis.likeness.command",
}


def main() -> None:
    if len(sys.argv) > 1 and sys.argv[1] in WITHOUT_DJANGO:
        sys.exit(import_module(WITHOUT_DJANGO[sys.argv[1]]).main(sys.argv[2:]))
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "ungis.settings")
    from django.core.exceptions import ImproperlyConfigured
    from django.core.management import execute_from_command_line

    try:
        execute_from_command_line(sys.argv)
    except ImproperlyConfigured as trouble:
        sys.exit(f"ungis: {trouble}")
