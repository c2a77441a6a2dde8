"""Changes to the registry. Each has a date; nothing is overwritten."""

from typing import Any

from django.utils.text import slugify
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from ungis.core.acting import Refused, action, require
from ungis.core.events import record
from ungis.core.periods import PartialDate
from ungis.core.provenance import Certainty
from ungis.pages.dates import print_date

from .models import (
    Alias,
    Capacity,
    Constituency,
    Membership,
    OfficeName,
    Organization,
    OrganizationName,
    StatedCount,
    Term,
)
from .permissions import can_keep_registry

ALREADY = {
    Capacity.MEMBER: gettext_lazy("%(organization)s is already a member on that day."),
    Capacity.OBSERVER: gettext_lazy("%(organization)s is already an observer on that day."),
}

Moment = PartialDate | None


@action
def register_organization(
    acronym: str,
    *,
    by: Any,
    names: dict[str, str],
    category: str = "",
    headquarters: str = "",
    country: str = "",
    website: str = "",
    is_ceb_member: bool | None = None,
    aliases: tuple[str, ...] = (),
    source: str = "",
    certainty: str = Certainty.SOURCE,
    name_certainty: dict[str, str] | None = None,
) -> Organization:
    """Enter an organization into the registry; being a member is another step. `names` is by language."""
    require(can_keep_registry(by))
    if Organization.objects.called(acronym):
        raise Refused(_("An organization called “%(acronym)s” is already in the registry.") % {"acronym": acronym})
    organization = Organization.objects.create(
        slug=_free_slug(acronym),
        acronym=acronym,
        category=category,
        headquarters=headquarters,
        country=country,
        website=website,
        is_ceb_member=is_ceb_member,
        source=source,
        certainty=certainty,
    )
    for language, name in names.items():
        OrganizationName.objects.create(
            organization=organization,
            language=language,
            name=name,
            acronym=acronym,
            source=source,
            certainty=(name_certainty or {}).get(language, certainty),
        )
    for alias in aliases:
        Alias.objects.create(organization=organization, text=alias)
    record("organizations.organization_registered", organization, by=by, data={"acronym": acronym, "names": names})
    return organization


@action
def add_alias(organization: Organization, *, by: Any, text: str) -> Alias:
    """Note another spelling under which documents name the organization."""
    require(can_keep_registry(by))
    taken = Organization.objects.called(text)
    if taken:
        raise Refused(_("“%(text)s” already names %(organization)s.") % {"text": text, "organization": taken})
    alias = Alias.objects.create(organization=organization, text=text)
    record("organizations.alias_added", organization, by=by, data={"text": text})
    return alias


@action
def admit(
    organization: Organization,
    *,
    by: Any,
    capacity: str,
    begins: Moment,
    attested_on: Moment = None,
    source: str = "",
    certainty: str = Certainty.SOURCE,
) -> Membership:
    """Begin a membership or observership. One that holds in another capacity ends on the same day."""
    require(can_keep_registry(by))
    if begins:
        # One at a time: what holds on that day, and what begins later and is still open, which _end refuses.
        for present in organization.memberships.on(begins.day) | organization.memberships.filter(ends=None):
            if present.capacity == capacity and not (present.begins and present.begins > begins):
                raise Refused(ALREADY[Capacity(present.capacity)] % {"organization": organization})
            _end(present, begins)
            record(
                "organizations.membership_ended", organization, by=by, data={"capacity": present.capacity, "on": begins}
            )
    membership = Membership.objects.create(
        organization=organization,
        capacity=capacity,
        begins=begins,
        attested_on=attested_on,
        source=source,
        certainty=certainty,
    )
    record(
        "organizations.membership_begun",
        organization,
        by=by,
        data={"capacity": capacity, "on": begins, "attested_on": attested_on},
    )
    return membership


@action
def end_membership(membership: Membership, *, by: Any, ends: PartialDate, reason: str = "") -> Membership:
    """End a membership; the day given is the first on which it no longer holds."""
    require(can_keep_registry(by))
    membership.refresh_from_db(fields=["begins", "ends"])  # somebody else may have ended it meanwhile
    if membership.ends:
        raise Refused(_("This membership has already ended."))
    _end(membership, ends)
    record(
        "organizations.membership_ended",
        membership.organization,
        by=by,
        data={"capacity": membership.capacity, "on": ends, "reason": reason},
    )
    return membership


