from django.apps import AppConfig


class LanguagesConfig(AppConfig):
    name = "ungis.languages"
    label = "languages"
