"""What finding duplicates keeps: keys by which records meet, suspected pairs, and what was decided about them."""

from typing import ClassVar

from django.conf import settings
from django.db import models

from perennial.kernel import clock
from perennial.kernel.ids import IdField


class MatchKey(models.Model):
    """Two parties with the same key are worth comparing (`people.matching.keys`). `key` is a hash of 63 bits."""

    id = IdField()
    key = models.BigIntegerField()
    party = models.ForeignKey("people.Party", models.CASCADE, related_name="+")

    class Meta:
        indexes: ClassVar = [models.Index(fields=["key", "party"], name="match_key")]

    def __str__(self) -> str:
        return f"{self.key:x} of {self.party_id}"


class Uncompared(models.Model):
    """A party that became another one to a reader since it was last compared with its likes."""

    party = models.OneToOneField("people.Party", models.CASCADE, primary_key=True, related_name="+")

    def __str__(self) -> str:
        return f"{self.party_id}"


class Suspicion(models.Model):
    """Two parties that may be the same: `confidence` is the probability of it (`people.matching.weights` says from what it was
    learned), `reasons` are keys of `people.matching.reasons`, the strongest first. `first` has the smaller id."""

    id = IdField()
    first = models.ForeignKey("people.Party", models.CASCADE, related_name="+")
    second = models.ForeignKey("people.Party", models.CASCADE, related_name="+")
    confidence = models.FloatField()
    reasons = models.JSONField(default=list)
    found_at = models.DateTimeField(default=clock.now)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["first", "second"], name="suspected_once"),
            models.CheckConstraint(condition=models.Q(first__lt=models.F("second")), name="suspicion_in_order"),
        ]
        indexes: ClassVar = [models.Index(fields=["-confidence", "-id"], name="suspicion_confidence")]

    def __str__(self) -> str:
        return f"{self.first_id} and {self.second_id}: {self.confidence:.2f}"


class Distinction(models.Model):
    """Somebody said that two parties are two, whatever they have in common; nobody is asked again, not after merges either."""

    id = IdField()
    first = models.ForeignKey("people.Party", models.CASCADE, related_name="+")
    second = models.ForeignKey("people.Party", models.CASCADE, related_name="+")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")
    at = models.DateTimeField(default=clock.now)

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(fields=["first", "second"], name="distinct_once")]

    def __str__(self) -> str:
        return f"{self.first_id} is not {self.second_id}"
