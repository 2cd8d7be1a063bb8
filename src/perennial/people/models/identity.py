"""An identity: something by which a party is known in one channel."""

from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from perennial.kernel import clock
from perennial.kernel.ids import IdField
from perennial.people.choices import IdentityKind
from perennial.people.fields import FoldedField


class Identity(models.Model):
    """`value` as it was given, `normal` as it is compared (see normalise.py). `system` tells handles and external ids apart
    (instagram, shopify, cdnow); it is empty for e-mail and phone. Verification is a moment."""

    id = IdField()
    party = models.ForeignKey("people.Party", models.CASCADE, related_name="identities")
    kind = models.CharField(_("kind"), max_length=10, choices=IdentityKind.choices)
    system = models.CharField(_("system"), max_length=40, blank=True)
    value = models.CharField(_("value"), max_length=320)
    normal = FoldedField(max_length=320, editable=False)
    label = models.CharField(_("label"), max_length=40, blank=True)
    is_primary = models.BooleanField(default=False)
    verified_at = models.DateTimeField(null=True, blank=True)
    created_at = models.DateTimeField(default=clock.now, editable=False)

    class Meta:
        verbose_name_plural = "identities"
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["normal", "kind", "system"], name="external_id_once", condition=Q(kind="external")),
        ]
        indexes: ClassVar = [
            models.Index(fields=["normal", "kind", "system"], name="identity_normal"),
            models.Index(fields=["party"], name="identity_party"),
        ]

    def __str__(self) -> str:
        return self.value
