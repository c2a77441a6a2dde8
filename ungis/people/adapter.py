"""Where sign-in meets the house: mail through the outbox, one spelling of addresses."""

from allauth.account.adapter import DefaultAccountAdapter
from django.core.mail import EmailMultiAlternatives

from ungis.mail.outbox import queue

from .models import one_spelling


class AccountAdapter(DefaultAccountAdapter):
    def clean_email(self, email):
        return super().clean_email(one_spelling(email))

    def send_mail(self, template_prefix, email, context):
        """Queue the message; codes and links in it make its key, so each comes once."""
        message: EmailMultiAlternatives = self.render_mail(template_prefix, email, context)
        queue(key=f"{template_prefix}\n{message.body}", to=email, subject=message.subject, body=message.body)
