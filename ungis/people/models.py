import unicodedata

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.contrib.auth.models import PermissionsMixin
from django.core.exceptions import ValidationError
from django.db import models
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from ungis.core.standing import Standing, standing_of


def one_spelling(email: str) -> str:
    """Return the one form under which an address is kept: compatible forms folded, lower case.

    Raises ValidationError for letters outside ASCII: look-alikes would make two accounts of one person.
    """
    folded = unicodedata.normalize("NFKC", email).strip().casefold()
    if not folded.isascii():
        raise ValidationError(_("Please use an e-mail address written in plain Latin letters."))
    return folded


class UserQuerySet(models.QuerySet):
    def visible_to(self, user):
        """Oneself; the secretariat and administrators, everybody."""
        standing = standing_of(user)
        if standing.is_secretariat or standing.is_administrator:
            return self.all()
        return self.filter(pk=user.pk)

    def called(self, piece):
        """Those with this piece of text in their name or address, by name."""
        return self.filter(models.Q(name__icontains=piece) | models.Q(email__icontains=piece)).order_by("name")


class UserManager(BaseUserManager.from_queryset(UserQuerySet)):  # type: ignore[misc]
    def create_user(self, email, password=None, **fields):
        user = self.model(email=one_spelling(email), **fields)
        user.set_password(password)
        user.save(using=self._db)
        return user

    def create_superuser(self, email, password=None, **fields):
        return self.create_user(email, password, is_staff=True, is_superuser=True, **fields)

    def get_by_natural_key(self, email):
        return self.get(email=email.casefold())


class User(AbstractBaseUser, PermissionsMixin):
    """A person who signs in. What they may do follows from the seats they hold, not from here."""

    email = models.EmailField(gettext_lazy("e-mail"), unique=True)
    name = models.CharField(gettext_lazy("name"), max_length=120)
    affiliation = models.CharField(gettext_lazy("affiliation"), max_length=200, blank=True)
    language = models.CharField(gettext_lazy("language"), max_length=8, blank=True)
    is_active = models.BooleanField(default=True)
    is_staff = models.BooleanField(default=False)
    date_joined = models.DateTimeField(auto_now_add=True)

    USERNAME_FIELD = "email"
    EMAIL_FIELD = "email"
    REQUIRED_FIELDS = ["name"]

    objects = UserManager()

    class Meta:
        verbose_name = gettext_lazy("person")

    def __str__(self):
        return self.name or self.email

    def get_full_name(self):
        return str(self)

    get_short_name = get_full_name

    def clean(self):
        self.email = one_spelling(self.email)

    @property
    def standing(self) -> Standing:
        return standing_of(self)


class SignInLinkQuerySet(models.QuerySet):
    def visible_to(self, user):
        return self.none()

    def open(self, moment):
        """Those that can still be used."""
        return self.filter(used_at=None, expires_at__gt=moment, user__is_active=True)


class SignInLink(models.Model):
    """A one-time way in, made for the cast of a development site; only the hash of its token is kept."""

    user = models.ForeignKey(User, on_delete=models.CASCADE)
    token_hash = models.CharField(max_length=64, unique=True)
    expires_at = models.DateTimeField()
    used_at = models.DateTimeField(null=True)

    objects = SignInLinkQuerySet.as_manager()

    def __str__(self):
        return f"sign-in link for {self.user}"
