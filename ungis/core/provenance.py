"""Where a fact comes from and how sure it is."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class Certainty(models.TextChoices):
    SEED = "seed", _("founding text")
    SOURCE = "source", _("read in a source")
    INFERRED = "inferred", _("inferred, to be confirmed")


def sources_in(text: str) -> list[str]:
    """Return the sources that stand in a text, one a line."""
    return [line for line in text.splitlines() if line]


class Sourced(models.Model):
    """A fact of the record: its sources, one a line, and its certainty."""

    source = models.TextField(blank=True)
    certainty = models.CharField(max_length=8, choices=Certainty.choices, default=Certainty.SOURCE)

    class Meta:
        abstract = True

    @property
    def sources(self) -> list[str]:
        return sources_in(self.source)

    @property
    def certainty_name(self) -> str:
        """As get_certainty_display, which would hash every choice anew: a list prints it in each row."""
        return str(Certainty(self.certainty).label)

    @property
    def is_inferred(self) -> bool:
        return self.certainty == Certainty.INFERRED
