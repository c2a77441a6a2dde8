"""The form with which a file of activities is brought."""

from django import forms
from django.utils.translation import gettext_lazy as _

from ungis.pages.forms import UploadField


class IntakeForm(forms.Form):
    """The file, as it was filled in."""

    required_css_class = "required"
    file = UploadField(
        ".xlsx,.csv,.json,.xml",
        label=_("File"),
        help_text=_("The workbook as you filled it in (xlsx, or CSV in UTF-8), activities of IATI (XML), or our JSON."),
    )
