"""The registry as rows for CSV and JSON."""

from collections.abc import Iterable

from .models import Membership, Term


def member_rows(memberships: Iterable[Membership]) -> list[dict]:
    """Return one row a membership; `offices` are those of the day, from `membership.offices`."""
    return [
        {
            "acronym": membership.organization.acronym,
            "name": str(membership.organization.name_in("en") or ""),
            "capacity": membership.capacity,
            "begins": membership.begins,
            "ends": membership.ends,
            "attested_on": membership.attested_on,
            "offices": [term.office for term in membership.offices],
            "category": membership.organization.category,
            "headquarters": membership.organization.headquarters,
            "website": membership.organization.website,
            "certainty": membership.certainty,
            "source": membership.sources,
        }
        for membership in memberships
    ]


def officer_rows(terms: Iterable[Term]) -> list[dict]:
    """Return one row a term; an organization that is not known is empty."""
    return [
        {
            "office": term.office,
            "organization": term.organization.acronym if term.organization else None,
            "label": term.label,
            "begins": term.begins,
            "ends": term.ends,
            "on_behalf_of": term.on_behalf_of,
            "persons": term.persons.splitlines(),
            "certainty": term.certainty,
            "source": term.sources,
        }
        for term in terms
    ]
