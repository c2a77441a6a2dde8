from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class MeetingsConfig(AppConfig):
    name = "ungis.meetings"
    label = "meetings"

    def ready(self):
        from ungis.documents.related import register as show_on_documents
        from ungis.languages import texts
        from ungis.organizations.officers import register_marks
        from ungis.organizations.related import register as show_on_organizations

        from . import searching
        from .models import Meeting, Point
        from .related import meeting_ticks, meetings_hosted, meetings_of_work, meetings_organized

        announced = {"title": _("Title"), "theme": _("Theme"), "place": _("Place"), "host_event": _("Part of")}
        texts.register(Meeting, _("Meetings"), **announced)
        noted = _("Topics and results of meetings")
        texts.register(
            Point,
            noted,
            text=pgettext_lazy("of a note", "Text"),
            address=lambda point: point.meeting.get_absolute_url(),
        )
        show_on_documents(_("Meetings"), meetings_of_work)
        show_on_organizations(_("Meetings hosted"), meetings_hosted)
        show_on_organizations(_("Meetings organized"), meetings_organized)
        searching.announce()
        register_marks("ticks", meeting_ticks)
