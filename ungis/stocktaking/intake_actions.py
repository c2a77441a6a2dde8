"""What is done with a file of activities: keep what it says, confirm or discard it, take it in piece by piece.

A piece is one transaction with the count of what is done: a worker that dies leaves whole pieces, and the next one
goes on behind them. Nothing is taken in twice.
"""

from typing import Any

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils import translation
from django.utils.translation import gettext as _

from ungis.core import clock
from ungis.core.acting import Refused, action, require
from ungis.core.events import record
from ungis.core.provenance import Certainty
from ungis.core.standing import standing_of
from ungis.mappings.models import Concept

from . import actions
from .actions import Entry, next_number, write_entry
from .brought import CORRECTED, SAME, Brought, Reading, as_kept
from .content import Given, given_from
from .forms import markable_concepts
from .intake_judging import complete
from .lines import given_at_hand, served_by, with_parts
from .models import Activity, Intake, Role
from .notifications import tell_of_intake
from .permissions import can_bring_file, can_correct, can_decide_intake, can_moderate
from .states import ActivityState
from .suggesting import resuggest
from .tag_actions import mark_concepts

PIECE = 50  # lines in one transaction
PIECES = 10  # of one call of the worker, which has other things to do
MOST_WAITING = 20  # files of one person that nobody confirmed or discarded


@action
def offer_intake(reading: Reading, *, by: Any, name: str, sha256: str) -> Intake:
    """Keep what a file says, so that it can be looked at before anything is done. Refused: too many wait already."""
    require(can_bring_file(by))
    if Intake.objects.filter(brought_by_id=by.pk, confirmed_at=None, discarded_at=None).count() >= MOST_WAITING:
        raise Refused(_("Twenty files of yours wait already. Confirm or discard them first."))
    intake = Intake.objects.create(
        kind=reading.kind,
        name=name,
        sha256=sha256,
        rows=as_kept(reading.lines),
        about={"sheet": reading.sheet, "letters": reading.letters, "notices": reading.notices},
        brought_at=clock.now(),
        brought_by_id=by.pk,
    )
    record("stocktaking.intake_offered", intake, by=by, data={"file": name, "sha256": sha256, **counts(intake)})
    return intake


def counts(intake: Intake) -> dict[str, int]:
    """Return how many lines a file has, and how many of them have a trouble."""
    return {"lines": len(intake.rows), "troubled": sum(bool(row["troubles"]) for row in intake.rows)}


@action
def confirm_intake(intake: Intake, *, by: Any, only_good: bool = False, publish: bool = False) -> Intake:
    """Have a file taken in: all of its lines, or on purpose only those without a trouble.

    The secretariat may have its own published at once; all others wait in the queue. Refused: it was decided
    before, a line has a trouble, or nothing would be left to do.
    """
    require(can_bring_file(by) and can_decide_intake(by, intake))
    intake = _waiting(intake)
    require(can_moderate(by) or not publish)
    troubled = counts(intake)["troubled"]
    if troubled and not only_good:
        raise Refused(_("Some lines are to be mended first. Or choose to take in only those without a trouble."))
    if all(row["troubles"] or row["kind"] == SAME for row in intake.rows):
        raise Refused(_("No line of this file is left to be taken in."))
    intake.confirmed_at, intake.confirmed_by_id = clock.now(), by.pk
    intake.only_good, intake.publishes = only_good, publish
    intake.save(update_fields=["confirmed_at", "confirmed_by", "only_good", "publishes"])
    record("stocktaking.intake_confirmed", intake, by=by, data={"only_good": only_good, "publish": publish})
    return intake


@action
def discard_intake(intake: Intake, *, by: Any) -> Intake:
    """Drop what a file says; nothing of it was done. Refused: it was decided before."""
    require(can_decide_intake(by, intake))
    intake = _waiting(intake)
    intake.discarded_at, intake.discarded_by_id, intake.rows = clock.now(), by.pk, []
    intake.save(update_fields=["discarded_at", "discarded_by", "rows"])
    record("stocktaking.intake_discarded", intake, by=by, data={"file": intake.name})
    return intake


