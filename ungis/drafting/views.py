"""Pages of joint texts: the list, one text, its versions to read and to compare; and what is decided of them."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db.models import Q
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from ungis.core import clock
from ungis.core.doors import bureau, everyone, group, overseers
from ungis.core.models import Event
from ungis.core.standing import Visibility, standing_of
from ungis.mandates.changes import compare
from ungis.pages.asking import asked
from ungis.pages.facets import Facet, fill
from ungis.pages.paging import page_of
from ungis.pages.thread import thread_of

from . import actions, canonical
from .comparison import KINDS, compared
from .deadlines import deadline_of
from .forms import NextForm, OpenForm, PlainForm, ReasonForm, SetUpForm
from .models import Kind, Paragraph, Text, Version
from .permissions import can_keep_versions, can_set_up_text, can_write
from .rendering import back_link
from .rendering import render as rendered
from .states import TEXT_MOVES, TextState

FORM_METHODS = ["GET", "HEAD", "POST"]
FACETS = {"kind": "kind", "state": "state", "lead": "lead__acronym"}


@everyone
@require_safe
def text_list(request):
    """The joint texts that the reader may see, the latest first."""
    everything = Text.objects.visible_to(request.user)
    query = request.GET
    chosen = {name: query[name] for name in FACETS if query.get(name)}
    rows = everything.filter(**{FACETS[name]: value for name, value in chosen.items()}).select_related("lead")
    facets = [
        Facet("kind", _("Kind"), FACETS["kind"], dict(Kind.choices)),
        Facet("state", _("State"), FACETS["state"], dict(TextState.choices)),
        Facet("lead", _("Who leads the drafting"), FACETS["lead"]),
    ]
    fill(facets, everything, query, chosen)
    context = {
        "page": page_of(rows, query),
        "facets": facets,
        "is_filtered": bool(chosen),
        "may_open": request.user.is_authenticated and can_set_up_text(request.user),
    }
    return render(request, "drafting/text_list.html", context)


def text_at(request, slug):
    """The text of an address with its lead; 404 where the reader sees none."""
    return get_object_or_404(Text.objects.visible_to(request.user).select_related("lead", "work"), slug=slug)


def version_at(request, slug, number):
    """The version of an address with its text; 404 where the reader sees none."""
    visible = Version.objects.visible_to(request.user).with_followed().select_related("text__lead")
    return get_object_or_404(visible, text__slug=slug, number=number)


def direction_of(text):
    """In which direction a text is read, whatever the direction of the page."""
    return "rtl" if text.source_language == "ar" else "ltr"


@everyone
@require_safe
def text(request, slug):
    """One text: what it is for, its deadline, its versions, and what may be done next."""
    shown = text_at(request, slug)
    versions = list(shown.versions.order_by("-number").defer("canonical"))
    work = shown.work if shown.work and shown.work.is_visible_to(request.user) else None
    none = dict.fromkeys(("mandate", "plan", "activity", "report"), (0, ""))
    publication = (1, work.get_absolute_url()) if work else (0, "")
    context = {
        "text": shown,
        "text_direction": direction_of(shown),
        "work": work,
        "versions": versions,
        "deadline": deadline_of(shown.due_at, clock.now()) if shown.due_at else None,
        "languages": [code for code in actions.LANGUAGES if code in shown.languages],
        "thread": thread_of(
            shown, request.user, "text", text=(len(versions), "#versions"), publication=publication, **none
        ),
        "next": _next_of(shown, versions),
        "steps": _steps(request.user, shown, versions),
    }
    return render(request, "drafting/text.html", context)


def _next_of(shown, versions):
    """What the text waits for, in a sentence."""
    working = versions[0] if versions and not versions[0].is_frozen else None
    lead = shown.lead.acronym if shown.lead else _("the secretariat")
    if shown.state == TextState.DRAFTING and working:
        words = _("Version %(number)s is being written by %(lead)s.")
        return words % {"number": working.number, "lead": lead}
    if shown.state == TextState.DRAFTING:
        return _("The last version is frozen: it can be put to the members, or a next one opened.")
    return {
        TextState.CLEARING: _("The last version is before the members; its words do not change meanwhile."),
        TextState.ADOPTED: _("The members have cleared it; the secretariat enters it into the library."),
        TextState.PUBLISHED: _("It is a document of the library."),
        TextState.ABANDONED: _("Nobody works on it; it can be taken up again."),
    }[shown.state]


def _is_of_group(user):
    return Visibility.GROUP in standing_of(user).visibilities


def _steps(user, shown, versions):
    """What this person may do next, as (address, label); the first is what is nearest."""
    if not user.is_authenticated:
        return []
    last = versions[0] if versions else None
    is_drafted = shown.state == TextState.DRAFTING
    is_open = bool(last and not last.is_frozen)
    slug = shown.slug
    steps = []
    if is_drafted and is_open and can_write(user, shown):
        label = _("Write version %(number)s") % {"number": last.number}
        steps.append((reverse("text_edit", args=[slug, last.number]), label))
    if is_drafted and is_open and can_keep_versions(user, shown):
        label = _("Freeze version %(number)s") % {"number": last.number}
        steps.append((reverse("text_freeze", args=[slug, last.number]), label))
    if is_drafted and not is_open and can_keep_versions(user, shown):
        steps.append((reverse("text_next", args=[slug]), _("Open the next version")))
    if last and _is_of_group(user):
        label = _("Proposals to version %(number)s") % {"number": last.number}
        steps.append((reverse("text_amendments", args=[slug, last.number]), label))
    if can_set_up_text(user):
        steps.append((reverse("text_set_up", args=[slug]), _("Change what it is for")))
        moves = {"abandon": ("text_abandon", _("Abandon it")), "take_up": ("text_take_up", _("Take it up again"))}
        possible = [moves[step] for (state, step) in TEXT_MOVES if state == shown.state and step in moves]
        steps += [(reverse(name, args=[slug]), label) for name, label in possible]
    return steps


@everyone
@require_safe
def text_version(request, slug, number):
    """A version to read: every paragraph under its number and anchor, footnotes at the end."""
    versions = Version.objects.visible_to(request.user).filter(text__slug=slug).select_related("text__lead")
    held = {version.number: version for version in versions.order_by("-number").defer("canonical")}
    if number not in held:
        raise Http404
    version = held.pop(number)
    shown = version.text
    rendering = rendered(version.paragraphs.all(), request.user)
    context = {
        "text": shown,
        "version": version,
        "text_direction": direction_of(shown),
        "paragraphs": rendering.paragraphs,
        "notes": [(note, back_link(note.number)) for note in rendering.notes],
        "others": list(held),
        "may_write": _may_write_in(request.user, version),
        "amendments": reverse("text_amendments", args=[slug, number]) if _is_of_group(request.user) else "",
        "check": f"sha256sum {slug}-{number}.txt",
    }
    return render(request, "drafting/text_version.html", context)


def _may_write_in(user, version):
    is_open = not version.is_frozen and version.text.state == TextState.DRAFTING
    return user.is_authenticated and is_open and can_write(user, version.text)


@everyone
@require_safe
def text_canonical(request, slug, number):
    """The frozen text of a version, byte for byte what its SHA-256 was taken of."""
    version = version_at(request, slug, number)
    if not version.is_frozen:
        raise Http404
    response = HttpResponse(version.canonical, content_type="text/plain; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="{slug}-{number}.txt"'
    return response


@everyone
@require_safe
def text_compare(request, slug, a, b):
    """Two versions, paragraph by paragraph: as a redline, or side by side."""
    found = {
        version.number: version
        for version in Version.objects.visible_to(request.user)
        .filter(Q(number=a) | Q(number=b), text__slug=slug)
        .select_related("text")
        .defer("canonical")
    }
    if a == b or len(found) != 2:
        raise Http404
    paragraphs = {number: [] for number in found}
    numbers = {version.pk: number for number, version in found.items()}
    for paragraph in Paragraph.objects.filter(version__in=found.values()).order_by("order"):
        paragraphs[numbers[paragraph.version_id]].append(paragraph)
    lines = compared(paragraphs[a], paragraphs[b])
    counts = {kind: sum(line.kind == kind for line in lines) for kind in KINDS}
    shown = found[a].text
    context = {
        "text": shown,
        "text_direction": direction_of(shown),
        "earlier": found[a],
        "later": found[b],
        "lines": lines,
        "counts": [(KINDS[kind], count) for kind, count in counts.items() if count],
        "is_beside": request.GET.get("as") == "columns",
    }
    return render(request, "drafting/text_compare.html", context)


HISTORY = 50


@overseers
@require_safe
def text_history(request, slug):
    """All that happened to a text and its versions, the latest first, with the words before and after."""
    shown = text_at(request, slug)
    keys = [str(key) for key in shown.versions.values_list("pk", flat=True)]
    of_text = Q(subject_type="drafting.text", subject_id=str(shown.pk))
    of_versions = Q(subject_type="drafting.version", subject_id__in=keys)
    events = Event.objects.visible_to(request.user).filter(of_text | of_versions).order_by("-id")
    page = page_of(events, request.GET, HISTORY)
    numbers = {str(version.pk): version.number for version in shown.versions.only("number")}
    for event in page.object_list:
        event.number = numbers.get(event.subject_id) if event.subject_type == "drafting.version" else None
        event.pieces = _words_of(event)
    context = {"text": shown, "text_direction": direction_of(shown), "page": page}
    return render(request, "drafting/text_history.html", context)


def _words_of(event):
    """The words that a step changed, each paragraph as pieces that stayed, went and came."""
    before, after = (event.data.get(name) or {} for name in ("before", "after"))
    if event.action == "drafting.paragraphs_added":
        return [compare("", one["content"]) for one in event.data["paragraphs"]]
    if event.action in ("drafting.paragraph_saved", "drafting.paragraph_removed"):
        return [compare(before.get("content", ""), after.get("content", ""))]
    return []


# --- what is decided -------------------------------------------------------------------------------


@bureau
@require_http_methods(FORM_METHODS)
def text_open(request):
    """Begin a text: on an empty page, from its usual parts, an earlier text or a file."""
    form = OpenForm(request.POST or None, request.FILES or None, user=request.user)

    def act(typed):
        names = ("kind", "language", "parts", "based_on")
        opened = actions.open_text(by=request.user, **form.about(), **{name: typed[name] for name in names})
        for told in form.told:
            messages.warning(request, told)
        return opened

    return asked(request, form, "drafting/text_open.html", {}, act, _("The text is opened."))


@bureau
@require_http_methods(FORM_METHODS)
def text_set_up(request, slug):
    """Say what a text is for. Where somebody changed it meanwhile, what stands is shown beside what was typed."""
    shown = text_at(request, slug)
    initial = {**SetUpForm.initial_of(shown), "basis": canonical.mark_of(shown)}
    form = SetUpForm(request.POST or None, initial=initial)
    context = {"text": shown}

    def act(typed):
        try:
            return actions.set_up_text(shown, by=request.user, basis=typed["basis"], **form.about())
        except actions.ChangedMeanwhile as changed:
            context["now"] = changed.now
            form.data = {**form.data.dict(), "languages": typed["languages"], "basis": canonical.mark_of(changed.now)}
            raise

    return asked(request, form, "drafting/text_set_up.html", context, act, _("Saved."))


def _ask(request, shown, form, asked_for, act, done):
    return asked(request, form, f"drafting/{asked_for}.html", {"text": shown}, act, done)


@bureau
@require_http_methods(FORM_METHODS)
def text_abandon(request, slug):
    shown = text_at(request, slug)

    def act(typed):
        return actions.abandon_text(shown, by=request.user, reason=typed["reason"])

    form = ReasonForm(request.POST or None)
    return _ask(request, shown, form, "text_abandon", act, _("The text is abandoned; what was written stays."))


@bureau
@require_http_methods(FORM_METHODS)
def text_take_up(request, slug):
    shown = text_at(request, slug)

    def act(typed):
        return actions.take_up_text(shown, by=request.user, reason=typed["reason"])

    return _ask(request, shown, ReasonForm(request.POST or None), "text_take_up", act, _("The text is taken up again."))


def _keepers_only(request, shown):
    if not can_keep_versions(request.user, shown):
        raise PermissionDenied


@group
@require_http_methods(FORM_METHODS)
def text_freeze(request, slug, number):
    version = version_at(request, slug, number)
    _keepers_only(request, version.text)

    def act(typed):
        return actions.freeze_version(version, by=request.user)

    form = PlainForm(request.POST if request.method == "POST" else None)
    context = {"text": version.text, "version": version}
    return asked(request, form, "drafting/text_freeze.html", context, act, _("The version is frozen."))


@group
@require_http_methods(FORM_METHODS)
def text_next(request, slug):
    shown = text_at(request, slug)
    _keepers_only(request, shown)

    def act(typed):
        version = actions.open_next_version(shown, by=request.user, note=typed["note"])
        return reverse("text_edit", args=[slug, version.number])

    return _ask(request, shown, NextForm(request.POST or None), "text_next", act, _("The next version is opened."))
