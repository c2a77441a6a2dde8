"""Fields that forms of every room share."""

from django import forms
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
