"""A postal address, for any country: free lines and the few parts that are searched and sorted by."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from perennial.kernel.ids import IdField


class Address(models.Model):
    id = IdField()
    party = models.ForeignKey("people.Party", models.CASCADE, related_name="addresses")
    label = models.CharField(_("label"), max_length=40, blank=True)
    lines = models.TextField(_("street and number"), blank=True)
    locality = models.CharField(_("city"), max_length=200, blank=True)
    region = models.CharField(_("region"), max_length=200, blank=True)
    postcode = models.CharField(_("postcode"), max_length=20, blank=True)
    country = models.CharField(_("country"), max_length=2, blank=True)

    class Meta:
        verbose_name_plural = "addresses"

    def __str__(self) -> str:
        return ", ".join(part for part in (self.lines, self.postcode, self.locality, self.country) if part)
