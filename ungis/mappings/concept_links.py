"""What a concept is linked to, through itself and what stands below it: by matrix, by edition, by the other concept."""

from itertools import groupby

from django.db.models import Q

from .models import Claim
from .states import ClaimState


class Linked:
    """What one matrix says of a concept: its editions, the one that stands first."""

    def __init__(self, matrix, editions):
        self.matrix, self.editions = matrix, editions


class LinkedEdition:
    """What one edition says: the other concepts, each with the claims on it."""

    def __init__(self, edition, others):
        self.edition, self.others = edition, others
        self.claims = sum(len(other.claims) for other in others)
        self.cleared = sum(claim.state == ClaimState.CLEARED for other in others for claim in other.claims)


class Other:
    """A concept at the other end, and the claims that lead there."""

    def __init__(self, concept, claims):
        self.concept, self.claims = concept, claims


def claims_on(concept, user):
    """The claims on it and on what stands below it, which the user may see, each with both its ends."""
    family = {one.pk: one for one in _with_below(concept)}
    claims = (
        Claim.objects.visible_to(user)
        .standing()
        .filter(Q(row__in=family) | Q(column__in=family))
        .select_related("edition__matrix", "row__framework", "column__framework", "author")
    )
    for claim in claims:
        own_is_row = claim.row_id in family
        claim.own, claim.other = (claim.row, claim.column) if own_is_row else (claim.column, claim.row)
        claim.is_below = claim.own.pk != concept.pk
    return claims


def group_claims(claims):
    """Group the claims: by matrix, by edition, the one that stands first, and by the concept at the other end."""
    rank = {"published": 0, "frozen": 1, "working": 2}

    def place(claim):
        edition, matrix = claim.edition, claim.edition.matrix
        stands = (matrix.order, matrix.slug, rank.get(edition.state, 3), -edition.pk)
        return (*stands, claim.other.order, claim.is_below, claim.own.order)

    linked: list[Linked] = []
    for edition, of_edition in groupby(sorted(claims, key=place), key=lambda claim: claim.edition):
        others = [Other(other, list(found)) for other, found in groupby(of_edition, key=lambda claim: claim.other)]
        if not linked or linked[-1].matrix != edition.matrix:
            linked.append(Linked(edition.matrix, []))
        linked[-1].editions.append(LinkedEdition(edition, others))
    return linked


def _with_below(concept):
    """The concept and everything below it."""
    return [concept, *(other for child in concept.below for other in _with_below(child))]
