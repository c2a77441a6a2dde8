"""Where a fact comes from and how sure it is."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class Certainty(models.TextChoices):
    SEED = "seed", _("founding text")
    SOURCE = "source", _("read in a source")
    INFERRED = "inferred", _("inferred, to be confirmed")


class Sourced(models.Model):
    """A fact of the record: its sources, one a line, and its certainty."""

    source = models.TextField(blank=True)
    certainty = models.CharField(max_length=8, choices=Certainty.choices, default=Certainty.SOURCE)

    class Meta:
        abstract = True

    @property
    def sources(self) -> list[str]:
        return [line for line in self.source.splitlines() if line]

    @property
    def is_inferred(self) -> bool:
        return self.certainty == Certainty.INFERRED
