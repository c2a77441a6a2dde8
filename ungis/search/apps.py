from django.apps import AppConfig


class SearchConfig(AppConfig):
    name = "ungis.search"
    label = "search"

    def ready(self):
        from ungis.core.ticks import accompany

        from . import narrowing
        from .following import keep_up

        narrowing.announce()
        accompany("search index", keep_up)
