from django.apps import AppConfig


class MandatesConfig(AppConfig):
    name = "ungis.mandates"
    label = "mandates"
