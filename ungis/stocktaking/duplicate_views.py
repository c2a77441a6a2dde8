"""Entries that look alike, before one is sent and in the secretariat's hands."""

from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST, require_safe

from ungis.core.acting import LONGEST_REASON, Refused
from ungis.core.doors import secretariat, signed_in
from ungis.mandates.changes import Piece, compare
from ungis.pages.paging import page_of
from ungis.press.legible import legible

from . import pair_actions
from .duplicates import compare_two
from .models import Activity, Merge, Pair
from .permissions import can_submit
from .places import name_of
from .reason_words import sentences
from .states import ActivityState, PairState
from .tag_views import keep_answers

PAIRS_A_PAGE = 10
DECIDED_SHOWN = 30
COMPARED = {
    "title": gettext_lazy("Title"),
    "summary": gettext_lazy("Description"),
    "results": gettext_lazy("What came of it"),
}


@signed_in
@require_POST
def activity_other(request, number):
    """Say, before sending, that an entry like one's own is another; what was answered beside it is kept."""
    found = get_object_or_404(Activity.objects.visible_to(request.user), number=number)
    if not can_submit(request.user, found):
        raise PermissionDenied
    named = request.POST.get("other", "")
    if not (named.isascii() and named.isdecimal() and len(named) < 10):
        messages.error(request, _("Say which entry is another one."))
        return redirect("activity_check", found.number)
    other = get_object_or_404(Activity.objects.visible_to(request.user).exclude(pk=found.pk), number=named)
    try:
        keep_answers(found, request.POST, by=request.user)
        pair_actions.dispute_pair(found, other, by=request.user, found=compare_two(found, other))
    except Refused as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, _("Noted: these are two."))
    return redirect("activity_check", found.number)


# --- the secretariat -----------------------------------------------------------------------------


@dataclass
class Side:
    """One of two entries, with the facts by which people tell them apart."""

    activity: Activity
    step: str  # what merging the other into it is called in the form

    @property
    def acronyms(self) -> list[str]:
        return [one.acronym for one in self.activity.organizations.all()]

    @property
    def places(self) -> list[str]:
        return [name_of(place.code) for place in self.activity.places.all()]


@dataclass
class Shown:
    """Two entries side by side: words that only one has marked, and why they look alike."""

    pair: Pair
    typed: str = ""
    trouble: str = ""

    @property
    def sides(self) -> list[Side]:
        return [Side(self.pair.left, "left"), Side(self.pair.right, "right")]

    @property
    def reasons(self) -> list[str]:
        return sentences(self.pair.reasons)

    @property
    def fields(self) -> list[tuple[Any, list[Piece]]]:
        left, right = self.pair.left, self.pair.right
        said = ((label, getattr(left, name), getattr(right, name)) for name, label in COMPARED.items())
        return [(label, compare(one, other)) for label, one, other in said if one or other]


@secretariat
@require_safe
def activity_duplicates(request):
    """Entries that are likely the same, side by side; what was merged and parted, with the way back."""
    return _page(request)


@secretariat
@require_POST
def pair_merge(request, pk):
    """Merge two entries; `keep` says which stays."""
    pair = _pair(request, pk)
    keep = request.POST.get("keep")
    if keep not in ("left", "right"):
        return _page(request, pair, _("Say which of the two is kept."))
    kept, dropped = (pair.left, pair.right) if keep == "left" else (pair.right, pair.left)
    return _done(request, pair, lambda: pair_actions.merge_activities(kept, dropped, by=request.user), _("Merged."))


@secretariat
@require_POST
def pair_part(request, pk):
    """Part two entries for good, with a reason."""
    pair, reason = _pair(request, pk), legible(request.POST.get("reason", ""))
    return _done(
        request, pair, lambda: pair_actions.part_pair(pair, by=request.user, reason=reason), _("Parted for good.")
    )


@secretariat
@require_POST
def pair_reopen(request, pk):
    pair = _pair(request, pk)
    return _done(request, pair, lambda: pair_actions.reopen_pair(pair, by=request.user), _("To be looked at again."))


@secretariat
@require_POST
def merge_undo(request, pk):
    merge = get_object_or_404(Merge.objects.visible_to(request.user), pk=pk)
    return _done(request, None, lambda: pair_actions.part_merged(merge, by=request.user), _("Both stand again."))


def _pair(request, pk):
    return get_object_or_404(Pair.objects.visible_to(request.user).select_related("left", "right"), pk=pk)


def _done(request, pair, act, done):
    try:
        act()
    except Refused as refusal:
        return _page(request, pair, str(refusal))
    messages.success(request, done)
    return redirect("activity_duplicates")


def _page(request, troubled=None, trouble=""):
    """The page; after a refusal with what is wrong, and what was typed of that pair."""
    pairs = Pair.objects.visible_to(request.user).select_related("left", "right", "decided_by")
    both = {"left__state": ActivityState.PUBLISHED, "right__state": ActivityState.PUBLISHED}
    parts = [f"{side}__{name}" for side in ("left", "right") for name in ("organizations", "places")]
    page = page_of(pairs.open().filter(**both).prefetch_related(*parts), request.GET, PAIRS_A_PAGE)
    shown = [Shown(pair) for pair in page.object_list]
    for one in shown:
        if troubled is not None and one.pair.pk == troubled.pk:
            one.typed, one.trouble = request.POST.get("reason", "")[:LONGEST_REASON], trouble
    merges = (
        Merge.objects.visible_to(request.user).filter(undone_at=None).select_related("kept", "dropped", "merged_by")
    )
    context = {
        "page": page,
        "pairs": shown,
        "trouble": trouble if not any(one.trouble for one in shown) else "",
        "merges": merges.select_related("kept", "dropped", "merged_by")[:DECIDED_SHOWN],
        "parted": pairs.filter(state=PairState.PARTED).order_by("-decided_at")[:DECIDED_SHOWN],
    }
    return render(request, "stocktaking/activity_duplicates.html", context, status=422 if trouble else 200)
