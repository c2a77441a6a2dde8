"""Who works on what: the pages of coverage, each with its filters in the address and its numbers as files."""

import numpy
from django.shortcuts import render
from django.urls import reverse
from django.utils.html import escape, format_html
from django.utils.safestring import mark_safe
from django.utils.translation import get_language_bidi, ngettext, pgettext
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from ungis.core.doors import everyone
from ungis.languages.models import fetch_translations
from ungis.mappings.names import short_name, spoken_name
from ungis.pages import twins
from ungis.pages.paging import page_of

from . import coverage_drawing
from .coverage import count, counts, counts_by_country, tags_of
from .coverage_findings import HEATS, Side, cells_of, gaps_in, heat_of, unanswered, years_of
from .coverage_question import AXES, FRAMEWORK_OF, HEADINGS, PAIRS, Question
from .models import Activity, Status
from .places import COUNTRIES, REGIONS, countries_by_region, name_of, region_of

OVERLAPS_A_PAGE = 10
PAGES = {
    "coverage": lambda: pgettext("view of coverage", "Cells"),
    "coverage_gaps": lambda: pgettext("view of coverage", "Gaps"),
    "coverage_overlaps": lambda: pgettext("view of coverage", "Side by side"),
    "coverage_years": lambda: pgettext("view of coverage", "Over the years"),
    "coverage_map": lambda: pgettext("view of coverage", "By country"),
}


@everyone
@require_safe
def coverage(request, twin=""):
    """How many activities serve two things at once: a grid whose every number leads to them."""
    question = Question(request.GET, request.user)
    lines = cells_of(question)
    if twin:
        cells = [cell for line in lines for cell in line]
        return twins.twin(twin, "coverage", (_cell_row(question, cell) for cell in cells), **_asked(question))
    more = {"grid": _grid(question, lines), "sums": _sums(question), "heats": range(1, HEATS + 1)}
    return _page(request, "coverage", question, more)


@everyone
@require_safe
def coverage_gaps(request, twin=""):
    """Where nobody works: first what the matrix expects, then every empty cell in words."""
    question = Question(request.GET, request.user)
    gaps = gaps_in(cells_of(question))
    matched = unanswered(question, gaps)
    if twin:
        return twins.twin(twin, "coverage-gaps", _gap_rows(question, gaps, matched), **_asked(question))
    more = {
        "gaps": [
            (question.concepts[row], question.name(row), [(one, question.name(one)) for one in empty])
            for row, empty in gaps
            if empty
        ],
        "served": [question.name(row) for row, empty in gaps if not empty],
        "empty": sum(len(empty) for _row, empty in gaps),
        "all": len(gaps) * len(question.places_on(AXES[question.axes][1])),
        "matched": matched and _said(question, matched),
    }
    return _page(request, "coverage_gaps", question, more)


@everyone
@require_safe
def coverage_overlaps(request, twin=""):
    """Where several organizations work and share no activity: in the cells of the grid, or in a region."""
    question = Question(request.GET, request.user)
    by_region = request.GET.get("by") == "region"
    side = Side(question, by_region=by_region)
    found = side.found()
    names = {one.pk: one for one in question.organizations}
    if twin:
        rows = (_overlap_row(question, side.filled(one), names, by_region) for one in found)
        return twins.twin(twin, "coverage-overlaps", rows, **_asked(question))
    page = page_of(found, request.GET, OVERLAPS_A_PAGE)
    shown = [side.filled(one) for one in page.object_list]
    keys = {key for one in shown for group in one.groups for key in group.keys}
    activities = Activity.objects.visible_to(request.user).in_bulk(keys)
    fetch_translations(activities.values(), "title")
    page.object_list = [_overlap(question, one, names, activities, by_region) for one in shown]
    more = {"page": page, "by_region": by_region, "ways": _ways(question, by_region)}
    return _page(request, "coverage_overlaps", question, more)


@everyone
@require_safe
def coverage_years(request, twin=""):
    """How many activities are under way in each year, in all and for each line, Goal or objective."""
    question = Question(request.GET, request.user)
    name = request.GET.get("of", "line")
    name = name if name in HEADINGS else "line"
    held = years_of(question, name)
    if twin:
        return twins.twin(twin, "coverage-years", _year_rows(question, held), **_asked(question))

    def address(year):
        return question.list_address(year=str(year))

    most = max((number for _tag, numbers in held.by_tag for number in numbers), default=0)
    more = {
        "held": held,
        "drawing": held.years
        and coverage_drawing.years_of(held, address, told, is_rtl=get_language_bidi()),
        "heading": HEADINGS[name],
        "totals": [(year, n, begun, address(year)) for year, n, begun in zip(
            held.years, held.under_way, held.begun, strict=True)],
        "by_tag": [
            (question.concepts[tag], short_name(question.concepts[tag]), [(n, heat_of(n, most)) for n in numbers])
            for tag, numbers in held.by_tag
        ],
        "ways": [
            (words, question.address("coverage_years", of=other), other == name) for other, words in HEADINGS.items()
        ],
    }  # fmt: skip
    return _page(request, "coverage_years", question, more)


