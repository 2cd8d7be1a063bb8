from django.utils.translation import gettext_lazy as _

from perennial.kernel.slices import SliceConfig


class PurchasesConfig(SliceConfig):
    name = "perennial.purchases"
    label = "purchases"
    verbose_name = _("Purchases")
    default = True