@action
def rename(
    organization: Organization,
    *,
    by: Any,
    on: PartialDate,
    language: str,
    name: str,
    acronym: str = "",
    source: str = "",
) -> OrganizationName:
    """Give the organization a new name in a language from a day on; the former one keeps its time."""
    require(can_keep_registry(by))
    acronym = acronym or organization.acronym
    other = Organization.objects.exclude(pk=organization.pk).called(acronym)
    if other:
        raise Refused(_("“%(text)s” already names %(organization)s.") % {"text": acronym, "organization": other})
    for former in organization.names.filter(language=language, ends=None):
        _end(former, on)
    new = OrganizationName.objects.create(
        organization=organization, language=language, name=name, acronym=acronym, begins=on, source=source
    )
    former_acronym = organization.acronym
    if acronym != former_acronym:
        Alias.objects.get_or_create(
            organization=organization, folded=former_acronym.casefold(), defaults={"text": former_acronym}
        )
        organization.acronym = acronym  # the slug stays: addresses are permanent
        organization.save(update_fields=["acronym"])
    record(
        "organizations.organization_renamed",
        organization,
        by=by,
        data={"on": on, "language": language, "name": name, "acronym": acronym, "former_acronym": former_acronym},
    )
    return new


@action
def begin_term(
    office: str,
    *,
    by: Any,
    organization: Organization | None,
    begins: Moment,
    ends: Moment = None,
    label: str = "",
    on_behalf_of: str = "",
    rank: int = 0,
    persons: str = "",
    note: str = "",
    source: str = "",
    certainty: str = Certainty.SOURCE,
) -> Term:
    """Enter an office held for a term; without an organization, that its holder is not known."""
    require(can_keep_registry(by))
    if begins and ends and not ends > begins:
        raise Refused(_("A term must end after it begins."))
    term = Term.objects.create(
        office=office,
        organization=organization,
        begins=begins,
        ends=ends,
        label=label,
        on_behalf_of=on_behalf_of,
        rank=rank,
        persons=persons,
        note=note,
        source=source,
        certainty=certainty,
    )
    record(
        "organizations.term_begun",
        term,
        by=by,
        data={
            "office": office,
            "organization": organization and organization.acronym,
            "begins": begins,
            "label": label,
        },
    )
    return term


@action
def hand_over(
    *, by: Any, on: PartialDate, label: str, chairs: list[Organization], vice_chairs: list[tuple[Organization, str]]
) -> list[Term]:
    """Hand chair and vice-chairs over on a day: present terms end, the new ones begin.

    `vice_chairs` are pairs of organization and on whose behalf it sits (empty for itself).
    The secretariat is permanent and is not touched.
    """
    require(can_keep_registry(by))
    if not chairs:
        raise Refused(_("Name at least one chair for the new term."))
    holders = [*chairs, *(organization for organization, _behalf in vice_chairs)]
    if len(set(holders)) != len(holders):
        raise Refused(_("An organization can hold one office in a term; one of them is named twice."))
    outgoing = Term.objects.filter(office__in=[OfficeName.CHAIR, OfficeName.VICE_CHAIR], ends=None)
    if any(term.begins and not on > term.begins for term in outgoing):
        raise Refused(_("The present term began later than %(day)s.") % {"day": print_date(on)})
    for term in outgoing:
        _end(term, on)
        record("organizations.term_ended", term, by=by, data={"on": on, "label": term.label})
    new = [(OfficeName.CHAIR, organization, "") for organization in chairs]
    new += [(OfficeName.VICE_CHAIR, organization, behalf) for organization, behalf in vice_chairs]
    return [
        begin_term(office, by=by, organization=organization, begins=on, label=label, on_behalf_of=behalf, rank=rank)
        for rank, (office, organization, behalf) in enumerate(new)
    ]


@action
def note_stated_count(
    *, by: Any, on: Moment, number: int | None, wording: str, source: str = "", certainty: str = Certainty.SOURCE
) -> StatedCount:
    """Note how many a source of the time says took part."""
    require(can_keep_registry(by))
    count = StatedCount.objects.create(on=on, number=number, wording=wording, source=source, certainty=certainty)
    record("organizations.count_stated", count, by=by, data={"on": on, "wording": wording})
    return count


@action
def name_constituency(name: str, *, by: Any, organizations: list[Organization]) -> Constituency:
    """Name organizations that the texts name as one."""
    require(can_keep_registry(by))
    constituency = Constituency.objects.create(name=name)
    constituency.organizations.set(organizations)
    record(
        "organizations.constituency_named",
        constituency,
        by=by,
        data={"organizations": [o.acronym for o in organizations]},
    )
    return constituency


def _free_slug(acronym: str) -> str:
    """Return the step of the address: numbered where it is taken, or belongs to a page of the room."""
    wanted = slugify(acronym)[:50] or "organization"
    taken = {*Organization.objects.filter(slug__startswith=wanted).values_list("slug", flat=True), "new"}
    slug, number = wanted, 2
    while slug in taken:
        slug, number = f"{wanted}-{number}", number + 1
    return slug


def _end(period: Membership | Term | OrganizationName, ends: PartialDate) -> None:
    if period.begins and not ends > period.begins:
        raise Refused(_("It began on %(begins)s and cannot end before that.") % {"begins": print_date(period.begins)})
    period.ends = ends
    period.save(update_fields=["ends"])
