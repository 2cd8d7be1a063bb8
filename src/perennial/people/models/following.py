"""That a member follows a customer, to hear of what happens to them."""

from typing import ClassVar

from django.conf import settings
from django.db import models

from perennial.kernel import clock
from perennial.kernel.ids import IdField


class Following(models.Model):
    id = IdField()
    party = models.ForeignKey("people.Party", models.CASCADE, related_name="+", db_index=False)  # following_party serves it
    member = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="+", db_index=False)
    since = models.DateTimeField(default=clock.now)

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(fields=["party", "member"], name="following_party")]
        indexes: ClassVar = [models.Index(fields=["member", "-since"], name="following_member")]

    def __str__(self) -> str:
        return f"{self.member_id} follows {self.party_id}"
