"""A team: members who look after the same customers."""

from typing import ClassVar

from django.db import models
from django.db.models.functions import Lower
from django.utils.translation import gettext_lazy as _

from perennial.kernel import clock
from perennial.kernel.ids import IdField


class Team(models.Model):
    """Members whose reach is "team" see the customers that one of their team looks after. A member is in one or in none."""

    id = IdField()
    name = models.CharField(_("name"), max_length=80)
    created_at = models.DateTimeField(default=clock.now, editable=False)

    class Meta:
        ordering: ClassVar = ["name", "id"]
        constraints: ClassVar = [models.UniqueConstraint(Lower("name"), name="team_named_once")]

    def __str__(self) -> str:
        return self.name
