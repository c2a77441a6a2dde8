"""Pages of the registry: members, one organization, officers; and the secretariat's forms."""

from django.contrib import messages
from django.db.models import Prefetch
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from ungis.core import clock
from ungis.core.acting import Refused
from ungis.core.doors import everyone, secretariat
from ungis.core.models import Event
from ungis.core.periods import PartialDate
from ungis.core.standing import standing_of
from ungis.pages.asof import as_of
from ungis.pages.thread import thread_of
from ungis.pages.twins import twin

from . import actions
from .drawings import timeline
from .exports import member_rows, officer_rows
from .forms import AdmitForm, EndMembershipForm, HandOverForm, RegisterOrganizationForm, RenameForm
from .models import FOUNDED, Capacity, Membership, OfficeName, Organization, OrganizationName, StatedCount, Term
from .officers import bureau_on, marks_for, terms_of_office
from .permissions import can_keep_registry
from .related import related_to
from .seat_permissions import can_see_people

ON_BEHALF = "UN regional commissions"


@everyone
@require_safe
def member_list(request, kind=""):
    """Members and observers on a day, with the counts of that day and what sources of the time say."""
    when = as_of(request)
    memberships = []
    if when.day >= FOUNDED.day:
        memberships = list(
            Membership.objects.on(when.day)
            .select_related("organization")
            .prefetch_related(Prefetch("organization__names", OrganizationName.objects.order_by("begins")))
        )
    memberships.sort(key=lambda membership: membership.organization.order)
    bureau = bureau_on(when.day)
    for membership in memberships:
        membership.offices = bureau.offices_of(membership.organization_id)
    if kind:
        return twin(kind, "members", member_rows(memberships), as_of=when.day)
    members = [membership for membership in memberships if membership.capacity == Capacity.MEMBER]
    observers = [membership for membership in memberships if membership.capacity == Capacity.OBSERVER]
    counts = list(StatedCount.objects.all())
    context = {
        "as_of": when,
        "members": members,
        "observers": observers,
        "founded": FOUNDED,
        "is_before": when.day < FOUNDED.day,
        "counts": counts,
        "nearest": nearest_count(counts, when.day),
        "unknown_beginnings": any(not membership.begins for membership in memberships),
        "attested_on": next((m.attested_on for m in memberships if m.attested_on), None),
        "may_keep": can_keep_registry(request.user),
    }
    return render(request, "organizations/member_list.html", context, status=when.status)


def nearest_count(counts, day):
    """Return the last count that a source stated on or before the day, if any."""
    dated = [count for count in counts if count.on and count.on.day <= day]
    return dated[-1] if dated else None


@everyone
@require_safe
def organization(request, slug):
    """One organization: its membership and offices over time, and what other rooms hold of it."""
    shown = get_object_or_404(Organization.objects.visible_to(request.user).with_names(), slug=slug)
    standing = standing_of(request.user)
    terms = list(shown.terms.order_by("begins", "office"))
    context = {
        "organization": shown,
        "memberships": shown.memberships.all(),
        "terms": terms,
        "aliases": shown.aliases.all(),
        "related": related_to(shown, request.user),
        "thread": thread_of(shown, request.user),
        "may_keep": can_keep_registry(request.user),
        "sees_people": can_see_people(request.user, shown),
        "events": Event.objects.visible_to(request.user).of(shown).order_by("-id")[:20] if standing.is_bureau else [],
    }
    return render(request, "organizations/organization.html", context)


@everyone
@require_safe
def officer_list(request, kind=""):
    """The officers on a day, the timeline of twenty years, and every term in a table under it."""
    when = as_of(request)
    terms = list(Term.objects.select_related("organization").order_by("begins", "office", "rank"))
    if kind:
        rows = [term for term in terms if term.holds_on(when.day)] if when.typed else terms
        return twin(kind, "officers", officer_rows(rows), **({"as_of": when.day} if when.typed else {}))
    context = {
        "as_of": when,
        "bureau": bureau_on(when.day, terms),
        "rows": [row for row in terms_of_office(terms) if OfficeName.SECRETARIAT not in row.held],
        "drawing": timeline(terms, marks_for(request.user)),
        "may_keep": can_keep_registry(request.user),
    }
    return render(request, "organizations/officer_list.html", context, status=when.status)


def _form_page(request, template, form_class, act, context=None, initial=None, done=""):
    """Show a form; on POST call the action; whatever goes wrong, what was typed comes back with the reason."""
    form = form_class(request.POST or None, initial=initial)
    status = 200
    if request.method == "POST":
        if form.is_valid():
            try:
                result = act(form.cleaned_data)
            except Refused as trouble:
                form.add_error(None, str(trouble))
            else:
                messages.success(request, done)
                return redirect(result)
        status = 422
    return render(request, template, {**(context or {}), "form": form}, status=status)


@secretariat
@require_http_methods(["GET", "HEAD", "POST"])
def organization_register(request):
    def act(typed):
        return actions.register_organization(
            typed["acronym"],
            by=request.user,
            names={"en": typed["name"]},
            **{name: typed[name] for name in ("category", "headquarters", "website", "source")},
        )

    done = _("The organization is in the registry. Admit it to make it a member or observer.")
    return _form_page(request, "organizations/organization_register.html", RegisterOrganizationForm, act, done=done)


@secretariat
@require_http_methods(["GET", "HEAD", "POST"])
def membership_begin(request, slug):
    shown = get_object_or_404(Organization, slug=slug)

    def act(typed):
        actions.admit(shown, by=request.user, **typed)
        return shown

    context = {"organization": shown}
    return _form_page(
        request, "organizations/membership_begin.html", AdmitForm, act, context, done=_("The membership is on record.")
    )


@secretariat
@require_http_methods(["GET", "HEAD", "POST"])
def membership_end(request, slug):
    shown = get_object_or_404(Organization, slug=slug)
    present = get_object_or_404(Membership.objects.filter(organization=shown, ends=None))

    def act(typed):
        actions.end_membership(present, by=request.user, **typed)
        return shown

    context = {"organization": shown, "membership": present}
    return _form_page(
        request, "organizations/membership_end.html", EndMembershipForm, act, context, done=_("The end is on record.")
    )


@secretariat
@require_http_methods(["GET", "HEAD", "POST"])
def organization_rename(request, slug):
    shown = get_object_or_404(Organization.objects.with_names(), slug=slug)

    def act(typed):
        actions.rename(shown, by=request.user, **typed)
        return shown

    context = {"organization": shown}
    return _form_page(
        request,
        "organizations/organization_rename.html",
        RenameForm,
        act,
        context,
        done=_("The new name is on record."),
    )


@secretariat
@require_http_methods(["GET", "HEAD", "POST"])
def term_hand_over(request):
    def act(typed):
        actions.hand_over(
            by=request.user,
            on=typed["on"],
            label=typed["label"],
            chairs=list(typed["chairs"]),
            vice_chairs=[
                (organization, ON_BEHALF if organization == typed["for_commissions"] else "")
                for organization in typed["vice_chairs"]
            ],
        )
        return "officer_list"

    initial = {"on": str(PartialDate(clock.today()))}
    context = {"bureau": bureau_on(clock.today())}
    return _form_page(
        request,
        "organizations/term_hand_over.html",
        HandOverForm,
        act,
        context,
        initial,
        _("The handover is on record. The new officers can act from that day."),
    )
