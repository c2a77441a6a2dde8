"""Two editions compared: what was added, dropped and changed, claim by claim and word by word."""

from collections import Counter

from django.http import Http404
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_safe

from ungis.core.doors import everyone
from ungis.core.provenance import Certainty
from ungis.languages.models import fetch_groups
from ungis.mandates.changes import compare
from ungis.pages import twins
from ungis.pages.facets import Facet
from ungis.pages.paging import page_of

from . import canonical
from .analysis import filters_of, is_narrowed, labels_of, named, narrowed
from .comparison import WORDS, Key, Kind, compare_claims
from .finding import edition_at, outlines_of
from .models import Claim, Edition, Framework, Strength
from .states import ClaimState, EditionState

FIELD_NAMES = {
    "rationale": gettext_lazy("Rationale"),
    "mechanism": gettext_lazy("Mechanism"),
    "activity": gettext_lazy("Activity"),
    "carried_out_by": gettext_lazy("Carried out by"),
    "evidence": gettext_lazy("Evidence"),
    "note": gettext_lazy("Note"),
    "source": gettext_lazy("Source"),
    "strength": gettext_lazy("Strength"),
    "readings": gettext_lazy("Readings of the source"),
    "paths": gettext_lazy("Paths"),
    "state": gettext_lazy("State"),
    "certainty": gettext_lazy("Certainty"),
}
KIND_NAMES = {
    Kind.ADDED: gettext_lazy("claims added"),
    Kind.DROPPED: gettext_lazy("claims dropped"),
    Kind.REWORDED: gettext_lazy("worded anew"),
    Kind.STATE: gettext_lazy("state changed"),
    Kind.CERTAINTY: gettext_lazy("certainty changed"),
}


def _comparable(edition, user):
    """The other editions of the matrix, and of matrices between other versions of the same frameworks."""
    replaced = dict(Framework.objects.values_list("pk", "replaces"))

    def first(framework):
        while replaced[framework]:
            framework = replaced[framework]
        return framework

    ends = (first(edition.matrix.rows_id), first(edition.matrix.columns_id))
    others = (
        Edition.objects.visible_to(user)
        .exclude(pk=edition.pk)
        .select_related("matrix__rows", "matrix__columns")
        .newest_first()
    )
    return [other for other in others if (first(other.matrix.rows_id), first(other.matrix.columns_id)) == ends]


def _other(edition, place, user):
    """The edition at a place, as matrix and edition; 404 where it cannot be compared with this one."""
    found = (other for other in _comparable(edition, user) if (other.matrix.slug, other.slug) == place)
    other = next(found, None)
    if other is None:
        raise Http404
    return other


def _proposed(edition, others):
    """The edition with which to compare it: the one it is based on, else what was published last."""
    based = [other for other in others if other.pk == edition.based_on_id]
    published = [other for other in others if other.state in (EditionState.PUBLISHED, EditionState.SUPERSEDED)]
    return next(iter([*based, *published, *others]), None)


def _comparison_address(edition, other, twin=None):
    steps = {"matrix": edition.matrix.slug, "edition": edition.slug, "other": other.slug}
    address = reverse("edition_compare_with", kwargs=steps | ({"twin": twin} if twin else {}))
    return address if other.matrix_id == edition.matrix_id else f"{address}?of={other.matrix.slug}"


@everyone
@require_safe
def edition_compare(request, matrix, edition):
    """Choose the edition with which to compare this one."""
    found = edition_at(request, matrix, edition)
    if asked_for := request.GET.get("with"):
        return redirect(_comparison_address(found, _other(found, tuple(asked_for.split("/")), request.user)))
    others = _comparable(found, request.user)
    fetch_groups(([found, *others], ["title"]), ([found.matrix], ["title"]))
    context = {"edition": found, "others": others, "proposed": _proposed(found, others)}
    return render(request, "mappings/edition_compare.html", context)


class _Compared:
    """Two editions read and compared: two queries, one more where they are of two matrices."""

    def __init__(self, before, after):
        self.before, self.after = before, after
        rows, columns = outlines_of(after.matrix)
        is_one = before.matrix_id == after.matrix_id
        old_rows, old_columns = (rows, columns) if is_one else outlines_of(before.matrix)
        self.rows, self.columns = _Codes(rows, old_rows), _Codes(columns, old_columns)
        claims = list(Claim.objects.filter(edition__in=[before, after]).select_related("row", "column", "author"))
        standing = [claim for claim in claims if claim.state != ClaimState.REJECTED]
        said = {edition.pk: [] for edition in (before, after)}
        for claim in standing:
            said[claim.edition_id].append(canonical.claim_as_data(claim))
        self.comparison = compare_claims(said[before.pk], said[after.pk])
        self.differences = sorted(self.comparison.differences, key=self._place)
        self.rejected = {
            Key(claim.row.code, claim.column.code, claim.author.acronym if claim.author else ""): claim.state_reason
            for claim in claims
            if claim.edition_id == after.pk and claim.state == ClaimState.REJECTED
        }

    def _place(self, one):
        return self.rows.order(one.key.row), self.columns.order(one.key.column), one.key.author

    def facets(self):
        return [
            Facet("kind", _("What is different"), labels={kind.value: str(name) for kind, name in KIND_NAMES.items()}),
            Facet("row", str(self.after.matrix.rows), labels=labels_of(self.rows.heads)),
            Facet("column", str(self.after.matrix.columns), labels=labels_of(self.columns.heads)),
        ]

    def values(self):
        """What each difference has in each of the filters."""
        return [
            (
                {kind.value for kind in one.kinds},
                {self.rows.head(one.key.row).slug},
                {self.columns.head(one.key.column).slug},
            )
            for one in self.differences
        ]


