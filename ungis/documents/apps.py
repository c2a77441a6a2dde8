from django.apps import AppConfig


class DocumentsConfig(AppConfig):
    name = "ungis.documents"
    label = "documents"
