from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class MandatesConfig(AppConfig):
    name = "ungis.mandates"
    label = "mandates"

    def ready(self):
        from ungis.documents import related
        from ungis.languages import texts
        from ungis.pages import thread

        from . import searching, stations
        from .models import Paragraph, RecurringLine

        texts.register(Paragraph, _("Paragraphs in the register of mandates"), summary=_("In our own words"))
        texts.register(RecurringLine, _("Recurring paragraphs"), title=_("Title"), address=stations.address_of_line)
        searching.announce()
        thread.register("mandate", stations.count)
        related.register(_("Paragraphs in the register of mandates"), stations.paragraphs_of, station="mandate")
        related.register(_("Mandates that it answers"), stations.answered_by, station="mandate")
