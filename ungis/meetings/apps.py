from django.apps import AppConfig


class MeetingsConfig(AppConfig):
    name = "ungis.meetings"
    label = "meetings"
