"""Processes of their own for the trials: a worker that stops where it is told, to be killed there; members who answer.

`python -m ungis.clearance.tests.processes worker WHERE FILE` and `... answer ROUND FILE ACRONYM ...`. FILE tells the
trial how far a process is: it is written when the worker stands at the place; answers begin once it is there.
"""

import sys
import time
from pathlib import Path

WHERE = ("while closing", "between close and mail", "between taking a message and sending it")
STANCES = ("no-objection", "comments", "reservation", "objection", "extension")


def stands(file):
    """Say that the place is reached, and go no further."""

    def stand(*arguments, **named):
        Path(file).write_text("here", encoding="utf-8")
        time.sleep(600)

    return stand


def work(where, file):
    """A worker like any other, but for one place at which it stands still."""
    from django.core.mail import EmailMessage
    from django.core.management import call_command

    from ungis.clearance import subjects
    from ungis.mail.management.commands import worker

    if where == WHERE[0]:
        subjects.carry_outcome = stands(file)
    elif where == WHERE[1]:
        worker.send_due = stands(file)
    elif where == WHERE[2]:
        EmailMessage.send = stands(file)
    call_command("worker", every=0.2)


def answer(slug, file, *acronyms):
    """Send the position of each organization, all processes from the same moment on."""
    from ungis.clearance.models import Round
    from ungis.clearance.position_actions import send_position
    from ungis.organizations.models import Organization
    from ungis.people.models import User

    round = Round.objects.get(slug=slug)
    people = {one: User.objects.get(name=f"Person of {one}") for one in acronyms}
    organizations = {one.acronym: one for one in Organization.objects.filter(acronym__in=acronyms)}
    while not Path(file).exists():
        time.sleep(0.02)
    for place, acronym in enumerate(acronyms):
        said = {"words": f"Words of {acronym}.", "way_out": "Delete it."}
        stance = STANCES[place % len(STANCES)]
        send_position(round, organizations[acronym], by=people[acronym], stance=stance, **said)


if __name__ == "__main__":
    import django

    django.setup()
    {"worker": work, "answer": answer}[sys.argv[1]](*sys.argv[2:])
