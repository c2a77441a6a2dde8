from django.apps import AppConfig


class CoreConfig(AppConfig):
    name = "ungis.core"
    label = "core"
