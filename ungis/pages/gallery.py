"""Sample data for the component gallery: one example of every part, as rooms hand it over."""

from dataclasses import dataclass
from datetime import date

from django import forms
from django.core.paginator import Paginator
from django.utils.translation import get_language_bidi

from ungis.core.periods import PartialDate

from .asof import AsOf
from .drawing import Band, Mark, Row, timeline
from .facets import Choice, Facet
from .thread import STATIONS, Station

ICONS = (
    "account alert archive arrow book calendar check clock close document download edit external filter flag globe "
    "hourglass info issued key link lock mail menu organization people place print quote search thread turn upload"
)
STATES = "planned held cancelled active implemented elapsed superseded retired draft issued overdue"


@dataclass
class SampleFact:
    """A fact as core.provenance.Sourced has it."""

    source: str
    is_inferred: bool = False
    certainty_name: str = "read in a source"


class SampleForm(forms.Form):
    """Fields of each kind, two of them with a mistake."""

    template_name = "pages/_form.html"

    title = forms.CharField(label="Title of the meeting", help_text="As it will stand in the calendar.")
    day = forms.DateField(label="Day", widget=forms.DateInput(attrs={"type": "date"}))
    level = forms.ChoiceField(label="Level", choices=[("high", "High level"), ("working", "Working level")])
    note = forms.CharField(label="Note", widget=forms.Textarea(attrs={"rows": 3}), required=False)
    is_public = forms.BooleanField(label="Show to everybody", required=False)
    sitting = forms.ChoiceField(
        label="Sitting", choices=[("am", "Morning"), ("pm", "Afternoon")], widget=forms.RadioSelect, required=False
    )
    paper = forms.FileField(label="Document", help_text="Word, Excel or PDF, up to 20 MB.", required=False)


def stations() -> list[Station]:
    counts = {"mandate": 3, "activity": 12, "text": 1, "publication": 2}
    present = "text"
    return [
        Station(key, str(label), key == present, counts.get(key, 0), "#thread" if key in counts else "")
        for key, label in STATIONS.items()
    ]


def officers_drawing():
    """Twenty years of officers, part of them not known, in the reader's direction of writing."""

    def term(begin, end, *names, kind=""):
        return [Band(date(*begin), date(*end) if end else None, name, kind, "#drawing") for name in names]

    chairs = [
        *term((2006, 7, 14), (2007, 7, 1), "ITU", kind="chair"),
        *term((2007, 7, 1), (2008, 7, 1), "UNESCO", kind="chair"),
        *term((2008, 7, 1), (2009, 9, 1), "not known", kind="unknown"),
        *term((2009, 9, 1), (2010, 5, 10), "ITU", kind="chair"),
        *term((2012, 5, 14), (2013, 2, 25), "UNCTAD", kind="chair"),
        *term((2013, 2, 25), (2014, 6, 1), "UNESCO", kind="chair"),
        *term((2025, 7, 1), None, "UNCTAD", kind="chair"),
    ]
    vice_chairs = [
        *term((2006, 7, 14), (2007, 7, 1), "UNESCO", "UNDP", "WHO"),
        *term((2012, 5, 14), (2013, 2, 25), "ITU", "UNESCO", "UNDP", "UN DESA"),
        *term((2013, 2, 25), (2014, 6, 1), "ITU", "UNDP", "UNCTAD", "UN DESA"),
        *term((2025, 7, 1), None, "UNDP", "UN ESCWA", "ITU"),
    ]
    return timeline(
        "Officers since 2006",
        "Who chaired the group, who were vice-chairs, and who is the secretariat; the table below says the same.",
        [
            Row("Chair", chairs),
            Row("Vice-chairs", vice_chairs),
            Row("Secretariat", term((2006, 7, 14), None, "ITU")),
        ],
        ticks=[Mark(date(year, 5, 10 + year % 9), f"Meeting of {year}", "#drawing") for year in range(2006, 2026)],
        ticks_label="Meetings",
        marks=[Mark(date(2009 + n % 17, 3 + n % 9, 1), f"Joint statement {n + 1}", "#drawing") for n in range(30)],
        marks_label="Outputs",
        today=date(2025, 11, 21),
        is_rtl=get_language_bidi(),
        key="officers",
    )


def facets() -> list[Facet]:
    status = [
        Choice("active", "active", 41, False, "?status=active"),
        Choice("implemented", "implemented", 17, True, "?"),
        Choice("elapsed", "elapsed", 9, False, "?status=elapsed"),
    ]
    addressee = [
        Choice("ungis", "United Nations Group on the Information Society", 12, False, "?addressee=ungis"),
        Choice("cstd", "Commission on Science and Technology for Development", 23, False, "?addressee=cstd"),
    ]
    return [Facet("status", "Status", "status", {}, status), Facet("addressee", "Addressed to", "", {}, addressee)]


def bound_form() -> SampleForm:
    return SampleForm({"title": "", "day": "11 October", "level": "high", "note": "Hybrid", "sitting": "am"})


# Functions are called by the template, so that words come in the language of the reader.
EXAMPLES = {
    "icons": ICONS.split(" "),
    "states": STATES.split(" "),
    "stations": stations,
    "drawing": officers_drawing,
    "facets": facets,
    "form": bound_form,
    "known": SampleFact("seed 002\nhttps://www.itu.int/net4/wsis/ungis/"),
    "inferred": SampleFact("seed 004", True, "inferred, to be confirmed"),
    "as_of": AsOf(date(2023, 10, 11), False, typed="2023-10-11"),
    "as_of_trouble": AsOf(date(2025, 11, 21), True, "“2023-13-45” is not a date.", "2023-13-45"),
    "page": Paginator(range(140), 50).page(2),
    "some_day": PartialDate.parse("2025-08-08"),
    "some_month": PartialDate.parse("2013-05"),
    "some_year": PartialDate.parse("2006"),
}
