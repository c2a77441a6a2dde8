"""The form with which a workbook is brought back."""

from django import forms
from django.utils.translation import gettext_lazy as _

from ungis.pages.forms import UploadField


class ImportForm(forms.Form):
    """The file, as it was filled in."""

    required_css_class = "required"
    file = UploadField(
        ".xlsx,.csv",
        label=_("File"),
        help_text=_("The workbook of this edition (xlsx) as you filled it in, or its table as CSV in UTF-8."),
    )
