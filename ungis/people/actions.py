"""What happens to an account."""

import hashlib
import secrets
from datetime import timedelta
from typing import Any

from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from django.utils.translation import gettext as _

from ungis.core import clock
from ungis.core.acting import Refused, action, require
from ungis.core.events import record
from ungis.core.standing import CLERK
from ungis.mail import outbox

from .account import PARTS
from .models import SignInLink, User
from .permissions import can_change_profile, can_forget, can_make_sign_in_link

LINK_LASTS = timedelta(hours=24)
FORGOTTEN = "forgotten.invalid"  # a domain that can never receive mail (RFC 2606)


def hash_of(token: str) -> str:
    """Return what is kept of a token."""
    return hashlib.sha256(token.encode()).hexdigest()


@action
def register_person(user: User, *, by: Any, name: str, affiliation: str = "") -> User:
    """Note who has registered: the account exists, this says whose it is."""
    require(can_change_profile(by, user) or by is CLERK)
    user.name, user.affiliation = name, affiliation
    user.save(update_fields=["name", "affiliation"])
    record("people.person_registered", user, by=by)
    return user


@action
def create_person(email: str, *, by: Any, name: str, password: str | None = None, is_superuser: bool = False) -> User:
    """Create the account of a person whose address is known to be theirs: they were invited to it.

    The address is verified, for without that no second factor could be added. Superusers are made
    by the system alone, from the command line.
    """
    require(by is CLERK)
    user = User.objects.create_user(email, password, name=name, is_superuser=is_superuser, is_staff=is_superuser)
    EmailAddress.objects.create(user=user, email=user.email, verified=True, primary=True)
    record("people.person_created", user, by=by, data={"is_superuser": is_superuser})
    return user


@action
def claim_person(user: User, *, by: Any, name: str, password: str | None = None) -> User:
    """Give an account to the person who turned out to own its address, and nobody else.

    Somebody registered with the address and never verified it: their password, keys and sessions end.
    """
    require(by is CLERK)
    if EmailAddress.objects.filter(user=user, verified=True).exists() or not user.is_active:
        raise Refused(_("This account belongs to somebody."))
    EmailAddress.objects.filter(user=user).delete()
    Authenticator.objects.filter(user=user).delete()
    EmailAddress.objects.create(user=user, email=user.email, verified=True, primary=True)
    user.name, user.affiliation = name, ""
    user.set_password(password)
    user.save()
    record("people.person_claimed", user, by=by)
    return user


@action
def drop_password(user: User, *, by: Any) -> User:
    """Make an account's password void; codes, passkeys and a reset remain."""
    require(can_change_profile(by, user))
    user.set_unusable_password()
    user.save(update_fields=["password"])
    record("people.password_dropped", user, by=by)
    return user


@action
def change_profile(user: User, *, by: Any, name: str, language: str = "", affiliation: str = "") -> User:
    """Change what a person says of themselves."""
    require(can_change_profile(by, user))
    new = {"name": name, "language": language, "affiliation": affiliation}
    changed = [field for field, value in new.items() if getattr(user, field) != value]
    for field in changed:
        setattr(user, field, new[field])
    user.save(update_fields=changed)
    record("people.profile_changed", user, by=by, data={"fields": changed})
    return user


@action
def make_sign_in_link(user: User, *, by: Any) -> str:
    """Return the token of a link that signs this person in once, within a day. Only the hash is kept."""
    require(can_make_sign_in_link(by))
    token = secrets.token_urlsafe(32)
    link = SignInLink.objects.create(user=user, token_hash=hash_of(token), expires_at=clock.now() + LINK_LASTS)
    record("people.sign_in_link_made", user, by=by, data={"expires_at": link.expires_at})
    return token


@action
def use_sign_in_link(token: str) -> User:
    """Use up a link and return whom it signs in. Refused when unknown, used or expired."""
    require(can_make_sign_in_link(CLERK))
    moment = clock.now()
    links = SignInLink.objects.open(moment).filter(token_hash=hash_of(token))
    link = links.select_related("user").first()
    # The conditional update decides between two who come at the same moment.
    if link is None or not links.update(used_at=moment):
        raise Refused(_("This link was used already, or its day is over."))
    record("people.sign_in_link_used", link.user, by=link.user)
    return link.user


@action
def forget_person(user: User, *, by: Any) -> User:
    """Take the name and the address from an account and close it; what was done stays done.

    The row stays, so that the record still knows that one and the same person did this and that;
    the chain of events is not touched: it is read by the bureau and administrators only.
    """
    require(can_forget(by, user))
    if user.is_superuser and not User.objects.filter(is_superuser=True, is_active=True).exclude(pk=user.pk).exists():
        raise Refused(_("This is the last administrator. Name another one first."))
    address = user.email
    for part in PARTS.values():
        part.forget(user, by=by)
    outbox.forget(address)
    EmailAddress.objects.filter(user=user).delete()
    Authenticator.objects.filter(user=user).delete()
    SignInLink.objects.filter(user=user).delete()
    user.name = _("Person %(number)s") % {"number": user.pk}
    user.email = f"person-{user.pk}@{FORGOTTEN}"
    user.affiliation = user.language = ""
    user.is_active = user.is_staff = user.is_superuser = False
    user.set_unusable_password()  # which also ends every session of theirs
    user.save()
    if by == user:
        by.name = user.name
    record("people.person_forgotten", user, by=by)
    return user


def drop_links() -> int:
    """Drop sign-in links that can no longer be used."""
    return SignInLink.objects.filter(expires_at__lt=clock.now()).delete()[0]
