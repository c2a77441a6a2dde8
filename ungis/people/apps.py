from django.apps import AppConfig


class PeopleConfig(AppConfig):
    name = "ungis.people"
    label = "people"
