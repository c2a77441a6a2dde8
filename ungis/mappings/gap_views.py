"""What no cleared claim serves, what is linked to nothing, and how sure that is."""

from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_safe

from ungis.core.doors import everyone
from ungis.core.provenance import Certainty
from ungis.languages.models import fetch_groups
from ungis.pages import twins
from ungis.pages.facets import Facet

from . import gap_sentences
from .analysis import filters_of, is_narrowed, labels_of, narrowed
from .finding import edition_at, outlines_of
from .gaps import Footing, Link, gaps_of
from .names import spoken_name
from .states import ClaimState

HEADINGS = {
    "cleared": gettext_lazy("Served and cleared"),
    "linked": gettext_lazy("Linked, not cleared"),
    "none": gettext_lazy("Not linked at all"),
}


@everyone
@require_safe
def edition_gaps(request, matrix, edition, twin=""):
    """What no cleared claim serves, what is linked to nothing, and how sure that is; from either side."""
    found = edition_at(request, matrix, edition)
    by_row = request.GET.get("side") == "rows"
    step = 1 if by_row else -1
    here, there = (found.matrix.rows, found.matrix.columns)[::step]
    outline, other = outlines_of(found.matrix)[::step]
    links = [
        Link(row, column, state == ClaimState.CLEARED, certainty == Certainty.INFERRED)
        for row, column, state, certainty in found.claims.standing()
        .order_by()
        .values_list("row_id", "column_id", "state", "certainty")
    ]
    gaps = gaps_of(outline, other, links, by_row=by_row)
    fetch_groups(
        ([found], ["title", "note"]),
        ([found.matrix], ["title"]),
        ([here, there], ["title"]),
        ([*outline.concepts, *other.glance], ["title"]),
    )
    shown = [
        Facet("served", _("What is served"), labels={value: str(name) for value, name in HEADINGS.items()}),
        Facet("concept", here.said["title"], labels=labels_of(one.concept for one in gaps.groups)),
    ]
    values = [({_heading_of(one)}, {one.concept.slug}) for one in gaps.groups]
    groups = narrowed(gaps.groups, values, request.GET, shown)
    if twin:
        name = f"{found.matrix.slug}-{found.slug}-gaps-{here.slug}"
        about = {"edition": str(found), "answer": gap_sentences.answer(gaps)}
        return twins.twin(twin, name, _gap_rows(groups), **about, filters=filters_of(request.GET, shown))
    context = {
        "edition": found,
        "here": here,
        "there": there,
        "by_row": by_row,
        "gaps": gaps,
        "answer": gap_sentences.answer(gaps),
        "facets": shown,
        "is_narrowed": is_narrowed(request.GET, shown),
        "sections": [
            (name, heading, [_gap(one, found, by_row) for one in groups if _heading_of(one) == name])
            for name, heading in HEADINGS.items()
        ],
        "table": [_numbers(one) for one in groups],
    }
    return render(request, "mappings/edition_gaps.html", context)


def _heading_of(one):
    return one.footing.value if one.footing in (Footing.CLEARED, Footing.NONE) else "linked"


def _gap(one, edition, by_row):
    """One objective, Goal or line as the page tells it, with links to the cells that are empty."""

    def address(other):
        row, column = (one.concept, other) if by_row else (other, one.concept)
        return reverse("cell", args=[edition.matrix.slug, edition.slug, row.slug, column.slug])

    return {
        "group": one,
        "name": spoken_name(one.concept),
        "sentence": gap_sentences.sentence(one),
        "missing": [entry.concept for entry in one.missing if entry.concept is not one.concept],
        "unlinked": [(spoken_name(other), other, address(other)) for other in one.unlinked],
    }


def _numbers(one):
    """A line of the table: claims and entries on each footing."""
    on, claims = one.entries_on, one.claims
    return {
        "concept": one.concept,
        "name": spoken_name(one.concept),
        "entries": len(one.entries),
        "linked": sum(on[footing] for footing in (Footing.CLEARED, Footing.SOURCE, Footing.INFERRED)),
        "cleared": on[Footing.CLEARED],
        "source": on[Footing.SOURCE],
        "inferred": on[Footing.INFERRED],
        "whole": on[Footing.WHOLE],
        "none": on[Footing.NONE],
        "claims": sum(claims.values()),
        "cells": one.cells,
    }


def _gap_rows(groups):
    """One row an entry."""
    for one in groups:
        for entry in one.entries:
            yield {
                "under": one.concept.code,
                "code": entry.concept.code,
                "title": entry.concept.title,
                "kind": entry.concept.kind,
                "footing": entry.footing.value,
                "claims_cleared": entry.claims[Footing.CLEARED],
                "claims_source": entry.claims[Footing.SOURCE],
                "claims_inferred": entry.claims[Footing.INFERRED],
                "address": entry.concept.get_absolute_url(),
            }
