from django.apps import AppConfig


class ClearanceConfig(AppConfig):
    name = "ungis.clearance"
    label = "clearance"

    def ready(self):
        from ungis.core import ticks

        from .tasks import close_due, remind_due

        ticks.register("reminders of rounds sent", remind_due)
        ticks.register("rounds closed", close_due, is_urgent=True)
