from django.apps import AppConfig


class DocumentsConfig(AppConfig):
    name = "ungis.documents"
    label = "documents"

    def ready(self):
        from ungis.organizations.officers import register_marks

        from .timeline import statements

        register_marks("marks", statements)