@everyone
@require_safe
def coverage_map(request, twin=""):
    """How many activities are known in each country and region: a map, and the table that it draws."""
    question = Question(request.GET, request.user)
    held = _counts_by_place(question)
    if twin:
        return twins.twin(twin, "coverage-countries", _country_rows(held), **_asked(question))

    def address(code):
        return question.list_address(**{"region" if code in REGIONS else "country": code})

    known = sorted((-held[code], name_of(code), code) for code in COUNTRIES if held[code])
    more = {
        "drawing": coverage_drawing.map_of({code: held[code] for code in COUNTRIES}, address, told),
        "countries": [(name, name_of(region_of(code)), -n, address(code)) for n, name, code in known],
        "regions": [
            (name, held[region], address(region), [name for code, name in countries if not held[code]], len(countries))
            for region, name, countries in countries_by_region()
        ],
        "placed": held["all"],
    }
    return _page(request, "coverage_map", question, more)


# --- what all of them show -----------------------------------------------------------------------


def _page(request, view, question, more):
    """A page with the form of its filters, the way to its sisters, and how much it counts."""
    tagged = question.rows.tagged(question.kept, is_confirmed=question.wanted.is_confirmed)
    context = {
        "question": question,
        "total": count(question.kept),
        "untagged": count(question.kept & ~tagged),
        "tabs": [(words(), question.address(name), name == view) for name, words in PAGES.items()],
        "pairs": [(words, question.address(view, axes=pair), pair == question.axes) for pair, words in PAIRS.items()],
        "narrowings": _narrowings(question, view),
        "tag_filters": [_tag_filter(question, name) for name in FRAMEWORK_OF],
        "places": countries_by_region(),
        "statuses": Status.choices,
        "all_of_it": f"{reverse(view)}?axes={question.axes}",
        "is_by_axes": view in ("coverage", "coverage_gaps", "coverage_overlaps"),
        "list_address": question.list_address(),
        "csv": reverse(view, kwargs={"twin": "csv"}),
        "json": reverse(view, kwargs={"twin": "json"}),
        **more,
    }  # fmt: skip
    return render(request, f"stocktaking/{view}.html", context)


def _narrowings(question, view):
    """The filters that are chosen, in words, each with the address of the page without it."""
    said = {
        **{name: lambda slug: _spoken(question, slug) for name in FRAMEWORK_OF},
        "organization": lambda slug: next((one.acronym for one in question.organizations if one.slug == slug), slug),
        "region": name_of,
        "country": name_of,
        "from": lambda year: _("from %(year)s") % {"year": year},
        "to": lambda year: _("until %(year)s") % {"year": year},
        "status": lambda status: dict(Status.choices).get(status, status),
        "tags": lambda tags: _("confirmed by a person only") if tags == "confirmed" else tags,
    }
    chosen = ((name, question.chosen[name]) for name in said)
    return [(said[name](value), question.address(view, **{name: ""})) for name, value in chosen if value]


def _spoken(question, slug):
    return next((spoken_name(one) for one in question.concepts.values() if one.slug == slug), slug)


def _tag_filter(question, name):
    """One select of the form: its name, what it is called, and each tag with whether it is chosen."""
    tags = [question.concepts[place] for place in _tags_on(question, name)]
    choices = [(one.slug, spoken_name(one), one.said["title"], one.slug == question.chosen[name]) for one in tags]
    return name, HEADINGS[name], choices


def _tags_on(question, name):
    return [place for place in tags_of(FRAMEWORK_OF[name]) if place in question.concepts]


def told(number):
    """A count in words."""
    return ngettext("%(count)d activity", "%(count)d activities", number) % {"count": number}


def _asked(question):
    """What the head of a JSON file says of the question."""
    return {"asked": {name: value for name, value in question.chosen.items() if value}, "total": count(question.kept)}


# --- cells ---------------------------------------------------------------------------------------


def _grid(question, lines):
    """The grid as the template prints it."""
    row, column = AXES[question.axes]
    label = escape(_("%(row)s and %(column)s: %(activities)s"))
    unsure = escape(_("%(row)s and %(column)s: %(activities)s, all by suggestion only"))
    places = {*question.places_on(row), *question.places_on(column)}
    spoken = {place: escape(question.name(place)) for place in places}
    slugs = {place: question.concepts[place].slug for place in places}
    base = question.list_address(**{row: "", column: ""})
    base = escape(base + ("&" if "?" in base else "?"))
    empty = format_html("<td><i>{}</i></td>", _("no activity"))
    of_row, of_column = question.list_name(row), question.list_name(column)

    def shown(cell):
        """Markup in Python: a template would take longer over 306 cells than all else together."""
        if not cell.activities:
            return empty
        words = (label if cell.confirmed else unsure) % {
            "row": spoken[cell.row],
            "column": spoken[cell.column],
            "activities": told(cell.activities),
        }
        return (
            f'<td><a class="heat-{cell.heat}{"" if cell.confirmed else " unsure"}" aria-label="{words}" '
            f'href="{base}{of_row}={slugs[cell.row]}&amp;{of_column}={slugs[cell.column]}">{cell.activities}</a></td>'
        )

    def head(place):
        concept = question.concepts[place]
        return {"concept": concept, "name": short_name(concept)}

    return {
        "row_heading": HEADINGS[row],
        "column_heading": HEADINGS[column],
        "columns": [head(place) for place in question.places_on(column)],
        "lines": [(head(line[0].row), _joined(map(shown, line))) for line in lines],
        "is_wide": len(question.places_on(column)) > 8,
    }


