"""Pages of proposals to change a text: all of them by paragraph, one of them, and the forms that act on them."""

from dataclasses import dataclass

from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.db.models import Exists, OuterRef
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from ungis.core import clock
from ungis.core.acting import Refused
from ungis.core.doors import group
from ungis.core.standing import Visibility, standing_of
from ungis.organizations.models import Capacity, Membership, Organization
from ungis.pages.asking import asked
from ungis.pages.facets import Facet, tally
from ungis.pages.twins import twin

from . import amendment_actions as actions
from .amendment_forms import BulkForm, DecideForm, ProposeForm, RemarkForm, RewriteForm, WhyForm, WithdrawForm
from .amendment_rows import Reader, Rows
from .consolidation import Block, consolidated
from .edits import edits_between, marked
from .forms import NextForm
from .models import Amendment, Remark, Support, Version
from .permissions import can_decide, can_prepare_amendment, can_send_amendment
from .states import AmendmentState, TextState
from .views import FORM_METHODS, direction_of, version_at


@group
@require_safe
def text_amendments(request, slug, number, kind=""):
    """All proposals to a version by paragraph; `kind` csv or json gives the same rows for machines."""
    version = version_at(request, slug, number)
    return _twin(request, version, kind) if kind else _page(request, version, BulkForm())


def _page(request, version, form, status=200, chosen=()):
    listing = _Listing(request, version)
    reader = _reader_of(request.user, version, version.is_followed)
    rows = Rows(
        version=version,
        reader=reader,
        numbers=listing.numbers,
        observers=_observers(),
        supports=listing.supports,
        supported=listing.supported,
        remarks=listing.remarks,
        direction=direction_of(version.text),
        chosen=chosen,
    )
    context = {
        "text": version.text,
        "version": version,
        "blocks": [rows.block(block, listing.shown) for block in listing.blocks_shown],
        "facets": listing.facets,
        "paragraphs": [
            (block.key, block.number.label) for block in listing.blocks if block.proposals and block.paragraph
        ],
        "kept": [(name, request.GET[name]) for name in ("organization", "state", "collisions") if name in request.GET],
        "count": len(listing.shown),
        "is_filtered": bool(listing.chosen),
        "has_open": any(one.state == AmendmentState.PROPOSED for one in listing.amendments),
        "has_accepted": any(one.state in actions.ACCEPTED for one in listing.amendments),
        "reader": reader,
        "form": form,
        "own": next(iter(reader.speaks_for), ""),
    }
    return render(request, "drafting/text_amendments.html", context, status=status)


class _Listing:
    """What stands on the page: the text with all proposals, and those that the filters leave."""

    def __init__(self, request, version):
        self.query = request.GET
        self.amendments = list(
            version.amendments.visible_to(request.user).select_related("organization").order_by("pk")
        )
        self.blocks = consolidated(list(version.paragraphs.all()), self.amendments)
        self.numbers = {block.key: block.number.label for block in self.blocks}
        self.remarks = {}
        for remark in Remark.objects.visible_to(request.user).filter(version=version).select_related("organization"):
            self.remarks.setdefault(remark.key, []).append(remark)
        self._read_supports(version)
        self._filter()

    def _read_supports(self, version):
        self.supports, self.supported = {}, set()
        given = Support.objects.filter(amendment__version=version).order_by("pk")
        for amendment, organization, acronym in given.values_list("amendment", "organization", "organization__acronym"):
            self.supports.setdefault(amendment, []).append(acronym)
            self.supported.add((amendment, organization))

    def _filter(self):
        names = ("organization", "state", "collisions", "paragraph")
        self.chosen = {name: self.query[name] for name in names if self.query.get(name)}
        found = {}
        for block in self.blocks:
            for one in block.all_proposals():
                values = [
                    {one.amendment.organization.acronym},
                    {one.amendment.state},
                    {"yes"} if one.collisions else set(),
                ]
                found[one.amendment.pk] = [*values, {block.key}]
                for double in one.doubles:
                    found[one.amendment.pk][0].add(double.organization.acronym)
        facets = [
            Facet("organization", _("Organization")),
            Facet("state", _("State"), labels=dict(AmendmentState.choices)),
            Facet("collisions", _("Collisions"), labels={"yes": _("only those that collide")}),
            Facet("paragraph", _("Paragraph"), labels=self.numbers),
        ]
        tally(facets, found.values(), self.query, self.chosen)
        self.facets = facets[:3]
        wanted = [(names.index(name), value) for name, value in self.chosen.items()]
        self.shown = {pk for pk, values in found.items() if all(value in values[place] for place, value in wanted)}
        self.blocks_shown = [
            block
            for block in self.blocks
            if not self.chosen or any(one.amendment.pk in self.shown for one in block.all_proposals())
        ]


