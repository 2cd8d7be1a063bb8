"""Tags, and who carries them."""

from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _

from perennial.kernel import clock
from perennial.kernel.ids import IdField


class Tag(models.Model):
    id = IdField()
    name = models.CharField(_("name"), max_length=60, unique=True)
    hue = models.PositiveSmallIntegerField(_("colour"), default=150)

    class Meta:
        ordering: ClassVar = ["name"]

    def __str__(self) -> str:
        return self.name


class Tagging(models.Model):
    id = IdField()
    tag = models.ForeignKey(Tag, models.CASCADE, related_name="taggings")
    party = models.ForeignKey("people.Party", models.CASCADE, related_name="taggings")
    created_at = models.DateTimeField(default=clock.now, editable=False)

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(fields=["tag", "party"], name="tagged_once")]

    def __str__(self) -> str:
        return f"{self.tag_id} on {self.party_id}"
