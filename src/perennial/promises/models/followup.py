"""A follow-up: something we mean to do for a customer by a day."""

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from perennial.kernel import clock
from perennial.kernel.ids import IdField


class FollowUp(models.Model):
    """Open as long as it has no `Completion`; `is_open` repeats that so that the due ones are found by an index."""

    id = IdField()
    party = models.ForeignKey("people.Party", models.CASCADE, related_name="+")
    text = models.CharField(_("what"), max_length=300)
    due_on = models.DateField(_("due"))
    due_time = models.TimeField(_("at"), null=True, blank=True)  # in the owner's zone
    owner = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("owner"))
    created_at = models.DateTimeField(default=clock.now, editable=False)
    created_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+", editable=False)
    is_open = models.BooleanField(default=True, editable=False)
    version = models.IntegerField(default=1, editable=False)

    class Meta:
        indexes: ClassVar = [
            models.Index(fields=["due_on", "id"], name="followup_due", condition=models.Q(is_open=True)),
            models.Index(fields=["owner", "due_on"], name="followup_owner", condition=models.Q(is_open=True)),
            models.Index(fields=["party", "due_on"], name="followup_party"),
        ]

    def __str__(self) -> str:
        return self.text


class Completion(models.Model):
    """How a follow-up ended: done, or dropped with a reason."""

    id = IdField()
    follow_up = models.OneToOneField(FollowUp, models.CASCADE, related_name="completion")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")
    at = models.DateTimeField(default=clock.now)
    dropped_because = models.CharField(_("why not"), max_length=200, blank=True)

    def __str__(self) -> str:
        return f"completion of {self.follow_up_id}"
