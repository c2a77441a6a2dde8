"""The register of activities as readers meet it."""

from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_safe

from ungis.core.doors import everyone
from ungis.core.models import Event
from ungis.languages.models import fetch_groups, fetch_translations
from ungis.pages.paging import page_of
from ungis.pages.thread import thread_of

from .models import Activity
from .permissions import can_correct, can_moderate, can_submit, can_tag, can_word
from .places import name_of
from .states import ActivityState, TagState


@everyone
@require_safe
def activity_list(request):
    """The register, the newest entries first."""
    register = Activity.objects.visible_to(request.user).registered().latest_first().prefetch_related("organizations")
    page = page_of(register, request.GET)
    fetch_translations(page.object_list, "title")
    return render(request, "stocktaking/activity_list.html", {"page": page})


@everyone
@require_safe
def activity(request, number):
    """One activity: who, what, where, when, and what it serves; a merged one leads to that which was kept."""
    seen = Activity.objects.visible_to(request.user)
    kept = Activity._base_manager.filter(number=number, state=ActivityState.MERGED).values("merged_into")
    target = seen.filter(pk__in=kept).first()
    if target is not None:
        return redirect(target, permanent=False)
    found = get_object_or_404(seen, number=number)
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
            "thread": thread_of(found, request.user, present="activity"),
            "may_word": can_word(request.user, found),
            "may_submit": can_submit(request.user, found),
            "may_correct": can_correct(request.user, found),
            "may_tag": can_tag(request.user, found),
            "may_moderate": can_moderate(request.user),
        },
    )


def _by_framework(tags):
    """Tags under their frameworks, without those refused: (framework, confirmed ones, suggested ones)."""
    groups = {}
    for tag in tags:
        if tag.state != TagState.REFUSED:
            groups.setdefault(tag.concept.framework, ([], []))[tag.state == TagState.SUGGESTED].append(tag)
    return [(framework, *both) for framework, both in groups.items()]
