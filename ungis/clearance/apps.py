from django.apps import AppConfig


class ClearanceConfig(AppConfig):
    name = "ungis.clearance"
    label = "clearance"
