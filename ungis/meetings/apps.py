from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class MeetingsConfig(AppConfig):
    name = "ungis.meetings"
    label = "meetings"

    def ready(self):
        from ungis.documents.related import register as show_on_documents
        from ungis.organizations.officers import register_marks
        from ungis.organizations.related import register as show_on_organizations

        from .related import meeting_ticks, meetings_hosted, meetings_of_work, meetings_organized

        show_on_documents(_("Meetings"), meetings_of_work)
        show_on_organizations(_("Meetings hosted"), meetings_hosted)
        show_on_organizations(_("Meetings organized"), meetings_organized)
        register_marks("ticks", meeting_ticks)
