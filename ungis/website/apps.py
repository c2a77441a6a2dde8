from django.apps import AppConfig


class WebsiteConfig(AppConfig):
    name = "ungis.website"
    label = "website"

    def ready(self):
        from django.db.models.signals import post_save
        from wagtail.models import PageLogEntry

        from . import searching
        from .publication import note

        searching.announce()
        post_save.connect(note, sender=PageLogEntry, dispatch_uid="website.publication")