def _reader_of(user, version, is_followed):
    standing = standing_of(user)
    in_group = Visibility.GROUP in standing.visibilities
    return Reader(
        speaks_for=standing.speaks_for if in_group else frozenset(),
        prepares_for=standing.organizations if in_group else frozenset(),
        decides=can_decide(user, version.text),
        is_open=not is_followed and version.text.state == TextState.DRAFTING,
    )


def _observers():
    on = Membership.objects.on(clock.today()).filter(capacity=Capacity.OBSERVER)
    return frozenset(on.values_list("organization", flat=True))


def _twin(request, version, kind):
    listing = _Listing(request, version)
    rows = [row for block in listing.blocks for row in _rows_of(block, listing) if row["proposal"] in listing.shown]
    name = f"{version.text.slug}-{version.number}-proposals"
    return twin(kind, name, rows, text=version.text.slug, version=version.number, filters=listing.chosen)


def _rows_of(block: Block, listing):
    for one in block.all_proposals():
        amendment = one.amendment
        yield {
            "paragraph": block.number.label,
            "key": block.key,
            "proposal": amendment.pk,
            "amends": amendment.amends_id,
            "organization": amendment.organization.acronym,
            "kind": amendment.kind,
            "before": amendment.before,
            "content": amendment.content,
            "after_key": amendment.after_key,
            "rationale": amendment.rationale,
            "supported_by": listing.supports.get(amendment.pk, []),
            "collides_with": [other.amendment.pk for other in one.collisions],
            "state": amendment.state,
            "taken": amendment.taken,
            "outcome": amendment.outcome,
        }


# --- propose ---------------------------------------------------------------------------------------


@group
@require_http_methods(FORM_METHODS)
def amendment_propose(request, slug, number):
    """Propose a change: `?at=` names the paragraph by key, `?amends=` the proposal whose words are changed."""
    version = version_at(request, slug, number)
    place = _Place.asked_for(request, version)
    form = ProposeForm(
        request.POST or None,
        organizations=_prepares_for(request),
        paragraphs=place.paragraphs,
        amends=place.amends,
        at=place.key,
        initial={"kind": request.GET.get("kind") or ("replace" if place.key else "insert"), "content": place.before},
    )
    _in_the_language(form, version, "content")
    may_send = bool(standing_of(request.user).speaks_for)
    context = {"text": version.text, "version": version, "place": place, "may_send": may_send}
    wants_to_send = request.POST.get("do") == "send"

    def act(typed):
        made = actions.prepare_amendment(
            version,
            by=request.user,
            organization=typed["organization"],
            kind=typed.get("kind") or Amendment.Kind.REPLACE,
            key=place.key,
            content=typed["content"],
            after_key=typed.get("after_key", ""),
            rationale=typed["rationale"],
            amends=place.amends,
        )
        if wants_to_send:
            made = actions.send_amendment(made, by=request.user)
        return made

    done = _("The proposal is sent.") if wants_to_send else _("The proposal is prepared; your focal point sends it.")
    return asked(request, form, "drafting/amendment_propose.html", context, act, done)


@dataclass
class _Place:
    """To what something is proposed."""

    paragraphs: list
    key: str
    before: str
    amends: Amendment | None = None

    @classmethod
    def asked_for(cls, request, version):
        """404 where the address names no paragraph, or no proposal that the reader sees."""
        paragraphs = list(version.paragraphs.all())
        amends = request.GET.get("amends", "")
        if amends:
            if not (amends.isascii() and amends.isdigit()) or len(amends) > 18:
                raise Http404
            seen = version.amendments.visible_to(request.user).select_related("organization")
            other = get_object_or_404(seen, pk=amends)
            return cls(paragraphs, other.key, other.content, other)
        key = request.GET.get("at", "")
        found = {one.key: one.content for one in paragraphs}
        if key and key not in found:
            raise Http404
        return cls(paragraphs, key, found.get(key, ""))


def _in_the_language(form, version, *names):
    for name in names:
        form.fields[name].widget.attrs |= {"lang": version.text.source_language, "dir": direction_of(version.text)}


def _prepares_for(request):
    """The organizations for which a person may write something down; 403 where there are none."""
    organizations = standing_of(request.user).organizations
    if not organizations:
        raise PermissionDenied
    return organizations


