from django.apps import AppConfig


class WebsiteConfig(AppConfig):
    name = "ungis.website"
    label = "website"
