"""What is typed when a resolution is brought and its lines are confirmed: shape only; the actions say what may be."""

from typing import Any

from django import forms
from django.utils.translation import gettext as _t
from django.utils.translation import gettext_lazy as _

from ungis.core.acting import Refused
from ungis.core.periods import PartialDate
from ungis.documents.authority import Authority
from ungis.documents.lines import Line, Text, settled
from ungis.documents.models import Kind, Work
from ungis.documents.paragraphs import format_of, looks_like_html, read_text
from ungis.documents.symbols import NotASymbol, parse
from ungis.pages.forms import UploadField

from .models import ReadLine, Weight
from .reading_actions import CONFIRM, LATER, LEAVE_OUT, LONGEST_SOURCE, Typed, require_few

DECISIONS = [(CONFIRM, _("confirm")), (LEAVE_OUT, _("leave out")), (LATER, _("later"))]


class ReadForm(forms.Form):
    """A text, pasted or as a file, where it was taken from, and which document it is."""

    required_css_class = "required"
    file = UploadField(
        ".docx,.html,.htm,.txt",
        label=_("File"),
        required=False,
        help_text=_(
            "Word (docx), HTML or plain text. Changes that are still tracked must be accepted or rejected first."
        ),
    )
    text = forms.CharField(
        label=_("Or paste the text"),
        required=False,
        widget=forms.Textarea(attrs={"rows": 12, "lang": "en", "dir": "auto"}),
    )
    source = forms.CharField(
        label=_("Where the text was taken from"),
        max_length=LONGEST_SOURCE,
        help_text=_("An address, or the name of the file and who sent it."),
    )
    symbol = forms.CharField(
        label=_("Document"),
        required=False,
        max_length=160,
        help_text=_(
            "Its symbol, its title, or the last part of its address in the library. Empty: as printed in the text."
        ),
    )
    # Set when a text that was read once comes back with the form: its lines are not to be joined anew.
    is_lines = forms.BooleanField(required=False, widget=forms.HiddenInput)

    def clean(self) -> dict[str, Any]:
        asked = super().clean() or {}
        if "file" in self.errors or "text" in self.errors:
            return asked
        if bool(asked.get("file")) == bool(asked.get("text", "").strip()):
            both = _t("Bring either a file or a pasted text, not both.")
            raise forms.ValidationError(both if asked.get("file") else _t("Choose a file, or paste the text."))
        try:
            asked["read"] = self._read(asked)
            require_few(asked["read"].lines)
        except Refused as refusal:
            self.add_error("file" if asked.get("file") else "text", str(refusal))
        return asked

    @staticmethod
    def _read(asked: dict[str, Any]) -> Text:
        if asked.get("file"):
            content = asked["file"].read()
            return read_text(content, format_of(content))
        pasted = asked["text"]
        if asked["is_lines"]:
            return Text([Line(words) for words in map(settled, pasted.splitlines()) if words])
        content = pasted.encode("utf-8", "replace")
        return read_text(content, "html" if looks_like_html(content[:4_000]) else "txt")


class NewDocumentForm(forms.Form):
    """What the text says of itself, for the library."""

    use_required_attribute = False
    required_css_class = "required"
    symbol = forms.CharField(label=_("Symbol"), required=False, max_length=160)
    title = forms.CharField(label=_("Title"), max_length=400)
    kind = forms.ChoiceField(label=_("Kind"), choices=Kind.choices, initial=Kind.RESOLUTION)
    body = forms.CharField(label=_("Issued by"), required=False, max_length=80)
    date = forms.CharField(
        label=_("Date"),
        required=False,
        max_length=10,
        help_text=_("As exactly as it is known: 2025-08-08, 2025-08 or 2025."),
    )

    def clean_date(self) -> PartialDate | None:
        written = self.cleaned_data["date"]
        try:
            return PartialDate.parse(written) if written else None
        except ValueError:
            message = _t("“%(written)s” is not a date. Write 2025-08-08, 2025-08 or 2025.")
            raise forms.ValidationError(message % {"written": written}) from None


def work_called(written: str, user: Any) -> Work | None:
    """The document of the library that a symbol (in any form or variant), a title or an address names."""
    written = written.strip()
    if not written:
        return None
    works = Work.objects.visible_to(user)
    try:
        entry = Authority.as_of(user=user).entry_of(parse(written))
    except NotASymbol:
        found = list(works.filter(title__iexact=written)[:2])
        return works.filter(slug=written).first() or (found[0] if len(found) == 1 else None)
    return works.filter(pk=entry.pk).first() if entry else None


class LineForm(forms.Form):
    """One line of a reading, as it was read and as a person leaves it."""

    decision = forms.ChoiceField(label=_("Decision"), choices=DECISIONS, initial=LATER, widget=forms.RadioSelect)
    kind = forms.ChoiceField(label=_("Kind"), choices=ReadLine.Kind.choices)
    number = forms.CharField(label=_("Number"), max_length=40, required=False)
    verb = forms.CharField(label=_("Verb"), max_length=80, required=False)
    weight = forms.TypedChoiceField(
        label=_("Weight of the verb"),
        coerce=int,
        empty_value=None,
        required=False,
        choices=[("", _("as the verb says")), *[choice for choice in Weight.choices if choice[0] != Weight.NONE]],
    )
    addressee = forms.CharField(label=_("Who is asked"), max_length=200, required=False)
    due = forms.CharField(label=_("Due"), max_length=120, required=False)

    def __init__(self, data: Any, line: ReadLine, *, decision: str = LATER):
        now = {name: getattr(line, name) for name in ("kind", "number", "verb", "addressee", "due")}
        super().__init__(data, prefix=f"line-{line.pk}", initial={**now, "decision": decision})
        self.line = line
        for name in ("number", "verb", "addressee", "due"):  # words of the text, whatever the reader's language
            self.fields[name].widget.attrs |= {"lang": "en", "dir": "ltr"}

    @property
    def is_sent(self) -> bool:
        """Whether the request speaks of this line at all."""
        return self.is_bound and self.add_prefix("kind") in self.data

    def typed(self) -> Typed:
        return Typed(line=self.line.pk, **self.cleaned_data)


class AbandonForm(forms.Form):
    reason = forms.CharField(
        label=_("Reason"),
        max_length=300,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("What was confirmed already stays in the register."),
    )
