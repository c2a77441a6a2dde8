"""The form with which a workbook is brought back."""

from django import forms
from django.conf import settings
from django.utils.translation import gettext as _t
from django.utils.translation import gettext_lazy as _


class ImportForm(forms.Form):
    """The file, as it was filled in."""

    required_css_class = "required"
    file = forms.FileField(
        label=_("File"),
        help_text=_("The workbook of this edition (xlsx) as you filled it in, or its table as CSV in UTF-8."),
        max_length=1000,
        allow_empty_file=True,
        widget=forms.FileInput(attrs={"accept": ".xlsx,.csv"}),
    )

    def clean_file(self):
        file = self.cleaned_data["file"]
        # Before it is read into memory.
        if file.size > settings.UPLOAD_LIMIT:
            limit = settings.UPLOAD_LIMIT // (1024 * 1024)
            message = _t("The file is larger than %(limit)s megabytes. Please bring a smaller one.")
            raise forms.ValidationError(message % {"limit": limit})
        return file
