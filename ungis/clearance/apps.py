from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class ClearanceConfig(AppConfig):
    name = "ungis.clearance"
    label = "clearance"

    def ready(self):
        from ungis.core import ticks
        from ungis.documents.related import register as show_on_documents
        from ungis.drafting.models import Text, Version
        from ungis.mappings.models import Edition
        from ungis.meetings.models import Meeting
        from ungis.pages import onward, thread

        from .related import offers_for, rounds_of_work, station_of
        from .tasks import close_due, remind_due

        ticks.register("reminders of rounds sent", remind_due)
        ticks.register("rounds closed", close_due, is_urgent=True)
        for model in (Text, Version, Edition, Meeting):
            onward.register(model, offers_for)
        thread.register("clearance", station_of)
        show_on_documents(_("Clearance"), rounds_of_work, station="clearance")
