from django.apps import AppConfig


def new_session_id(sender, request, **kwargs):
    """The second factor changed: the session goes on under a new id, the old one is dead."""
    if request is not None and request.session.session_key:
        request.session.cycle_key()


def trust_no_earlier_password(sender, request, email_address, **kwargs):
    """Who shows by a mailed code that an address is theirs does not inherit a password that somebody set before."""
    from allauth.account.internal.flows.login import get_authentication_records

    from .actions import drop_password

    person = email_address.user
    came_by_code = any(seen["method"] == "code" for seen in get_authentication_records(request, person))
    is_first = not person.emailaddress_set.filter(verified=True).exclude(pk=email_address.pk).exists()
    if came_by_code and is_first and person.has_usable_password():
        drop_password(person, by=person)


class PeopleConfig(AppConfig):
    name = "ungis.people"
    label = "people"

    def ready(self):
        from allauth.account.signals import email_confirmed
        from allauth.mfa import signals

        from ungis.core import ticks

        from .actions import drop_links

        ticks.register("sign-in links dropped", drop_links)
        email_confirmed.connect(trust_no_earlier_password, dispatch_uid="people.trust_no_earlier_password")
        for changed in (signals.authenticator_added, signals.authenticator_removed, signals.authenticator_reset):
            changed.connect(new_session_id, dispatch_uid="people.new_session_id")
