from django.apps import AppConfig


class RecordConfig(AppConfig):
    name = "ungis.record"
    label = "record"
