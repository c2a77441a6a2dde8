from django.apps import AppConfig


class DraftingConfig(AppConfig):
    name = "ungis.drafting"
    label = "drafting"