@group
@require_http_methods(FORM_METHODS)
def text_remark(request, slug, number):
    """Say something of a paragraph, named by key in `?at=`."""
    version = version_at(request, slug, number)
    place = _Place.asked_for(request, version)
    form = RemarkForm(request.POST or None, organizations=_prepares_for(request))
    context = {"text": version.text, "version": version, "place": place}

    def act(typed):
        made = actions.make_remark(
            version, by=request.user, organization=typed["organization"], key=place.key, text=typed["text"]
        )
        return f"{_address(version)}#remark-{made.pk}"

    return asked(request, form, "drafting/text_remark.html", context, act, _("The remark is made."))


def _address(version):
    return reverse("text_amendments", args=[version.text.slug, version.number])


# --- one proposal ----------------------------------------------------------------------------------


def amendment_at(request, slug, number, pk):
    """The proposal of an address, also where it went over to a later version; 404 where the reader sees none."""
    later = Version.objects.filter(text=OuterRef("version__text"), number__gt=OuterRef("version__number"))
    seen = (
        Amendment.objects.visible_to(request.user)
        .annotate(is_followed=Exists(later))
        .select_related(
            "version__text__lead",
            "organization",
            "amends__organization",
            "joined_to__organization",
            "sent_by",
            "decided_by",
        )
    )
    return get_object_or_404(seen, pk=pk, version__text__slug=slug, version__number__gte=number)


@group
@require_safe
def amendment(request, slug, number, pk):
    """One proposal: its words, who stands behind it, what became of it, and what may be done."""
    one = amendment_at(request, slug, number, pk)
    if one.version.number != number:
        return redirect("amendment", slug, one.version.number, pk)
    standing = standing_of(request.user)
    supports = list(one.supports.select_related("organization"))
    reader = _reader_of(request.user, one.version, one.is_followed)
    context = {
        "text": one.version.text,
        "version": one.version,
        "amendment": one,
        "text_direction": direction_of(one.version.text),
        "pieces": marked(one.before, edits_between(one.before, one.content)),
        "supports": supports,
        "below": one.amendments.visible_to(request.user).select_related("organization"),
        "own": next(iter(reader.speaks_for), ""),
        **_may(request.user, one, reader, {support.organization_id for support in supports} & standing.speaks_for),
    }
    return render(request, "drafting/amendment.html", context)


def _may(user, one, reader, supporting):
    is_own = can_send_amendment(user, one.organization)
    is_draft = one.state == AmendmentState.PREPARED
    is_proposed = one.state == AmendmentState.PROPOSED
    others = reader.speaks_for - {one.organization_id} - supporting
    return {
        "may_send": is_draft and is_own and reader.is_open,
        "may_rewrite": is_draft and can_prepare_amendment(user, one.organization) and reader.is_open,
        "may_withdraw": (is_proposed and is_own) or (is_draft and can_prepare_amendment(user, one.organization)),
        "may_support": is_proposed and len(others) == 1 and reader.is_open,
        "may_drop": is_proposed and bool(supporting),
        "supporting": next(iter(supporting or others), ""),
        "may_amend": is_proposed and bool(reader.prepares_for) and reader.is_open and one.kind in ("replace", "insert"),
        "may_decide": is_proposed and reader.decides and reader.is_open,
        "may_reopen": reader.decides and reader.is_open and one.state in actions.REOPENED,
    }


def _plainly(request, one, act, done):
    """Do what needs no words; a refusal is a message on the page it came from."""
    try:
        act()
    except Refused as refusal:
        messages.error(request, str(refusal.args[0]))
    else:
        messages.success(request, done)
    return redirect(one)


@group
@require_POST
def amendment_send(request, slug, number, pk):
    one = amendment_at(request, slug, number, pk)
    return _plainly(request, one, lambda: actions.send_amendment(one, by=request.user), _("The proposal is sent."))


def _organization(request):
    """On whose behalf; 404 for none."""
    wanted = request.POST.get("organization", "")
    if not (wanted.isascii() and wanted.isdigit()) or len(wanted) > 18:
        raise Http404
    return get_object_or_404(Organization, pk=wanted)


@group
@require_POST
def amendment_support(request, slug, number, pk):
    one, organization = amendment_at(request, slug, number, pk), _organization(request)

    def act():
        actions.support_amendment(one, by=request.user, organization=organization)

    return _plainly(request, one, act, _("Your organization supports the proposal."))


