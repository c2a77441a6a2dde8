from django.apps import AppConfig


class CoreConfig(AppConfig):
    name = "ungis.core"
    label = "core"

    def ready(self):
        from django.contrib.auth.models import AnonymousUser

        from .standing import PUBLIC

        # So that predicates may read `by.standing` of whoever stands before them.
        AnonymousUser.standing = PUBLIC
