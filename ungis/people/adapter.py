"""Where sign-in meets the house: mail through the outbox, one spelling of addresses, links on our own host."""

import uuid
from types import SimpleNamespace
from urllib.parse import urlsplit

from allauth.account.adapter import DefaultAccountAdapter
from allauth.core.exceptions import ImmediateHttpResponse
from django.conf import settings
from django.core.mail import EmailMultiAlternatives
from django.utils import translation
from django.utils.http import url_has_allowed_host_and_scheme

from ungis.core.limits import address_of
from ungis.mail.outbox import queue

from .models import one_spelling

SITE = SimpleNamespace(name="UNGIS", domain=settings.BASE_URL)  # what allauth's mails call the site
REFUSED_BY_A_LIMIT = ("too_many_login_attempts", "rate_limited")


def at_base(address: str) -> str:
    """Return the same page at the address of the site, whatever Host the request named."""
    return settings.BASE_URL.rstrip("/") + urlsplit(address)._replace(scheme="", netloc="").geturl()


class AccountAdapter(DefaultAccountAdapter):
    def clean_email(self, email):
        return super().clean_email(one_spelling(email))

    def send_mail(self, template_prefix, email, context):
        """Queue the message; each request for one gets one, however often the request is repeated inside."""
        links = {name: at_base(link) for name, link in context.items() if name.endswith("_url") and link}
        context = {**context, **links, "email": email, "current_site": SITE}
        person = context.get("user") or self.request.user
        with translation.override(getattr(person, "language", "") or translation.get_language()):
            message: EmailMultiAlternatives = self.render_mail(template_prefix, email, context)
        asked = getattr(self.request, "id", None) or uuid.uuid4().hex
        key = f"{template_prefix}\n{asked}\n{message.body}"
        queue(key=key, to=email, subject=message.subject, body=message.body)

    def get_client_ip(self, request):
        return address_of(request)

    def is_safe_url(self, url):
        """Only a path of ours is a place to go on to: no other host, spelled in whatever way."""
        return bool(url) and url.startswith("/") and url_has_allowed_host_and_scheme(url, allowed_hosts=None)

    def validation_error(self, code, *args):
        """A limit answers 429 with our page, also where allauth would put a line into the form."""
        if code in REFUSED_BY_A_LIMIT:
            from .views import too_many_requests

            raise ImmediateHttpResponse(too_many_requests(self.request))
        return super().validation_error(code, *args)