@group
@require_POST
def amendment_support_withdraw(request, slug, number, pk):
    one, organization = amendment_at(request, slug, number, pk), _organization(request)

    def act():
        actions.withdraw_support(one, by=request.user, organization=organization)

    return _plainly(request, one, act, _("Your organization no longer supports the proposal."))


def _ask(request, one, form, name, act, done):
    context = {"text": one.version.text, "version": one.version, "amendment": one}
    return asked(request, form, f"drafting/{name}.html", context, act, done)


@group
@require_http_methods(FORM_METHODS)
def amendment_rewrite(request, slug, number, pk):
    one = amendment_at(request, slug, number, pk)
    if not can_prepare_amendment(request.user, one.organization):
        raise PermissionDenied
    form = RewriteForm(request.POST or None, initial={"content": one.content, "rationale": one.rationale})
    _in_the_language(form, one.version, "content")

    def act(typed):
        return actions.rewrite_amendment(one, by=request.user, **typed)

    return _ask(request, one, form, "amendment_rewrite", act, _("Saved."))


@group
@require_http_methods(FORM_METHODS)
def amendment_withdraw(request, slug, number, pk):
    one = amendment_at(request, slug, number, pk)
    if not can_prepare_amendment(request.user, one.organization):
        raise PermissionDenied
    form = WithdrawForm(request.POST if request.method == "POST" else None)

    def act(typed):
        return actions.withdraw_amendment(one, by=request.user, reason=typed["reason"])

    return _ask(
        request, one, form, "amendment_withdraw", act, _("The proposal is withdrawn; its words stay on record.")
    )


def _deciders_only(request, version):
    if not can_decide(request.user, version.text):
        raise PermissionDenied


@group
@require_http_methods(FORM_METHODS)
def amendment_decide(request, slug, number, pk):
    """Accept one proposal, wholly or in part, or decline it."""
    one = amendment_at(request, slug, number, pk)
    _deciders_only(request, one.version)
    form = DecideForm(request.POST or None, initial={"taken": one.content or one.before})
    _in_the_language(form, one.version, "taken")

    def act(typed):
        if typed["decision"] == "accept_in_part":
            return actions.accept_in_part(one, by=request.user, taken=typed["taken"], reason=typed["reason"])
        actions.decide_amendments(
            one.version, [one], by=request.user, decision=typed["decision"], reason=typed["reason"]
        )
        return one

    return _ask(request, one, form, "amendment_decide", act, _("Decided; the organizations are told."))


@group
@require_http_methods(FORM_METHODS)
def amendment_reopen(request, slug, number, pk):
    one = amendment_at(request, slug, number, pk)
    _deciders_only(request, one.version)

    def act(typed):
        return actions.reopen_amendment(one, by=request.user, reason=typed["reason"])

    return _ask(request, one, WhyForm(request.POST or None), "amendment_reopen", act, _("The proposal is open again."))


# --- many ------------------------------------------------------------------------------------------


@group
@require_POST
def text_amendments_decide(request, slug, number):
    """Decide on those that are ticked; what is refused leaves ticks and reason as they were."""
    version = version_at(request, slug, number)
    _deciders_only(request, version)
    form = BulkForm(request.POST)
    ticked = [one for one in request.POST.getlist("amendment") if one.isascii() and one.isdigit() and len(one) < 19]
    if form.is_valid():
        chosen = version.amendments.visible_to(request.user).filter(pk__in=ticked)
        try:
            actions.decide_amendments(version, chosen, by=request.user, **form.cleaned_data)
        except Refused as refusal:
            form.add_error(None, ValidationError([str(words) for words in refusal.args]))
        else:
            messages.success(request, _("Decided; the organizations are told."))
            return redirect(_address(version))
    return _page(request, version, form, status=422, chosen=frozenset(ticked))


@group
@require_http_methods(FORM_METHODS)
def text_amendments_merge(request, slug, number):
    """Make the next version of what is accepted; what collides is named."""
    version = version_at(request, slug, number)
    _deciders_only(request, version)
    form = NextForm(request.POST if request.method == "POST" else None)
    rows = list(version.amendments.visible_to(request.user).select_related("organization"))
    context = {
        "text": version.text,
        "version": version,
        "accepted": [one for one in rows if one.state in actions.ACCEPTED],
        "open": sum(one.state == AmendmentState.PROPOSED for one in rows),
        "troubles": actions.merger_of(version).troubles,
    }

    def act(typed):
        return actions.merge_accepted(version, by=request.user, note=typed["note"])

    return asked(request, form, "drafting/text_amendments_merge.html", context, act, _("The next version is made."))
