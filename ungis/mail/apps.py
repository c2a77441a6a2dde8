from django.apps import AppConfig


class MailConfig(AppConfig):
    name = "ungis.mail"
    label = "mail"
