"""How two parties belong together: works at, parent of, referred by."""

from typing import ClassVar

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
    created_at = models.DateTimeField(default=clock.now, editable=False)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["subject", "object", "word"], name="relation_once"),
            models.CheckConstraint(condition=~models.Q(subject=models.F("object")), name="relation_between_two"),
        ]

    def __str__(self) -> str:
        return f"{self.subject_id} {self.word} {self.object_id}"
