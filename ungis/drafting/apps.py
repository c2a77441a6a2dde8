from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class DraftingConfig(AppConfig):
    name = "ungis.drafting"
    label = "drafting"

    def ready(self):
        from ungis.documents.related import register as show_on_documents

        from . import searching
        from .related import texts_of_work

        searching.announce()
        show_on_documents(_("Joint texts"), texts_of_work, station="text")
