from django.apps import AppConfig


class SearchConfig(AppConfig):
    name = "ungis.search"
    label = "search"
