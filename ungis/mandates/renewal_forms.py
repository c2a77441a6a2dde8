"""What a person says of the lines of a comparison: as proposed, another paragraph, or none."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from .actions import anchor_of
from .comparison import Comparison, Row
from .models import Paragraph
from .renewal import words_of
from .renewal_actions import Line

AS_PROPOSED, ANOTHER, NONE = "as-proposed", "another", "none"


class LineForm(forms.Form):
    """One line of the comparison, ticked or not."""

    is_ticked = forms.BooleanField(label=gettext_lazy("Confirm this line"), required=False)
    verdict = forms.ChoiceField(label=gettext_lazy("What became of it"), required=False, initial=AS_PROPOSED)
    other = forms.CharField(label=gettext_lazy("Number of the other paragraph"), max_length=40, required=False)
    carries_answers = forms.BooleanField(label=gettext_lazy("Its answers go along"), required=False, initial=True)
    supersedes = forms.BooleanField(
        label=gettext_lazy("The old paragraph is superseded, if it is still active"), required=False, initial=True
    )
    proposed = forms.CharField(max_length=4_000, widget=forms.HiddenInput, required=False)

    def __init__(self, *args: Any, row: Row, comparison: Comparison, **kwargs: Any):
        super().__init__(*args, prefix=row.key, initial={"proposed": proposal_of(row)}, **kwargs)
        self.row, self.comparison = row, comparison
        alone = _("It is new: nothing before it") if row.new else _("It was dropped")
        self.fields["verdict"].choices = [(ANOTHER, _("It comes from another paragraph")), (NONE, alone)]
        if not row.new:
            self.fields["verdict"].choices[0] = (ANOTHER, _("It became another paragraph"))
        if row.kind != "no-words":
            self.fields["verdict"].choices = [(AS_PROPOSED, _("As proposed")), *self.fields["verdict"].choices]

    def clean(self) -> dict[str, Any]:
        typed = super().clean() or {}
        if not typed.get("is_ticked"):
            return typed
        if typed.get("proposed") != proposal_of(self.row):
            raise ValidationError(_("The proposal has changed meanwhile. Please look at it again."))
        if typed.get("verdict") == ANOTHER:
            typed["found"] = self._other(typed.get("other", ""))
        return typed

    def _other(self, number: str) -> Paragraph:
        anchor = anchor_of(number) or number
        for paragraph in paragraphs_of(self.comparison, is_old=bool(self.row.new)):
            if anchor == paragraph.anchor:
                return paragraph
        work = self.comparison.before if self.row.new else self.comparison.after
        raise ValidationError(
            _("The register holds no paragraph “%(number)s” of %(work)s.") % {"number": number, "work": work}
        )

    @property
    def links(self) -> list[tuple[Paragraph | None, Paragraph | None]]:
        """Which old paragraph became which new one, as the person says."""
        row, verdict = self.row, self.cleaned_data["verdict"]
        if verdict == AS_PROPOSED:
            return [(old, new) for old in row.old or [None] for new in row.new or [None]]
        found = self.cleaned_data.get("found")
        if row.new:
            return [(found, new) for new in row.new]
        return [(old, found) for old in row.old]


def proposal_of(row: Row) -> str:
    """What was proposed when the form was shown, so that nobody confirms what they have not seen."""
    return ";".join([row.kind, *(f"{one.pk}" for one in row.old), ">", *(f"{one.pk}" for one in row.new)])


def paragraphs_of(comparison: Comparison, *, is_old: bool) -> list[Paragraph]:
    return [one for row in comparison.rows for one in (row.old if is_old else row.new)]


@dataclass
class Ticked:
    """Lines joined where they name the same paragraph: two old ones of one new one are a merger."""

    old: list[Paragraph]
    new: list[Paragraph]
    forms: list[LineForm]


def lines_of(ticked: Sequence[LineForm]) -> list[Line]:
    """Return what the ticked forms say, as the action takes it. Raises ValidationError for what cannot stand together.

    An old paragraph of a proposal that a person gave to another line is simply no longer in it.
    """
    groups: list[Ticked] = []
    for form in ticked:
        for old, new in form.links:
            groups = _joined(groups, old, new, form)
    return [_line(group) for group in groups]


def _joined(groups: list[Ticked], old: Paragraph | None, new: Paragraph | None, form: LineForm) -> list[Ticked]:
    meeting = [group for group in groups if old in group.old or new in group.new]
    merged = Ticked([old] if old else [], [new] if new else [], [form])
    for group in meeting:
        merged.old += [one for one in group.old if one not in merged.old]
        merged.new += [one for one in group.new if one not in merged.new]
        merged.forms += [one for one in group.forms if one not in merged.forms]
    return [*(group for group in groups if group not in meeting), merged]


def _line(group: Ticked) -> Line:
    if len(group.old) > 1 and len(group.new) > 1:
        places = ", ".join(one.place for one in (*group.old, *group.new))
        raise ValidationError(
            _("These lines cannot stand together: several paragraphs on both sides (%(places)s).") % {"places": places}
        )
    first = group.forms[0]
    return Line(
        _kind(group, first),
        tuple(group.old),
        tuple(group.new),
        carries_answers=all(form.cleaned_data["carries_answers"] for form in group.forms),
        supersedes=all(form.cleaned_data["supersedes"] for form in group.forms),
    )


def _kind(group: Ticked, form: LineForm) -> str:
    if not group.old or not group.new:
        return "dropped" if group.old else "new"
    if len(group.old) > 1:
        return "merged"
    if len(group.new) > 1:
        return "split"
    row = form.row
    if form.cleaned_data["verdict"] == AS_PROPOSED and (row.old, row.new) == (group.old, group.new):
        return row.kind
    return "kept" if _words(group.old) == _words(group.new) else "changed"


def _words(paragraphs: Iterable[Paragraph]) -> tuple[str, ...]:
    return tuple(word for one in paragraphs for word in words_of(one.quote or one.summary))
