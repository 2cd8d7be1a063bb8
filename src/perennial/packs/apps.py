from django.utils.translation import gettext_lazy as _

from perennial.kernel.slices import SliceConfig


class PacksConfig(SliceConfig):
    name = "perennial.packs"
    label = "packs"
    verbose_name = _("Starter packs")
    default = True
