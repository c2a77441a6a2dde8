from django.apps import AppConfig


class ReportsConfig(AppConfig):
    name = "ungis.reports"
    label = "reports"
