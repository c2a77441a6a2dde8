from django.apps import AppConfig


class PagesConfig(AppConfig):
    name = "ungis.pages"
    label = "pages"
