"""What the lifecycle rules said last of a customer."""

from django.db import models

from perennial.people.choices import Stage


class StageAnswer(models.Model):
    """The rules' last answer for a party, so that a stage set by hand holds until the facts change that answer. Nobody's row
    is the answer “lead”."""

    party = models.OneToOneField("people.Party", models.CASCADE, primary_key=True, related_name="+")
    stage = models.CharField(max_length=12, choices=Stage.choices)

    def __str__(self) -> str:
        return f"{self.party_id} {self.stage}"
