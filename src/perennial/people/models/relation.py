"""How two parties belong together: works at, parent of, referred by; and what was taken back of that."""

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from perennial.kernel import clock
from perennial.kernel.ids import IdField


class Relation(models.Model):
    """`subject` is `word` of `object`: (Ann, "works at", Harbour & Vale)."""

    id = IdField()
    subject = models.ForeignKey("people.Party", models.CASCADE, related_name="relations_out")
    object = models.ForeignKey("people.Party", models.CASCADE, related_name="relations_in")
    word = models.CharField(_("relation"), max_length=40)  # a key of relations.py or free words
    note = models.CharField(_("note"), max_length=200, blank=True)
    version = models.IntegerField(default=1, editable=False)
    created_at = models.DateTimeField(default=clock.now, editable=False)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["subject", "object", "word"], name="relation_once"),
            models.CheckConstraint(condition=~models.Q(subject=models.F("object")), name="relation_between_two"),
        ]

    def __str__(self) -> str:
        return f"{self.subject_id} {self.word} {self.object_id}"


class RemovedRelation(models.Model):
    """A relation that was taken back, to be restored under its id. It leaves the table of those that hold: no list has to pass
    over it, and the same may be said again meanwhile."""

    id = models.BigIntegerField(primary_key=True)  # of the relation that it was
    subject = models.ForeignKey("people.Party", models.CASCADE, related_name="+")
    object = models.ForeignKey("people.Party", models.CASCADE, related_name="+")
    word = models.CharField(max_length=40)
    note = models.CharField(max_length=200, blank=True)
    version = models.IntegerField()
    created_at = models.DateTimeField()
    removed_at = models.DateTimeField(default=clock.now)
    removed_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")

    class Meta:
        indexes: ClassVar = [models.Index(fields=["-removed_at", "-id"], name="relation_removed_at")]

    def __str__(self) -> str:
        return f"{self.subject_id} {self.word} {self.object_id}"
