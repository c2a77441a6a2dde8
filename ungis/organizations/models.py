"""The registry: organizations, their membership, the offices they hold, the people who sit for them."""

from typing import Any, Self, cast

from django.conf import settings
from django.db import models
from django.db.models import Prefetch
from django.utils.translation import get_language, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from ungis.core.addresses import address_of
from ungis.core.periods import PartialDate, PartialDateField, Period, PeriodQuerySet
from ungis.core.provenance import Sourced
from ungis.core.standing import Visibility, standing_of
from ungis.core.visibility import PublicQuerySet

FOUNDED = PartialDate.parse("2006-04")  # endorsed by the Chief Executives Board; seeds 000, 001, 004


class Capacity(models.TextChoices):
    MEMBER = "member", _("Member")
    OBSERVER = "observer", _("Observer")


class OfficeName(models.TextChoices):
    CHAIR = "chair", pgettext_lazy("office", "Chair")
    VICE_CHAIR = "vice-chair", _("Vice-Chair")
    SECRETARIAT = "secretariat", _("Secretariat")


class SeatRole(models.TextChoices):
    FOCAL_POINT = "focal-point", _("focal point")
    ALTERNATE = "alternate", _("alternate")
    REVIEWER = "reviewer", _("reviewer")
    PRINCIPAL = "principal", _("principal")
    OFFICER = "officer", _("secretariat officer")


SENDING_ROLES = (SeatRole.FOCAL_POINT, SeatRole.ALTERNATE, SeatRole.PRINCIPAL)


class PublicPeriodQuerySet(PublicQuerySet, PeriodQuerySet):  # type: ignore[override]
    pass


class OrganizationQuerySet(PublicQuerySet):
    def with_names(self) -> Self:
        """Fetch the names along, so that `name` costs no query."""
        return self.prefetch_related(Prefetch("names", OrganizationName.objects.order_by("begins")))

    def called(self, name: str) -> "Organization | None":
        """The organization known by an acronym or an alias, or None."""
        folded = name.strip().casefold()
        named = self.filter(models.Q(acronym__iexact=folded) | models.Q(aliases__folded=folded))
        return cast("Organization | None", named.first())


class Organization(Sourced):
    """An organization; `acronym` is the present one, former ones stay among its names."""

    slug = models.SlugField(max_length=60, unique=True)
    acronym = models.CharField(max_length=40, unique=True)
    category = models.CharField(max_length=60, blank=True)
    headquarters = models.CharField(max_length=120, blank=True)
    country = models.CharField(max_length=2, blank=True)
    website = models.CharField(max_length=200, blank=True)
    is_ceb_member = models.BooleanField(null=True)

    objects = OrganizationQuerySet.as_manager()

    class Meta:
        ordering = ["acronym"]

    def __str__(self):
        return self.acronym

    def get_absolute_url(self):
        return address_of("organization", self.slug)

    def name_in(self, language: str) -> "OrganizationName | None":
        """The present name in a language, from names already fetched."""
        present = [name for name in self.names.all() if name.language == language and not name.ends]
        return present[-1] if present else None

    @property
    def name(self) -> "OrganizationName | None":
        """The name in the reader's language, else in English, else any."""
        return self.name_in(get_language() or "en") or self.name_in("en") or next(iter(self.names.all()), None)

    @property
    def order(self) -> str:
        """Where it stands in an alphabetical list: hyphens count for nothing."""
        return self.acronym.replace("-", "").casefold()


class OrganizationName(Period, Sourced):
    """A name in one language and the time during which it was the name."""

    organization = models.ForeignKey(Organization, on_delete=models.CASCADE, related_name="names")
    language = models.CharField(max_length=8)
    name = models.CharField(max_length=200)
    acronym = models.CharField(max_length=40, blank=True)

    objects = PublicPeriodQuerySet.as_manager()

    class Meta(Period.Meta):
        ordering = ["language", "begins"]

    def __str__(self):
        return self.name


class Alias(models.Model):
    """Another spelling met in documents."""

    organization = models.ForeignKey(Organization, on_delete=models.CASCADE, related_name="aliases")
    text = models.CharField(max_length=120)
    folded = models.CharField(max_length=120, db_index=True, editable=False)

    objects = PublicQuerySet.as_manager()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["organization", "folded"], name="one_alias_once")]

    def __str__(self):
        return self.text

    def save(self, *args, **kwargs):
        self.folded = self.text.strip().casefold()
        super().save(*args, **kwargs)


