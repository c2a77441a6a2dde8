"""The register of activities as readers meet it."""

from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_safe

from ungis.core import clock
from ungis.core.doors import everyone
from ungis.core.models import Event
from ungis.languages.models import fetch_groups
from ungis.pages.thread import thread_of
from ungis.search.views import found_page

from .models import Activity
from .overlaps import overlaps
from .permissions import can_correct, can_moderate, can_submit, can_tag, can_word
from .places import name_of
from .states import ActivityState, TagState
from .still_true import is_unconfirmed


@everyone
@require_safe
def activity_list(request, twin=""):
    """The register: a search among activities alone, with its filters, extracts and files."""
    latest = Activity.objects.visible_to(request.user).registered().latest_first()[:50]
    more = {"may_moderate": can_moderate(request.user), "latest": latest}
    return found_page(request, "stocktaking/activity_list.html", twin=twin, fixed={"kind": ["activity"]}, more=more)


@everyone
@require_safe
def activity(request, number):
    """One activity: who, what, where, when, and what it serves; a merged one leads to that which was kept."""
    seen = Activity.objects.visible_to(request.user)
    found = seen.filter(number=number).first()
    if found is None or found.state == ActivityState.MERGED:
        return redirect(_kept_for(number, seen), permanent=False)
    tags = list(found.tags.select_related("concept__framework", "decided_for"))
    participations = list(found.participations.select_related("organization"))
    fetch_groups(
        ([found], ["title", "summary", "results", "place_note", "note"]),
        ([tag.concept for tag in tags], ["title"]),
        (list({tag.concept.framework for tag in tags}), ["title"]),
    )
    return render(
        request,
        "stocktaking/activity.html",
        {
            "activity": found,
            "participations": participations,
            "frameworks": _by_framework(tags),
            "has_sourced": any(tag.state == TagState.SUGGESTED and tag.source for tag in tags),
            "places": [name_of(place.code) for place in found.places.all()],
            "paragraphs": found.paragraphs.visible_to(request.user).select_related("work"),
            "events": Event.objects.visible_to(request.user).of(found).order_by("-id")[:50],
            "overlaps": overlaps(found, [one.organization.slug for one in participations], request.user),
            "thread": thread_of(found, request.user, present="activity"),
            "is_unconfirmed": is_unconfirmed(found, clock.today()),
            "may_word": can_word(request.user, found),
            "may_submit": can_submit(request.user, found),
            "may_correct": can_correct(request.user, found),
            "may_tag": can_tag(request.user, found),
            "may_moderate": can_moderate(request.user),
        },
    )


def _kept_for(number, seen):
    """The entry to which that of a number leads, merged once or several times; a 404 where there is none."""
    entry = get_object_or_404(Activity._base_manager.select_related("merged_into"), number=number)
    while entry.merged_into is not None:
        entry = entry.merged_into
    return get_object_or_404(seen.exclude(number=number), pk=entry.pk)


def _by_framework(tags):
    """Tags under their frameworks, without those refused: (framework, confirmed ones, suggested ones)."""
    groups = {}
    for tag in tags:
        if tag.state != TagState.REFUSED:
            groups.setdefault(tag.concept.framework, ([], []))[tag.state == TagState.SUGGESTED].append(tag)
    return [(framework, *both) for framework, both in groups.items()]
