"""Something worth remembering of a customer: a preference, the usual order, a dislike, a pain point."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from perennial.kernel import clock
from perennial.kernel.ids import IdField
from perennial.people.choices import RemembranceKind


class Remembrance(models.Model):
    id = IdField()
    party = models.ForeignKey("people.Party", models.CASCADE, related_name="remembrances")
    kind = models.CharField(_("kind"), max_length=12, choices=RemembranceKind.choices, default=RemembranceKind.REMEMBER)
    text = models.CharField(_("what to remember"), max_length=500)
    created_at = models.DateTimeField(default=clock.now, editable=False)
    created_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+", editable=False)

    def __str__(self) -> str:
        return self.text
