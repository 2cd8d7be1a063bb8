"""A day that comes back every year: a birthday, a wedding day, the day they first came."""

from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _

from perennial.kernel.ids import IdField
from perennial.people.ownercopies import OfOwner

BIRTHDAY = "birthday"


class Anniversary(OfOwner):
    """`name` is "birthday" or free words; the year may be unknown. 29 February is kept on 28 February in common years."""

    id = IdField()
    party = models.ForeignKey("people.Party", models.CASCADE, related_name="anniversaries")
    name = models.CharField(_("name"), max_length=60, default=BIRTHDAY)
    month = models.PositiveSmallIntegerField(_("month"))
    day = models.PositiveSmallIntegerField(_("day"))
    year = models.PositiveSmallIntegerField(_("year"), null=True, blank=True)

    class Meta:
        verbose_name_plural = "anniversaries"
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["party", "name"], name="anniversary_once"),
            models.CheckConstraint(condition=models.Q(month__range=(1, 12), day__range=(1, 31)), name="anniversary_day"),
        ]
        indexes: ClassVar = [
            models.Index(fields=["month", "day", "year"], name="anniversary_day"),
            models.Index(fields=["party_owner", "month", "day"], name="anniversary_owner_day"),
        ]

    def __str__(self) -> str:
        return f"{self.name} {self.day}.{self.month}."
