from django.apps import AppConfig


class ReportsConfig(AppConfig):
    name = "ungis.reports"
    label = "reports"

    def ready(self):
        from ungis.pages import thread

        from . import stations

        thread.register("report", stations.count)