@action
def take_in_piece(intake: Intake, *, by: Any) -> Intake:
    """Take in the next lines of a confirmed file in the name of who confirmed it; with the last one, tell them.

    A line that cannot be taken in any more, because the register changed meanwhile, is told and left out.
    Refused: the file is not confirmed, or is done.
    """
    intake = Intake.objects.select_for_update().get(pk=intake.pk)
    require(can_bring_file(by) and intake.confirmed_by_id == by.pk)
    if not intake.is_under_way:
        raise Refused(_("This file was decided on already."))
    first = intake.done
    with translation.override(by.language or "en"):
        intake.outcome += [[row["row"], *_take_in(row, intake, by)] for row in intake.rows[first : first + PIECE]]
    intake.done = min(first + PIECE, len(intake.rows))
    if intake.done == len(intake.rows):
        intake.finished_at = clock.now()
        tell_of_intake(intake, by)
    intake.save(update_fields=["outcome", "done", "finished_at"])
    record("stocktaking.intake_taken", intake, by=by, data={"from": first, "to": intake.done})
    return intake


def take_in_due() -> int:
    """Go on with confirmed files, some pieces at a time; return how many lines were gone through."""
    done = 0
    for _piece in range(PIECES):
        waiting = Intake.objects.filter(confirmed_at__isnull=False, finished_at=None).select_related("confirmed_by")
        intake = waiting.defer("rows", "outcome").order_by("confirmed_at").first()
        if intake is None:
            break
        done += take_in_piece(intake, by=intake.confirmed_by).done - intake.done
    return done


# --- one line ------------------------------------------------------------------------------------


def _waiting(intake: Intake) -> Intake:
    fresh = Intake.objects.select_for_update().get(pk=intake.pk)
    if not fresh.is_waiting:
        raise Refused(_("This file was decided on already."))
    return fresh


def _take_in(row: dict[str, Any], intake: Intake, by: Any) -> tuple[int | None, str]:
    """Take in one line; return the number of its entry, or why it was left out."""
    if row["troubles"]:
        return None, _("left out: it was to be mended")
    if row["kind"] == SAME:
        return row["number"], ""
    given = given_from(row["given"])
    concepts = list(Concept.objects.filter(pk__in=row["concepts"]).select_related("framework", "parent"))
    try:
        with transaction.atomic():
            if row["kind"] == CORRECTED:
                return _correct(row, given, concepts, by).number, ""
            return _enter(row, given, concepts, intake, by).number, ""
    except (Refused, PermissionDenied, Activity.DoesNotExist) as trouble:
        return None, str(trouble) or _("you may no longer do this")


def _enter(row: dict[str, Any], given: Given, concepts: list[Concept], intake: Intake, by: Any) -> Activity:
    standing = standing_of(by)
    carrying = {one.pk for one, role in given.organizations if role == Role.CARRIES_OUT}
    require(standing.is_secretariat or carrying <= standing.organizations)
    given.settled().require_whole()
    identifier = row["identifier"] or None
    if identifier and Activity._base_manager.filter(identifier=identifier).exists():
        raise Refused(_("an entry with this identifier stands in the register by now"))
    publishes = intake.publishes and can_moderate(by)
    state = ActivityState.PUBLISHED if publishes else ActivityState.SUBMITTED
    entry = Entry(
        given=given, concepts=concepts, are_confirmed=True, identifier=identifier, source=_source(intake),
        links_certainty=Certainty.SOURCE,
    )  # fmt: skip
    activity = write_entry(entry, next_number(), state, by=by)
    what = "stocktaking.activity_entered" if publishes else "stocktaking.activity_brought"
    record(what, activity, by=by, data={**given.as_data(), "file": intake.name})
    resuggest(activity)
    return activity


def _source(intake: Intake) -> str:
    return f"{intake.name}, {intake.brought_at:%Y-%m-%d}"


def _correct(row: dict[str, Any], given: Given, concepts: list[Concept], by: Any) -> Activity:
    found = with_parts(Activity.objects.visible_to(by)).get(number=row["number"])
    line = Brought(row["row"], given=given)
    complete(line, found)
    confirmed = served_by(found)
    if given_at_hand(found).as_data() != given.as_data():
        act = actions.correct_activity if can_correct(by, found) else actions.word_activity
        act(found, by=by, given=given)
    if {concept.pk for concept in confirmed} != {concept.pk for concept in concepts}:
        mark_concepts(found, concepts, [*markable_concepts(), *confirmed, *concepts], by=by)
    return found
