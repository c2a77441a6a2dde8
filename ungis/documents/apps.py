from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class DocumentsConfig(AppConfig):
    name = "ungis.documents"
    label = "documents"

    def ready(self):
        from ungis.languages import texts
        from ungis.organizations.officers import register_marks

        from . import searching
        from .models import Work
        from .timeline import statements

        texts.register(Work, _("Documents"), title=_("Title"), note=_("Note"))
        searching.announce()
        register_marks("marks", statements)
