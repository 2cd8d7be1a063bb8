"""An invitation to join the team: a link that works once, for a while."""

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from perennial.kernel import clock
from perennial.kernel.ids import IdField
from perennial.team.choices import Reach, Role
from perennial.team.models.team import Team


class InvitationQuerySet(models.QuerySet["Invitation"]):
    def unanswered(self) -> "InvitationQuerySet":
        """Neither accepted nor withdrawn; some may have expired."""
        return self.filter(accepted_at=None, withdrawn_at=None)


class Invitation(models.Model):
    """Only the SHA-256 of the link's token is kept."""

    id = IdField()
    email = models.EmailField(_("e-mail"), max_length=254)
    role = models.CharField(_("role"), max_length=20, choices=Role.choices, default=Role.AGENT)
    team = models.ForeignKey(Team, models.SET_NULL, null=True, blank=True, related_name="+", verbose_name=_("team"))
    reach = models.CharField(_("sees"), max_length=8, choices=Reach.choices, default=Reach.ALL)
    token_hash = models.CharField(max_length=64, unique=True)
    invited_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="+")
    invited_at = models.DateTimeField(default=clock.now)
    expires_at = models.DateTimeField()
    accepted_at = models.DateTimeField(null=True, blank=True)
    accepted_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")
    withdrawn_at = models.DateTimeField(null=True, blank=True)

    objects = InvitationQuerySet.as_manager()

    class Meta:
        ordering: ClassVar = ["-id"]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["email"], condition=models.Q(accepted_at=None, withdrawn_at=None), name="invitation_once_per_address"
            )
        ]

    def __str__(self) -> str:
        return f"{self.email} ({self.role})"

    def is_open(self) -> bool:
        """Whether its link still works: as long as whoever made it is still here."""
        is_answered = self.accepted_at is not None or self.withdrawn_at is not None
        return not is_answered and not self.has_expired() and self.invited_by.is_active

    def has_expired(self) -> bool:
        return clock.now() >= self.expires_at
