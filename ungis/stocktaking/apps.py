from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class StocktakingConfig(AppConfig):
    name = "ungis.stocktaking"
    label = "stocktaking"

    def ready(self):
        from ungis.core import ticks
        from ungis.languages import texts

        from . import searching, still_true
        from .models import Activity

        texts.register(
            Activity,
            _("Activities"),
            title=_("Title"),
            summary=_("Description"),
            results=_("What came of it"),
            place_note=_("Where, in words"),
            note=_("Remark"),
        )
        searching.announce()
        ticks.register("entries asked about", still_true.ask)
