"""Fields that forms of every room share."""

from typing import Any

from django import forms
from django.conf import settings
from django.utils.translation import gettext_lazy as _

from ungis.core.periods import PartialDate


class PartialDateInput(forms.CharField):
    """A date known to the day, the month or the year."""

    def __init__(self, **kwargs):
        kwargs.setdefault("help_text", _("As exactly as known: 2025-07-10, 2025-07 or 2025."))
        super().__init__(max_length=10, **kwargs)

    def clean(self, value):
        written = super().clean(value)
        if not written:
            return None
        try:
            return PartialDate.parse(written)
        except ValueError:
            message = _("“%(typed)s” is not a date. Write it as 2025-07-10, 2025-07 or 2025.")
            raise forms.ValidationError(message, params={"typed": written}) from None

    def prepare_value(self, value):
        return str(value) if isinstance(value, PartialDate) else value


class UploadField(forms.FileField):
    """A file that somebody brings: too large a one is refused before it is read into memory.

    An empty file and a long name pass here: those who read the file say what is wrong with it. `accept` names the
    endings among which a browser lets choose, `most` a limit in bytes other than that of the house.
    """

    def __init__(self, accept: str = "", *, most: int = 0, max_length: int = 1000, **kwargs: Any):
        widget = forms.FileInput(attrs={"accept": accept} if accept else {})
        super().__init__(max_length=max_length, allow_empty_file=True, widget=widget, **kwargs)
        self.most = most

    def clean(self, data: Any, initial: Any = None) -> Any:
        file = super().clean(data, initial)
        most = self.most or settings.UPLOAD_LIMIT
        if file and file.size > most:
            words = _("The file is larger than %(limit)s megabytes. Please bring a smaller one.")
            raise forms.ValidationError(words, params={"limit": most // (1024 * 1024)})
        return file