@everyone
@require_safe
def edition_compare_with(request, matrix, edition, other, twin=""):
    """What was added, dropped and changed since another edition, claim by claim, word by word."""
    after = edition_at(request, matrix, edition)
    before = _other(after, (request.GET.get("of") or matrix, other), request.user)
    compared = _Compared(before, after)
    shown = compared.facets()
    differences = narrowed(compared.differences, compared.values(), request.GET, shown)
    if twin:
        name = f"{after.matrix.slug}-{after.slug}-since-{before.slug}"
        about = {"before": str(before), "after": str(after), "unchanged": compared.comparison.unchanged}
        return twins.twin(twin, name, _difference_rows(differences), **about, filters=filters_of(request.GET, shown))
    page = page_of(differences, request.GET)
    fetch_groups(
        ([after, before], ["title"]),
        ([after.matrix, before.matrix], ["title"]),
        (named([*compared.rows.concepts(), *compared.columns.concepts()]), ["title"]),
    )
    context = {
        "edition": after,
        "before": before,
        "comparison": compared.comparison,
        "counts": [(KIND_NAMES[kind], len(compared.comparison.of(kind))) for kind in Kind],
        "facets": shown,
        "is_narrowed": is_narrowed(request.GET, shown),
        "page": page,
        "shown": [_shown(one, compared) for one in page.object_list],
        "grid": _difference_grid(compared),
        "only": [one for one in (*compared.rows.only(), *compared.columns.only()) if one[1]],
        "csv": _comparison_address(after, before, "csv").partition("?")[0],
        "json": _comparison_address(after, before, "json").partition("?")[0],
    }
    return render(request, "mappings/edition_compare_with.html", context)


class _Codes:
    """The concepts at one edge of two matrices, by code: of the later version where both know it."""

    def __init__(self, after, before):
        self.after, self.before = after, before
        self.of = {concept.code: concept for outline in (before, after) for concept in outline.concepts}
        newer = {concept.code for concept in after.concepts}
        self.heads = [*after.glance, *(concept for concept in before.glance if concept.code not in newer)]

    def concepts(self):
        return list(self.of.values())

    def head(self, code):
        concept = self.of[code]
        outline = self.after if concept.pk in self.after.of else self.before
        return self.of[outline.head_of[concept.pk].code]

    def order(self, code):
        return self.of[code].order, code

    def only(self):
        """The frameworks that differ, each with the concepts that the other version does not know."""
        for one, other in ((self.before, self.after), (self.after, self.before)):
            known = {concept.code for concept in other.concepts}
            missing = [concept for concept in one.concepts if concept.code not in known]
            yield (missing[0].framework if missing else None), missing


def _difference_rows(differences):
    """One row a field: of a claim that came or went every field that says something."""
    for one in differences:
        old, new = one.before or {}, one.after or {}
        for name in _fields_of(one):
            yield {
                "row": one.key.row,
                "column": one.key.column,
                "author": one.key.author,
                "difference": "changed" if one.fields else next(iter(one.kinds)),
                "field": name,
                "before": old.get(name, ""),
                "after": new.get(name, ""),
            }


def _shown(one, compared):
    """A difference as the page prints it; of a claim that went, whether it was rejected, and why."""
    row, column = compared.rows.of[one.key.row], compared.columns.of[one.key.column]
    held_in = compared.after if one.after else compared.before
    is_rejected = one.after is None and one.key in compared.rejected
    return {
        "difference": one,
        "row": row,
        "column": column,
        "address": reverse("cell", args=[held_in.matrix.slug, held_in.slug, row.slug, column.slug]),
        "is_rejected": is_rejected,
        "reason": compared.rejected[one.key] if is_rejected else "",
        "fields": [_field(name, one) for name in _fields_of(one)],
    }


def _fields_of(one):
    if one.fields:
        return one.fields
    said = one.after or one.before
    return [name for name in FIELD_NAMES if said[name] not in (None, "", [])]


def _field(name, one):
    """The name of a field, what it was and is in words, and the pieces of words that differ."""
    old, new = ((claim[name] if claim else None) for claim in (one.before, one.after))
    if name in WORDS:
        return {"name": FIELD_NAMES[name], "is_text": True, "pieces": compare(old or "", new or "")}
    return {"name": FIELD_NAMES[name], "before": _in_words(name, old), "after": _in_words(name, new)}


def _in_words(name, value):
    if value in (None, "", []):
        return ""
    if name == "strength":
        return Strength(value).label
    if name == "state":
        return ClaimState(value).label
    if name == "certainty":
        return Certainty(value).label
    if name == "readings":
        yes, no = _("linked"), _("not linked")
        return "; ".join(f"{place}: {yes if linked else no}" for place, linked in value)
    return "; ".join(" – ".join(f"{step[1]} {step[2]}" for step in path) for path in value)


def _difference_grid(compared):
    """How many claims came, went and changed in each cell at a glance; rows without any are left out."""
    rows, columns, counts = compared.rows, compared.columns, {}
    for one in compared.differences:
        cell = rows.head(one.key.row).code, columns.head(one.key.column).code
        counts.setdefault(cell, Counter())[one.sign] += 1
    lines = {row for row, _column in counts}
    return {
        "columns": columns.heads,
        "rows": [
            (row, [(column, _signed(counts.get((row.code, column.code)))) for column in columns.heads])
            for row in rows.heads
            if row.code in lines
        ],
    }


def _signed(count):
    if not count:
        return None
    return {"added": count["+"], "dropped": count["-"], "changed": count["~"]}
