"""A member of the team: the one who signs in."""

from typing import Any, ClassVar

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.db import models
from django.utils.crypto import salted_hmac
from django.utils.translation import gettext_lazy as _

from perennial.kernel import clock
from perennial.kernel.ids import IdField
from perennial.team.choices import Reach, Role
from perennial.team.models.team import Team


class MemberQuerySet(models.QuerySet["Member"]):
    def active(self) -> "MemberQuerySet":
        return self.filter(is_active=True)

    def owners(self) -> "MemberQuerySet":
        return self.active().filter(role=Role.OWNER)


class MemberManager(BaseUserManager["Member"]):
    """What Django's and allauth's sign-in need of a user manager."""

    def get_queryset(self) -> MemberQuerySet:
        return MemberQuerySet(self.model, using=self._db)

    def active(self) -> MemberQuerySet:
        return self.get_queryset().active()

    def owners(self) -> MemberQuerySet:
        return self.get_queryset().owners()

    def create_user(self, email: str, password: str | None = None, **fields: Any) -> "Member":
        member = self.model(email=self.normalize_email(email).lower(), **fields)
        member.set_password(password)
        member.save(using=self._db)
        return member


class Member(AbstractBaseUser):
    """A person who works here. `role` says what they may do, `reach` to which customers: see `team.reach`."""

    id = IdField()
    email = models.EmailField(_("e-mail"), max_length=254, unique=True)
    name = models.CharField(_("name"), max_length=200)
    role = models.CharField(_("role"), max_length=20, choices=Role.choices, default=Role.VIEWER)
    team = models.ForeignKey(Team, models.SET_NULL, null=True, blank=True, related_name="members", verbose_name=_("team"))
    reach = models.CharField(_("sees"), max_length=8, choices=Reach.choices, default=Reach.ALL)
    time_zone = models.CharField(_("time zone"), max_length=64, blank=True)
    language = models.CharField(_("language"), max_length=16, blank=True)
    single_keys = models.BooleanField(_("single-key shortcuts"), default=True)
    is_active = models.BooleanField(default=True)
    joined_at = models.DateTimeField(default=clock.now, editable=False)
    last_seen_at = models.DateTimeField(null=True, editable=False)
    session_version = models.PositiveIntegerField(default=0, editable=False)  # raising it ends every session for good

    scopes: frozenset[str] | None = None  # what an API token lets its member do; None: all that the role grants

    objects = MemberManager()
    USERNAME_FIELD = "email"
    REQUIRED_FIELDS: ClassVar[list[str]] = ["name"]

    class Meta:
        ordering: ClassVar = ["name", "id"]
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=models.Q(reach=Reach.ALL) | ~models.Q(role=Role.OWNER), name="member_owners_see_all"
            )
        ]

    def __str__(self) -> str:
        return self.name or self.email

    def refresh_from_db(self, *args: Any, **kwargs: Any) -> None:
        """Also forgets who was in the team (see `team.reach`)."""
        self.__dict__.pop("_team_known", None)
        super().refresh_from_db(*args, **kwargs)

    def _get_session_auth_hash(self, secret: str | None = None) -> str:
        """Django asks this for the session of every request: it changes with the password and with `session_version`."""
        return salted_hmac(
            "perennial.team.session", f"{self.password}:{self.session_version}", secret=secret, algorithm="sha256"
        ).hexdigest()
