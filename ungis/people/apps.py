from django.apps import AppConfig


def new_session_id(sender, request, **kwargs):
    """The second factor changed: the session goes on under a new id, the old one is dead."""
    if request is not None and request.session.session_key:
        request.session.cycle_key()


class PeopleConfig(AppConfig):
    name = "ungis.people"
    label = "people"

    def ready(self):
        from allauth.mfa import signals

        from ungis.core import ticks

        from .actions import drop_links

        ticks.register("sign-in links dropped", drop_links)
        for changed in (signals.authenticator_added, signals.authenticator_removed, signals.authenticator_reset):
            changed.connect(new_session_id, dispatch_uid="people.new_session_id")