class MailDomainQuerySet(models.QuerySet):
    def visible_to(self, user: Any) -> Self:
        return self.all() if Visibility.GROUP in standing_of(user).visibilities else self.none()


class MailDomain(models.Model):
    """People of the organization are invited at addresses of this domain or below it."""

    organization = models.ForeignKey(Organization, on_delete=models.CASCADE, related_name="mail_domains")
    domain = models.CharField(max_length=120)

    objects = MailDomainQuerySet.as_manager()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["organization", "domain"], name="one_domain_once")]

    def __str__(self):
        return self.domain


class Constituency(models.Model):
    """Organizations named as one in the texts, such as the regional commissions."""

    name = models.CharField(max_length=120, unique=True)
    organizations = models.ManyToManyField(Organization, related_name="constituencies")

    objects = PublicQuerySet.as_manager()

    def __str__(self):
        return self.name


class Membership(Period, Sourced):
    """In what capacity an organization takes part, and since when as far as the sources say."""

    organization = models.ForeignKey(Organization, on_delete=models.PROTECT, related_name="memberships")
    capacity = models.CharField(max_length=8, choices=Capacity.choices)
    attested_on = PartialDateField(null=True, blank=True)

    objects = PublicPeriodQuerySet.as_manager()

    class Meta(Period.Meta):
        ordering = ["begins"]

    def __str__(self):
        return f"{self.organization}: {self.get_capacity_display()}"


class Term(Period, Sourced):
    """An office held for a term. Without an organization: the sources do not say who held it."""

    office = models.CharField(max_length=11, choices=OfficeName.choices)
    organization = models.ForeignKey(
        Organization, on_delete=models.PROTECT, null=True, blank=True, related_name="terms"
    )
    label = models.CharField(max_length=60, blank=True)
    on_behalf_of = models.CharField(max_length=120, blank=True)
    rank = models.PositiveSmallIntegerField(default=0)  # the order in which the source lists the holders
    persons = models.TextField(blank=True)  # one a line, as the source names them
    note = models.TextField(blank=True)

    objects = PublicPeriodQuerySet.as_manager()

    class Meta(Period.Meta):
        ordering = ["begins", "office", "rank"]

    def __str__(self):
        holder = self.organization or _("not known")
        return f"{self.get_office_display()} {self.label}: {holder}"


class StatedCount(Sourced):
    """How many took part, as a source of the time says; it may contradict the list."""

    on = PartialDateField(null=True)
    number = models.PositiveSmallIntegerField(null=True)
    wording = models.CharField(max_length=200)

    objects = PublicQuerySet.as_manager()

    class Meta:
        ordering = ["on"]

    def __str__(self):
        return self.wording


class SeatQuerySet(PeriodQuerySet):
    def visible_to(self, user: Any) -> Self:
        """The directory of focal points is for the group; everybody sees their own seats."""
        if Visibility.GROUP in standing_of(user).visibilities:
            return self.all()
        return self.filter(user=user) if getattr(user, "is_authenticated", False) else self.none()


class Seat(Period):
    """A person sits for an organization, in a role, for a time."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="seats")
    organization = models.ForeignKey(Organization, on_delete=models.PROTECT, related_name="seats")
    role = models.CharField(max_length=11, choices=SeatRole.choices)

    objects = SeatQuerySet.as_manager()

    class Meta(Period.Meta):
        ordering = ["organization__acronym", "role", "begins"]

    def __str__(self):
        return f"{self.user}, {self.get_role_display()} of {self.organization}"


class InvitationQuerySet(models.QuerySet):
    def visible_to(self, user: Any) -> Self:
        standing = standing_of(user)
        return self.all() if standing.is_secretariat else self.filter(organization__in=standing.speaks_for)

    def open(self, moment) -> Self:
        return self.filter(accepted_at=None, withdrawn_at=None, expires_at__gt=moment)


class Invitation(models.Model):
    """An organization's seat offered to an address; only the hash of its token is kept."""

    organization = models.ForeignKey(Organization, on_delete=models.CASCADE, related_name="invitations")
    email = models.EmailField()
    role = models.CharField(max_length=11, choices=SeatRole.choices)
    token_hash = models.CharField(max_length=64, unique=True)
    invited_at = models.DateTimeField()
    invited_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    expires_at = models.DateTimeField()
    accepted_at = models.DateTimeField(null=True)
    accepted_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")
    withdrawn_at = models.DateTimeField(null=True)
    withdrawn_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")

    objects = InvitationQuerySet.as_manager()

    def __str__(self):
        return f"{self.email} for {self.organization}"
