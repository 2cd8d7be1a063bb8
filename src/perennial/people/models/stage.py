"""The history of a customer's lifecycle stage."""

from typing import ClassVar

from django.conf import settings
from django.db import models

from perennial.kernel import clock
from perennial.kernel.ids import IdField
from perennial.people.choices import Stage
from perennial.people.reasons import reason_in_words


class StageChange(models.Model):
    """From which stage to which, when, by which rule (its key, or "" when a member set it) and why in words."""

    id = IdField()
    party = models.ForeignKey("people.Party", models.CASCADE, related_name="stage_changes")
    before = models.CharField(max_length=12, choices=Stage.choices)
    after = models.CharField(max_length=12, choices=Stage.choices)
    at = models.DateTimeField(default=clock.now)
    rule = models.CharField(max_length=40, blank=True)
    because = models.CharField(max_length=200, blank=True)  # in a member's words
    facts = models.JSONField(null=True)  # what the rule saw: said by `people.reasons`
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")

    class Meta:
        indexes: ClassVar = [models.Index(fields=["party", "-at"], name="stage_history")]

    def __str__(self) -> str:
        return f"{self.before} → {self.after}"

    @property
    def reason(self) -> str:
        """Why, in the reader's language where a rule found it."""
        return reason_in_words(self.rule, self.facts, self.because)
