"""What an activity serves, on its pages: suggestions apart from what is confirmed, and a click for each."""

from collections.abc import Iterable

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import QueryDict
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from ungis.core.acting import Refused
from ungis.core.doors import signed_in
from ungis.languages.models import fetch_translations
from ungis.mappings.models import Concept

from .marking import Piece, marked
from .models import Activity, Tag
from .permissions import can_tag
from .states import TagState
from .suggesting import read_activity
from .tag_actions import decide_tags
from .tagging import Suggested

ANSWERS = ("confirm", "refuse")
MOST_SIGNS = 9  # of the number of a row


@signed_in
@require_POST
def activity_tag(request, number):
    """Confirm and refuse what is suggested: a row a click on the record's page, several at once before sending."""
    found = get_object_or_404(Activity.objects.visible_to(request.user), number=number)
    if not can_tag(request.user, found):
        raise PermissionDenied
    try:
        said = keep_answers(found, request.POST, by=request.user)
    except Refused as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, _("Noted.") if said else _("Nothing was marked, so nothing is changed."))
    if "check" in request.POST:
        return redirect("activity_check", found.number)
    return redirect(f"{reverse('activity', args=[found.number])}#serves")


def keep_answers(activity: Activity, posted: QueryDict, *, by) -> int:
    """Decide what was answered in a form; return how many answers there were."""
    said = _answered(activity, posted)
    concepts = Concept.objects.public().in_bulk([key for keys in said.values() for key in keys])
    confirmed, refused = ([concepts[key] for key in said[answer] if key in concepts] for answer in ANSWERS)
    if confirmed or refused:
        decide_tags(activity, by=by, confirmed=confirmed, refused=refused)
    return len(confirmed) + len(refused)


def _answered(activity: Activity, posted: QueryDict) -> dict[str, set[int]]:
    """Return the concepts by answer: from a button of their own, from a choice in a row, from the button for all."""
    said = {answer: {int(key) for key in posted.getlist(answer) if _is_number(key)} for answer in ANSWERS}
    for name, answer in posted.items():
        key = name.removeprefix("tag-")
        if name != key and answer in said and _is_number(key):
            said[answer].add(int(key))
    if "confirm_all" in posted:
        sourced = activity.tags.filter(state=TagState.SUGGESTED).exclude(source="")
        said["confirm"].update(sourced.values_list("concept", flat=True))
    return said


def _is_number(key: str) -> bool:
    return key.isascii() and key.isdecimal() and len(key) <= MOST_SIGNS


def check_context(activity: Activity) -> dict:
    """Return what the page before sending shows of what an entry serves, and of the words that led to it."""
    tags = list(activity.tags.select_related("concept__framework").exclude(state=TagState.SUGGESTED))
    decided = {tag.concept_id for tag in tags}
    suggestions = [one for one in read_activity(activity) if one.concept.pk not in decided]
    confirmed = [tag for tag in tags if tag.is_confirmed]
    fetch_translations([one.concept for one in (*suggestions, *confirmed)], "title")
    return {
        "confirmed": confirmed,
        "suggestions": suggestions,
        "title_pieces": pieces_of(activity.title, suggestions),
        "texts": [pieces_of(text, suggestions) for text in (activity.summary, activity.results) if text],
    }


def pieces_of(text: str, suggestions: Iterable[Suggested | Tag]) -> list[Piece]:
    return marked(text, [phrase for one in suggestions for phrase in one.phrases])
