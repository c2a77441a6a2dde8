from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class StocktakingConfig(AppConfig):
    name = "ungis.stocktaking"
    label = "stocktaking"

    def ready(self):
        from ungis.core import ticks
        from ungis.languages import texts
        from ungis.mandates.models import Paragraph
        from ungis.mandates.seeming import register as register_reading
        from ungis.mappings.models import Concept
        from ungis.organizations.models import Organization
        from ungis.pages import onward

        from . import duplicates, intake_actions, related, searching, seeming, still_true
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
        register_reading(seeming.read)
        ticks.register("lines of files taken in", intake_actions.take_in_due, is_urgent=True)
        ticks.register("entries asked about", still_true.ask)
        ticks.register("pairs of like entries found", duplicates.find_tonight)
        onward.register(Organization, related.of_organization)
        onward.register(Concept, related.of_concept)
        onward.register(Paragraph, related.of_paragraph, has_activities=related.has_activities())
