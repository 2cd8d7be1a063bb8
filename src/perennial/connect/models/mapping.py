"""A mapping that was saved, to be found again when a file with the same header comes."""

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from perennial.connect.choices import ImportKind
from perennial.kernel import clock
from perennial.kernel.ids import IdField


class SavedMapping(models.Model):
    """`columns` is {column name: field}; `header` the fingerprint of the names it was made for."""

    id = IdField()
    name = models.CharField(_("name"), max_length=80)
    kind = models.CharField(max_length=16, choices=ImportKind.choices)
    header = models.CharField(max_length=64, db_index=True)
    columns = models.JSONField(default=dict)
    reading = models.JSONField(default=dict)
    options = models.JSONField(default=dict)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")
    at = models.DateTimeField(default=clock.now)

    class Meta:
        ordering: ClassVar = ["name"]
        constraints: ClassVar = [models.UniqueConstraint(fields=["kind", "name"], name="mapping_once")]

    def __str__(self) -> str:
        return self.name
