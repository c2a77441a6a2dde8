from django.apps import AppConfig


class OrganizationsConfig(AppConfig):
    name = "ungis.organizations"
    label = "organizations"

    def ready(self):
        from ungis.core import standing

        from . import searching, seat_account
        from .authority import standing_on_record

        standing.provide(standing_on_record)
        seat_account.announce()
        searching.announce()
