from django.apps import AppConfig


class MailConfig(AppConfig):
    name = "ungis.mail"
    label = "mail"

    def ready(self):
        from ungis.core import ticks

        from .outbox import drop_old

        ticks.register("old messages dropped", drop_old)