def _joined(cells):
    return mark_safe("".join(cells))  # noqa: S308  every text in it was escaped where it was put in


def _sums(question):
    """How many activities serve each line, Goal and objective, by itself."""
    sums = []
    for name, heading in HEADINGS.items():
        places = question.places_on(name)
        counted = counts(question.stack(name), question.kept).tolist()
        sure = counts(question.stack(name, is_confirmed=True), question.kept).tolist()
        sums.append((heading, [
            (question.concepts[place], short_name(question.concepts[place]), n, m,
             question.list_address(**{name: question.concepts[place].slug}))
            for place, n, m in zip(places, counted, sure, strict=True)
        ]))  # fmt: skip
    return sums


def _cell_row(question, cell):
    row, column = question.concepts[cell.row], question.concepts[cell.column]
    slugs = dict(zip(AXES[question.axes], (row.slug, column.slug), strict=True))
    return {
        "row": row.code,
        "row_title": row.title,
        "column": column.code,
        "column_title": column.title,
        "activities": cell.activities,
        "confirmed": cell.confirmed,
        "address": question.list_address(**slugs),
    }


# --- gaps ----------------------------------------------------------------------------------------


def _said(question, matched):
    """What the matrix expects and nobody does, with the way to its cells."""

    def shown(one):
        ends = question.concepts[one.row], question.concepts[one.column]
        return question.name(one.row), question.name(one.column), ends

    address = reverse("edition", args=[matched.matrix, matched.edition])
    return {
        "title": matched.title,
        "address": address,
        "claimed": matched.claimed,
        "cleared": [shown(one) for one in matched.cleared],
        "drafted": [shown(one) for one in matched.drafted],
    }


def _gap_rows(question, gaps, matched):
    """One row for each empty cell, with what the matrix says of it."""
    claimed = (
        {(one.row, one.column): "cleared" if one.is_cleared else "drafted" for one in matched.open} if matched else {}
    )
    for row, empty in gaps:
        for column in empty:
            yield {
                "row": question.concepts[row].code,
                "row_title": question.concepts[row].title,
                "column": question.concepts[column].code,
                "column_title": question.concepts[column].title,
                "matrix": claimed.get((row, column), ""),
            }


# --- side by side --------------------------------------------------------------------------------


def _ways(question, by_region):
    return [
        (_("By what they serve"), question.address("coverage_overlaps"), not by_region),
        (_("By region"), question.address("coverage_overlaps", by="region"), by_region),
    ]


def _ends(question, one, by_region):
    """The two ends of a cell, as they are called, and its address in the list."""
    row, column = AXES[question.axes]
    concept = question.concepts[one.row]
    if by_region:
        there, given = name_of(one.column), {"region": one.column}
    else:
        there, given = question.name(one.column), {column: question.concepts[one.column].slug}
    return question.name(one.row), there, question.list_address(**{row: concept.slug, **given})


def _overlap(question, one, names, activities, by_region):
    row, column, address = _ends(question, one, by_region)
    groups = [
        (
            [names[key] for key in group.organizations],
            [activities[key] for key in group.keys if key in activities],
            group.activities - len(group.keys),
        )
        for group in one.groups
    ]
    titles = [question.concepts[one.row]] + ([] if by_region else [question.concepts[one.column]])
    return {"row": row, "column": column, "address": address, "found": one, "groups": groups, "titles": titles}


def _overlap_row(question, one, names, by_region):
    row, column, address = _ends(question, one, by_region)
    return {
        "row": row,
        "column": column,
        "organizations": one.organizations,
        "activities": one.activities,
        "groups": [" + ".join(names[key].acronym for key in group.organizations) for group in one.groups],
        "address": address,
    }


# --- years and countries -------------------------------------------------------------------------


def _year_rows(question, held):
    codes = [(question.concepts[tag].code, numbers) for tag, numbers in held.by_tag]
    for place, year in enumerate(held.years):
        yield {
            "year": year,
            "under_way": held.under_way[place],
            "begun": held.begun[place],
            **{code: numbers[place] for code, numbers in codes},
        }


def _counts_by_place(question):
    """How many of the activities are in each country and each region, and how many have a place at all."""
    held = counts_by_country(question.rows, question.kept)
    regions = question.rows.stack(("region", code) for code in REGIONS)
    in_regions = counts(regions, question.kept).tolist()
    placed = count(question.kept & numpy.bitwise_or.reduce(regions))
    return {**held, **dict(zip(REGIONS, in_regions, strict=True)), "all": placed}


def _country_rows(held):
    for code in COUNTRIES:
        yield {"country": code, "name": name_of(code), "region": region_of(code), "activities": held[code]}
