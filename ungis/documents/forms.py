"""What the secretariat types about a document. Shape only; what may be is said by the actions."""

from django import forms
from django.conf import settings
from django.utils.html import format_html
from django.utils.translation import gettext as _t
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from ungis.core.periods import PartialDate
from ungis.core.provenance import Certainty
from ungis.core.standing import Visibility
from ungis.pages.forms import UploadField

from .authority import Authority
from .models import Kind, Work
from .symbols import SymbolWarning, check


class WorkForm(forms.Form):
    """The document as such."""

    required_css_class = "required"
    symbol = forms.CharField(
        label=_("Symbol"),
        required=False,
        max_length=160,
        help_text=_("As printed on the document, for example A/RES/70/125."),
    )
    title = forms.CharField(label=_("Title"), max_length=400)
    kind = forms.ChoiceField(label=_("Kind"), choices=Kind.choices)
    body = forms.CharField(label=_("Issued by"), required=False, max_length=80)
    date = forms.CharField(
        label=_("Date"),
        required=False,
        max_length=10,
        help_text=_("As exactly as it is known: 2025-08-08, 2025-08 or 2025."),
    )
    date_note = forms.CharField(label=_("Note on the date"), required=False, max_length=300)
    session = forms.CharField(label=_("Session or process"), required=False, max_length=120)
    note = forms.CharField(label=_("Note"), required=False, max_length=5000, widget=forms.Textarea(attrs={"rows": 4}))
    source = forms.CharField(
        label=_("Sources"),
        required=False,
        max_length=5000,
        help_text=_("Where it can be read, one a line."),
        widget=forms.Textarea(attrs={"rows": 3}),
    )
    certainty = forms.ChoiceField(label=_("Certainty"), choices=Certainty.choices, initial=Certainty.SOURCE)
    visibility = forms.ChoiceField(label=_("Who may see it"), choices=Visibility.choices, initial=Visibility.PUBLIC)

    def clean_date(self):
        written = self.cleaned_data["date"]
        try:
            return PartialDate.parse(written) if written else None
        except ValueError:
            message = _t("“%(written)s” is not a date. Write 2025-08-08, 2025-08 or 2025.")
            raise forms.ValidationError(message % {"written": written}) from None

    def clean_source(self):
        return "\n".join(line.strip() for line in self.cleaned_data["source"].splitlines() if line.strip())


class AddWorkForm(WorkForm):
    """A new document. A symbol in a form known to be wrong is taken only when the person confirms it."""

    field_order = ["symbol", "keep_as_typed"]
    # Shown only where there is something to confirm.
    keep_as_typed = forms.BooleanField(label=_("Keep the symbol as typed"), required=False, widget=forms.HiddenInput)

    def __init__(self, *args, by, **kwargs):
        super().__init__(*args, **kwargs)
        self.by = by

    def clean(self):
        asked = super().clean()
        doubts = self._doubts(asked)
        if not doubts:
            return asked
        self.fields["keep_as_typed"].widget = forms.CheckboxInput()
        if not asked.get("keep_as_typed"):
            for doubt in doubts:
                self.add_error("symbol", self._told(doubt))
            self.add_error("keep_as_typed", _t("Write the true form, or confirm that the symbol is right as typed."))
        return asked

    def _doubts(self, asked: dict) -> list[SymbolWarning]:
        """What the checker calls wrong, with the true form: the kind tells whether a resolution is meant."""
        symbol = asked.get("symbol", "")
        cited = (
            f"resolution {symbol}" if asked.get("kind") == Kind.RESOLUTION and symbol[:2].upper() == "A/" else symbol
        )
        found = check(cited, authority=Authority.as_of(user=self.by))
        # That a later resolution exists says nothing against the symbol of an earlier one.
        return [doubt for doubt in found if doubt.is_error and doubt.code != "later"]

    def _told(self, doubt: SymbolWarning) -> forms.ValidationError:
        """The doubt in words, with a link to the document that is meant where the library has it."""
        meant = Work.objects.visible_to(self.by).filter(symbol=doubt.suggestion).first() if doubt.suggestion else None
        if meant is None:
            return forms.ValidationError(doubt.message)
        link = format_html('<a href="{}"><bdi dir="ltr">{}</bdi></a>', meant.get_absolute_url(), meant.symbol)
        return forms.ValidationError(format_html("{} {}", doubt.message, link))


class UploadForm(forms.Form):
    """A file and the language version it belongs to."""

    required_css_class = "required"
    language = forms.ChoiceField(
        label=pgettext_lazy("of a document", "Language"), choices=settings.LANGUAGES, initial="en"
    )
    revision = forms.CharField(
        label=_("Revision"),
        required=False,
        max_length=20,
        help_text=_("Rev.1, Corr.1 or Add.1; empty for the document itself."),
    )
    title = forms.CharField(label=_("Title in this language"), required=False, max_length=400)
    file = UploadField(
        ".docx,.xlsx,.pdf", label=_("File"), help_text=_("Word (docx), Excel (xlsx) or PDF, without macros.")
    )
