from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class MappingsConfig(AppConfig):
    name = "ungis.mappings"
    label = "mappings"

    def ready(self):
        from ungis.documents import related as of_documents
        from ungis.languages import texts
        from ungis.organizations import related as of_organizations

        from . import related, searching
        from .models import Claim, Concept, Edition, Framework, Matrix

        searching.announce()
        texts.register(Framework, _("Frameworks"), title=_("Title"), description=_("Description"))
        texts.register(Concept, _("Concepts of frameworks"), title=_("Title"), text=_("Wording in full"))
        texts.register(Matrix, _("Matrices"), title=_("Title"), description=_("Description"))
        texts.register(Edition, _("Editions of matrices"), title=_("Title"), note=_("Note"))
        texts.register(Claim, _("Claims of matrices"), rationale=_("Rationale"))
        of_organizations.register(_("What it facilitates"), related.facilitated_by)
        of_documents.register(_("Frameworks it holds"), related.frameworks_of)
        of_documents.register(_("Editions of this matrix"), related.editions_of, station="publication")
