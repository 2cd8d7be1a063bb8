"""An API token: by which a program speaks for a member."""

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from perennial.kernel import clock
from perennial.kernel.ids import IdField
from perennial.team.permissions import LABELS


class ApiToken(models.Model):
    """`prefix` is shown and looked up by; of the whole only the SHA-256 is kept. `scopes` are names of permissions: it may
    what both they and its member's role allow at the moment it is used."""

    id = IdField()
    member = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="api_tokens")
    name = models.CharField(_("what it is for"), max_length=80)
    prefix = models.CharField(max_length=16, unique=True)
    secret_hash = models.CharField(max_length=64)
    scopes = models.JSONField(default=list)
    created_at = models.DateTimeField(default=clock.now)
    expires_at = models.DateTimeField(_("works until"), null=True, blank=True)
    last_used_at = models.DateTimeField(null=True)
    revoked_at = models.DateTimeField(null=True)
    revoked_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")

    class Meta:
        ordering: ClassVar = ["-id"]

    def __str__(self) -> str:
        return self.name

    @property
    def shown(self) -> str:
        """What it is for, and how it begins: enough to find it, not to use it."""
        return f"{self.name} (prn_{self.prefix}…)"

    @property
    def labels(self) -> list[str]:
        """What it may, in words."""
        return [str(label) for permission, label in LABELS.items() if permission in self.scopes]

    @property
    def has_expired(self) -> bool:
        return self.expires_at is not None and clock.now() >= self.expires_at

    @property
    def works(self) -> bool:
        """Whether it opens anything: as long as whoever made it works here."""
        return self.revoked_at is None and not self.has_expired and self.member.is_active
